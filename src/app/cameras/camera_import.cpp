#include "cameras/camera_import.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vigie::app {
namespace {

using connectors::ListedCamera;

bool same_streams(const std::vector<city::CameraStream>& a, const std::vector<city::CameraStream>& b, bool with_secrets) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const auto& one, const auto& other) {
    return one.kind == other.kind && one.url == other.url && (!with_secrets || one.secret == other.secret);
  });
}

// A list's degrees come from a spreadsheet: the seventh decimal is a centimetre.
bool same_place(const geo::LatLon& a, const geo::LatLon& b) { return std::abs(a.lat - b.lat) < 1e-7 && std::abs(a.lon - b.lon) < 1e-7; }

struct Merged {
  city::Camera camera;
  std::vector<std::string> changes;  // fields, as the list calls them
};

// What the list says over what stands; what it is silent about (masks, zones, lines, an empty heading) stays.
Merged merge(const ListedCamera& listed, const city::Camera* before) {
  if (!before) return {listed.camera, {}};
  Merged merged{*before, {}};
  const auto change = [&](const char* field, bool differs) {
    if (differs) merged.changes.push_back(field);
    return differs;
  };
  if (change("name", before->name != listed.camera.name)) merged.camera.name = listed.camera.name;
  if (change("place", !same_place(before->where, listed.camera.where))) merged.camera.where = listed.camera.where;
  if (listed.has_heading && change("heading", before->heading_deg != listed.camera.heading_deg))
    merged.camera.heading_deg = listed.camera.heading_deg;
  if (change("streams", !same_streams(before->streams, listed.camera.streams, false))) merged.camera.review = city::MaskReview::none;
  if (!same_streams(before->streams, listed.camera.streams, true)) {
    if (same_streams(before->streams, listed.camera.streams, false)) merged.changes.push_back("secret");
    merged.camera.streams = listed.camera.streams;
  }
  return merged;
}

operations::Head head_of(const ListedCamera& listed, const std::string& camera, const std::optional<operations::Head>& before) {
  operations::Head head = before.value_or(operations::Head{});
  head.camera = camera;
  head.address = listed.onvif;
  head.secret = listed.secret;
  return head;
}

class Import {
 public:
  Import(const operations::Actor& actor, operations::Desk& desk, operations::PtzDesk& ptz, const CameraImportOptions& options)
      : actor_(actor), desk_(desk), ptz_(ptz), options_(options) {
    for (auto& camera : desk.board().cameras()) {
      for (const auto& stream : camera.streams) by_address_.emplace(stream.url, camera.number);
      by_number_.emplace(camera.number, std::move(camera));
    }
  }

  // False: the row is refused, and the report says why.
  Result<bool> take(const ListedCamera& listed) {
    const auto at = by_number_.find(listed.camera.number);
    const city::Camera* before = at == by_number_.end() ? nullptr : &at->second;
    for (const auto& stream : listed.camera.streams) {
      const auto other = by_address_.find(stream.url);
      if (other == by_address_.end() || other->second == listed.camera.number) continue;
      errors_.push_back({{"row", listed.row},
                         {"field", stream.kind == city::StreamKind::main ? "url" : "sub_url"},
                         {"code", "list.address_taken"},
                         {"todo", fmt::format("camera {} has this address already; correct the number or the address", other->second)}});
      return false;
    }
    Merged merged = merge(listed, before);
    merged.camera.exercise = merged.camera.exercise || options_.exercise;
    const auto head = before ? ptz_.heads().head(before->id) : std::nullopt;
    const bool head_changes = !listed.onvif.empty() && (!head || head->address != listed.onvif || head->secret != listed.secret);
    if (before && head_changes) merged.changes.push_back("onvif");
    const char* state = !before ? "added" : merged.changes.empty() ? "unchanged" : "changed";
    std::string id = before ? before->id : "";
    if (!options_.dry_run) {
      const bool only_head = before && merged.changes == std::vector<std::string>{"onvif"};
      if (!before || (!merged.changes.empty() && !only_head)) {
        VIGIE_TRY(id, desk_.configure_camera(actor_, std::move(merged.camera), options_.reason, std::nullopt));
      }
      if (head_changes) VIGIE_CHECK(ptz_.configure(actor_, head_of(listed, id, head), options_.reason));
    }
    ++counts_[state];
    cameras_.push_back({{"row", listed.row},
                        {"number", listed.camera.number},
                        {"name", listed.camera.name},
                        {"state", state},
                        {"changes", merged.changes}});
    return true;
  }

  Json report(const connectors::CameraList& list) {
    for (const auto& error : list.errors)
      errors_.push_back({{"row", error.row}, {"field", error.field}, {"code", error.code}, {"todo", error.todo}});
    std::sort(errors_.begin(), errors_.end(), [](const Json& a, const Json& b) { return a["row"] < b["row"]; });
    const std::uint64_t good = cameras_.size();
    return {{"read", list.rows},
            {"added", counts_["added"]},
            {"changed", counts_["changed"]},
            {"unchanged", counts_["unchanged"]},
            {"refused", list.rows - good},
            {"dry_run", options_.dry_run},
            {"cameras", std::move(cameras_)},
            {"errors", std::move(errors_)},
            {"more_errors", list.more_errors},
            {"ignored_columns", list.ignored}};
  }

 private:
  const operations::Actor& actor_;
  operations::Desk& desk_;
  operations::PtzDesk& ptz_;
  const CameraImportOptions& options_;
  std::map<int, city::Camera> by_number_;
  std::map<std::string, int> by_address_;
  std::map<std::string, std::uint64_t> counts_;
  Json cameras_ = Json::array();
  std::vector<Json> errors_;
};

}  // namespace

Result<Json> import_cameras(std::string_view csv, const operations::Actor& actor, operations::Desk& desk, operations::PtzDesk& ptz,
                            const CameraImportOptions& options) {
  VIGIE_TRY(const auto list, connectors::read_camera_list(csv, options.name));
  Import import{actor, desk, ptz, options};
  for (const auto& listed : list.cameras) VIGIE_CHECK(import.take(listed));
  return import.report(list);
}

}  // namespace vigie::app
