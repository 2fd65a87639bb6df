#include "demo/first_city.h"

#include <array>

#include "base/digest.h"

namespace vigie::app {
namespace {

struct Post {
  const char* login;
  const char* name;
  const char* role;
  bool crew;
};

constexpr std::array posts{
    Post{"operator", "OP-1", "operator", false},          Post{"operator2", "OP-2", "operator", false},
    Post{"officer", "Duty officer", "duty_officer", false}, Post{"auditor", "Auditor", "auditor", false},
    Post{"investigator", "Investigator", "investigator", false},
    Post{"dpo", "Data protection officer", "data_protection_officer", false}, Post{"technician", "Technician", "technician", false},
    Post{"admin", "Administrator", "administrator", false}, Post{"crew", "Crew 1", "crew", true},
};

// The two people whom the exercise's law names. They have no password: nobody acts in their name.
constexpr const char* author_login = "exercise-author";
constexpr const char* approver_login = "exercise-approver";

law::Act act(const FirstCityDoors& doors, const std::string& key) { return {"server", "first-city/" + key, doors.zone, doors.clock.utc_now()}; }

Result<law::Account> make_account(const FirstCityDoors& doors, law::Account account) {
  VIGIE_TRY(const auto commit, law::create_account(doors.accounts, account, act(doors, "account/" + account.login)));
  VIGIE_TRY(const auto done, doors.ledger.commit(commit));
  (void)done;
  return account;
}

}  // namespace

Result<std::vector<FirstAccount>> make_accounts(const FirstCityDoors& doors, const std::string& crew_unit, bool exercise) {
  std::vector<FirstAccount> made;
  for (const auto& post : posts) {
    law::Account account;
    account.subject = {std::string{"account:"} + post.login, "local", post.crew ? "crew" : "person"};
    account.login = post.login;
    account.name = post.name;
    account.roles = {post.role};
    account.unit = post.crew ? crew_unit : "";
    account.standing_reason = "post.supervision";
    account.exercise = exercise;
    VIGIE_TRY(const auto kept, make_account(doors, account));
    const std::string password = random_token(9);
    VIGIE_CHECK(law::set_password(doors.ledger, kept.subject.id, password));
    made.push_back({post.login, post.name, post.role, account.unit, password});
  }
  return made;
}

Status make_exercise_law(const FirstCityDoors& doors) {
  std::array<law::Account, 2> people;
  for (std::size_t i = 0; i < 2; ++i) {
    law::Account& account = people[i];
    account.login = i == 0 ? author_login : approver_login;
    account.subject = {"account:" + account.login, "local", "person"};
    account.name = i == 0 ? "Exercise author (generated)" : "Exercise approver (generated)";
    account.roles = {i == 0 ? "data_protection_officer" : "duty_officer"};
    account.exercise = true;
    VIGIE_TRY(account, make_account(doors, account));
  }
  const std::string document =
      "Exercise of the program Vigie on recorded public footage and on the pictures of whoever tries it, declared as not watching a public place. "
      "No street camera is opened under it.";
  VIGIE_TRY(const auto commit, law::make_exercise_bases(doors.profile, document, people[0], people[1], doors.clock.utc_now(), doors.zone));
  VIGIE_TRY(const auto done, doors.ledger.commit(commit));
  (void)done;
  return {};
}

Status furnish_cameras(operations::Desk& desk, const std::filesystem::path& footage, const std::vector<DemoPlace>& places) {
  const operations::Actor author{std::string{"account:"} + author_login, "Exercise author", "", false};
  const operations::Actor reviewer{std::string{"account:"} + approver_login, "Exercise approver", "", false};
  for (std::size_t i = 0; i < places.size(); ++i) {
    city::Camera camera;
    camera.id = fmt::format("camera:{}", i + 1);
    camera.number = static_cast<int>(i + 1);
    camera.name = places[i].street.empty() ? fmt::format("Camera {}", i + 1) : places[i].street;
    camera.where = places[i].where;
    camera.heading_deg = places[i].heading_deg;
    camera.streams.push_back({city::StreamKind::main, "file:" + std::filesystem::absolute(footage).string(), ""});
    camera.replay = true;
    camera.exercise = true;
    // Fractions of vtest's picture: the lawn in front, the way from left to right, and the building's windows.
    camera.lines.push_back({"way", "", {0.30, 0.36}, {0.62, 0.60}, {"person"}, ""});
    city::MaskReview review = city::MaskReview::no_dwelling;
    if (i == 0) {
      camera.masks.push_back({"windows", "", {{0.38, 0.0}, {0.84, 0.0}, {0.84, 0.17}, {0.40, 0.19}}, {}, 0});
      camera.zones.push_back({"lawn", "", {{0.0, 0.50}, {0.20, 0.50}, {0.42, 0.66}, {0.62, 0.82}, {0.85, 1.0}, {0.0, 1.0}}, {"intrusion", "occupancy"}, 12});
      review = city::MaskReview::masked_here;
    }
    VIGIE_TRY(const auto configured, desk.configure_camera(author, camera, "demo city", std::nullopt));
    VIGIE_TRY(const auto reviewed, desk.review_camera(reviewer, configured, review, "recorded public footage, reviewed for the exercise", std::nullopt));
    (void)reviewed;
  }
  return {};
}

}  // namespace vigie::app
