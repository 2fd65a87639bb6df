#pragma once
// What people send, checked field by field: every error names the field. Free of doors, so that fuzzing reaches all of it.

#include "city/words.h"
#include "law/accounts.h"
#include "law/basis.h"
#include "operations/desk.h"

namespace vigie::api {

Result<operations::NewIncident> parse_new_incident(const Json& body);
Result<operations::NewEntry> parse_new_entry(const Json& body);
Result<geo::LatLon> parse_place(const Json& body);  // {lat, lon}
Result<UtcTime> parse_time(const Json& body, const char* name);  // required, with an offset or Z
Result<law::LegalBasis> parse_basis(const Json& body);

struct NewAccount {
  law::Account account;
  std::string password;
};
Result<NewAccount> parse_new_account(const Json& body);
// {number, date, training?, ends?, sources?}: what an order says of who may sit at the desk.
Status parse_authorisation(const Json& body, law::Account& into);

// A newcomer's own picture, declared as not watching a public place.
struct TestSource {
  std::string kind;  // webcam, file, rtsp
  std::string name;
  std::string url;          // of rtsp, without user and password
  std::string credentials;  // "user:password", where the address had them
};
Result<TestSource> parse_test_source(const Json& body);

// What a viewer says over the live socket.
struct LiveCommand {
  enum class Kind { seek, live, pause, resume } kind = Kind::live;
  UtcTime from{};      // of a seek
  std::string reason, words;  // of a seek beyond the last ten minutes
};
Result<LiveCommand> parse_live_command(std::string_view text);

// ?from=&to= as ISO 8601; what is missing is taken from `otherwise`. Refuses an interval turned round or longer than `longest`.
Result<city::Interval> parse_interval(const std::string& from, const std::string& to, city::Interval otherwise, std::chrono::seconds longest);
// ?limit=: 1 to `most`, or `otherwise` when empty.
Result<std::size_t> parse_limit(const std::string& text, std::size_t otherwise, std::size_t most);
// Missing is empty; anything else but text is an error.
Result<std::string> optional_text(const Json& body, const char* name, std::size_t max_size);

}  // namespace vigie::api
