#include "calls/routes.h"

namespace vigie::api {
namespace {

using enum Method;

Route plain(Method method, const char* path, Access access, Answer answer) {
  return {method, path, access, {}, std::move(answer), {}, true};
}

// `permissions`: "a" or "a|b", any one of them.
Route permitted(Method method, const char* path, std::string_view permissions, Answer answer) {
  Route route = plain(method, path, Access::permitted, std::move(answer));
  for (std::size_t at = 0; at <= permissions.size();) {
    const auto end = std::min(permissions.find('|', at), permissions.size());
    route.permissions.emplace_back(permissions.substr(at, end - at));
    at = end + 1;
  }
  return route;
}

Route socket(const char* path, std::string_view permissions, Converse converse, Answer without) {
  Route route = permitted(get, path, permissions, std::move(without));
  route.converse = std::move(converse);
  return route;
}

Route answer_not_kept(Route route) {
  route.keeps_answer = false;
  return route;
}

Route to_channel(Route route, Pushed::Sort sort) {
  route.channel = sort;
  return route;
}

}  // namespace

Router all_routes() {
  Router table;
  table.add(plain(get, "/healthz", Access::loopback, say_alive));
  table.add(plain(get, "/readyz", Access::loopback, say_ready));
  table.add(plain(get, "/metrics", Access::loopback, show_metrics));

  // The answer to a sign-in holds the session's secrets: it is never kept.
  table.add(answer_not_kept(plain(post, "/api/v1/session", Access::open, sign_in)));
  table.add(plain(get, "/api/v1/session", Access::signed_in, show_session));
  table.add(plain(del, "/api/v1/session", Access::signed_in, sign_out));
  table.add(plain(get, "/api/v1/catalogue", Access::open, show_catalogue));
  table.add(plain(get, "/api/v1/openapi.json", Access::open, show_openapi));
  table.add(permitted(get, "/api/v1/status", "system.read", show_status));
  // What it tells is chosen fact by fact; who may read nothing of it need not listen.
  table.add(socket("/api/v1/updates", "alert.read|incident.read|unit.read|unit.self|camera.read|entry.read|basis.read|account.manage|record.read", watch_updates, ask_for_upgrade));

  table.add(permitted(get, "/api/v1/map", "camera.read", show_map));
  table.add(permitted(get, "/api/v1/map/{layer}", "camera.read", show_layer));
  table.add(permitted(get, "/api/v1/places", "entry.read", find_places));

  table.add(permitted(get, "/api/v1/cameras", "camera.read", list_cameras));
  table.add(permitted(post, "/api/v1/cameras", "camera.configure", add_camera));
  table.add(permitted(get, "/api/v1/cameras/{id}", "camera.read", show_camera));
  table.add(permitted(put, "/api/v1/cameras/{id}", "camera.configure", change_camera));
  table.add(permitted(post, "/api/v1/cameras/{id}/review", "camera.review", review_camera));
  table.add(permitted(get, "/api/v1/cameras/{id}/segments", "view.replay", list_segments));
  table.add(permitted(post, "/api/v1/cameras/{id}/protect", "protect.write", protect_recording));
  table.add(permitted(post, "/api/v1/cameras/{id}/snapshots", "view.live", take_snapshot));
  table.add(permitted(get, "/api/v1/protections", "protect.write|audit.read", list_protections));
  table.add(permitted(post, "/api/v1/protections", "protect.write", make_protection));
  table.add(permitted(post, "/api/v1/protections/{id}/release", "protect.write", release_protection));
  table.add(permitted(get, "/api/v1/cameras/{id}/observations", "camera.read", list_observations));
  table.add(permitted(get, "/api/v1/cameras/{id}/ptz", "ptz.control", show_ptz));
  // A held key repeats it several times a second; the newest counts.
  table.add(answer_not_kept(permitted(post, "/api/v1/cameras/{id}/ptz", "ptz.control", order_ptz)));
  table.add(permitted(get, "/api/v1/cameras/{id}/head", "camera.configure", show_head));
  table.add(permitted(put, "/api/v1/cameras/{id}/head", "camera.configure", configure_head));
  table.add(permitted(post, "/api/v1/cameras/import", "camera.configure", import_cameras));
  table.add(permitted(post, "/api/v1/cameras/discover", "camera.configure", discover_cameras));
  table.add(permitted(post, "/api/v1/test-sources", "test_source.add", add_test_source));
  table.add(permitted(del, "/api/v1/test-sources/{id}", "test_source.add", remove_test_source));
  table.add(socket("/api/v1/cameras/{id}/feed", "test_source.add", feed_test_source, ask_for_upgrade));
  table.add(socket("/api/v1/live/{camera}", "view.live", watch_picture, ask_for_picture));

  table.add(permitted(get, "/api/v1/alerts", "alert.read", list_alerts));
  table.add(permitted(get, "/api/v1/alerts/{id}", "alert.read", show_alert));
  table.add(permitted(get, "/api/v1/alerts/{id}/clip", "view.clip", show_clip));
  table.add(permitted(post, "/api/v1/alerts/{id}/take", "alert.judge", take_alert));
  table.add(permitted(post, "/api/v1/alerts/{id}/release", "alert.judge", release_alert));
  table.add(permitted(post, "/api/v1/alerts/{id}/escalate", "alert.judge", escalate_alert));
  table.add(permitted(post, "/api/v1/alerts/{id}/confirm", "alert.judge", confirm_alert));
  table.add(permitted(post, "/api/v1/alerts/{id}/dismiss", "alert.judge", dismiss_alert));
  table.add(permitted(post, "/api/v1/alerts/{id}/undo", "alert.judge", undo_verdict));
  table.add(permitted(post, "/api/v1/exercise/alerts", "exercise.play", play_alerts));

  table.add(permitted(get, "/api/v1/incidents", "incident.read", list_incidents));
  table.add(permitted(post, "/api/v1/incidents", "incident.work", open_incident));
  table.add(permitted(get, "/api/v1/incidents/{id}", "incident.read", show_incident));
  table.add(permitted(post, "/api/v1/incidents/{id}/close", "incident.work", close_incident));
  table.add(permitted(get, "/api/v1/incidents/{id}/advice", "unit.read", show_advice));
  table.add(permitted(post, "/api/v1/incidents/{id}/assign", "unit.assign", assign_unit));
  table.add(permitted(post, "/api/v1/assignments/{id}/status", "unit.assign|unit.self", move_assignment));
  table.add(permitted(get, "/api/v1/units", "unit.read", list_units));
  // Every few seconds; the newest counts, and the same again changes nothing.
  table.add(answer_not_kept(permitted(post, "/api/v1/units/{id}/position", "unit.self", say_position)));
  table.add(permitted(get, "/api/v1/crew", "unit.self", show_crew));
  table.add(permitted(post, "/api/v1/units", "desk.configure", add_unit));
  table.add(permitted(get, "/api/v1/entries", "entry.read", list_entries));
  table.add(permitted(post, "/api/v1/entries", "entry.write", write_entry));
  table.add(to_channel(permitted(post, "/api/v1/records/{channel}", "record.push", push_records), Pushed::Sort::records));
  table.add(to_channel(permitted(post, "/api/v1/presses/{channel}", "record.push", push_presses), Pushed::Sort::presses));
  table.add(permitted(get, "/api/v1/sources", "record.read", list_sources));
  table.add(permitted(get, "/api/v1/entries/{id}", "entry.read", show_entry));
  table.add(permitted(post, "/api/v1/entries/{id}/settle", "entry.write", settle_entry));
  table.add(permitted(post, "/api/v1/entries/{id}/partners", "entry.write", tell_partner));
  table.add(permitted(post, "/api/v1/incidents/{id}/partners", "incident.work", tell_partner));
  table.add(permitted(get, "/api/v1/nearby", "incident.read", show_nearby));
  // A PUT, so that neither the number nor a digest of it is kept with an answer (docs/decisions/0072).
  table.add(permitted(put, "/api/v1/entries/{id}/callback", "entry.write", keep_callback));
  table.add(permitted(get, "/api/v1/entries/{id}/callback", "entry.write", show_callback));
  table.add(permitted(del, "/api/v1/entries/{id}/callback", "entry.write", erase_callback));
  table.add(permitted(get, "/api/v1/checklists", "incident.read", list_checklists));
  table.add(permitted(put, "/api/v1/checklists/{kind}", "desk.configure", define_checklist));
  table.add(permitted(post, "/api/v1/incidents/{id}/ticks", "incident.work", tick_step));
  table.add(permitted(get, "/api/v1/instructions", "entry.read", list_instructions));
  table.add(permitted(post, "/api/v1/instructions", "desk.configure", give_instruction));
  table.add(permitted(post, "/api/v1/instructions/{id}/end", "desk.configure", end_instruction));
  table.add(permitted(get, "/api/v1/handovers", "entry.read", list_hand_overs));
  table.add(permitted(get, "/api/v1/handovers/draft", "entry.write", draft_hand_over));
  // A PUT under the client's own id: the same again changes nothing, and no digest of the password in it is kept.
  table.add(permitted(put, "/api/v1/handovers/{id}", "entry.write", sign_hand_over));
  table.add(permitted(post, "/api/v1/handovers/{id}/read", "entry.write", read_hand_over));
  table.add(permitted(get, "/api/v1/paper/daybook", "entry.read", print_day_book));
  table.add(permitted(get, "/api/v1/paper/incidents/{id}", "incident.read", print_incident));
  table.add(permitted(get, "/api/v1/paper/handovers/{id}", "entry.read", print_hand_over));
  table.add(permitted(get, "/api/v1/paper/cameras-down", "camera.read", print_cameras_down));
  table.add(permitted(get, "/api/v1/officer", "officer.read", show_officer));

  table.add(permitted(get, "/api/v1/requisitions", "requisition.read", list_requisitions));
  table.add(permitted(post, "/api/v1/requisitions", "requisition.write", enter_requisition));
  table.add(permitted(get, "/api/v1/requisitions/{id}", "requisition.read", show_requisition));
  table.add(permitted(get, "/api/v1/requisitions/{id}/footage", "requisition.read", show_footage));
  table.add(permitted(post, "/api/v1/requisitions/{id}/protect", "requisition.write", protect_footage));
  table.add(permitted(post, "/api/v1/requisitions/{id}/approve", "requisition.approve", approve_requisition));
  table.add(permitted(post, "/api/v1/requisitions/{id}/refuse", "requisition.approve", refuse_requisition));
  table.add(permitted(post, "/api/v1/requisitions/{id}/search", "requisition.search", search_requisition));
  table.add(permitted(get, "/api/v1/requisitions/{id}/findings", "requisition.search", list_findings));
  table.add(permitted(get, "/api/v1/requisitions/{id}/findings/{finding}/picture", "requisition.search", show_finding));
  // Results live in the requisition's files alone: an answer that is kept would outlive its closing.
  table.add(answer_not_kept(permitted(post, "/api/v1/requisitions/{id}/keep", "requisition.search", keep_moments)));
  table.add(permitted(post, "/api/v1/requisitions/{id}/package", "requisition.search", package_moments));
  table.add(permitted(post, "/api/v1/requisitions/{id}/close", "requisition.search", close_requisition));

  table.add(permitted(get, "/api/v1/bases", "basis.read", list_bases));
  table.add(permitted(post, "/api/v1/bases", "basis.propose", propose_basis));
  table.add(permitted(post, "/api/v1/bases/{id}/approve", "basis.approve", approve_basis));
  table.add(permitted(post, "/api/v1/bases/{id}/end", "basis.end", end_basis));
  table.add(permitted(get, "/api/v1/audit", "audit.read", list_audit));
  table.add(permitted(get, "/api/v1/views", "audit.read", list_views));
  table.add(permitted(get, "/api/v1/views/minutes", "audit.read", sum_views));
  table.add(permitted(get, "/api/v1/audit/verify", "audit.verify", verify_audit));
  table.add(permitted(get, "/api/v1/jobs", "job.read", list_jobs));
  table.add(permitted(del, "/api/v1/jobs/{id}", "job.read", cancel_job));
  table.add(permitted(get, "/api/v1/accounts", "account.manage", list_accounts));
  table.add(permitted(post, "/api/v1/accounts", "account.manage", create_account));
  table.add(permitted(post, "/api/v1/accounts/{id}/disable", "account.manage", disable_account));
  table.add(permitted(post, "/api/v1/accounts/{id}/authorisation", "account.manage", authorise_account));
  return table;
}

}  // namespace vigie::api
