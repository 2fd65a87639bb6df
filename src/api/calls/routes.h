#pragma once
// The whole table (calls/routes.cpp) and the handlers it names. Each handler answers one admitted request; which rights it
// took to get there stands in the table alone.

#include "http/router.h"

namespace vigie::api {

Router all_routes();

// session_calls.cpp, system_calls.cpp, map_calls.cpp
Result<Response> sign_in(Call& call);
// Wherever a password is checked: the answer to an attempt that comes too soon after others; it counts this one.
std::optional<Response> too_many_attempts(Call& call, const std::string& login);
Result<Response> show_session(Call& call);
Result<Response> sign_out(Call& call);
Result<Response> show_catalogue(Call& call);
Result<Response> show_openapi(Call& call);
Result<Response> show_status(Call& call);
Result<Response> say_alive(Call& call);
Result<Response> say_ready(Call& call);
Result<Response> show_metrics(Call& call);
Result<Response> show_map(Call& call);
Result<Response> show_layer(Call& call);
Result<Response> find_places(Call& call);

// camera_calls.cpp, recording_calls.cpp, protection_calls.cpp, view_calls.cpp, test_source_calls.cpp
Result<Response> list_cameras(Call& call);
Result<Response> show_camera(Call& call);
Result<Response> add_camera(Call& call);
Result<Response> change_camera(Call& call);
Result<Response> review_camera(Call& call);
Result<Response> list_segments(Call& call);
Result<Response> protect_recording(Call& call);
Result<Response> make_protection(Call& call);
Result<Response> list_protections(Call& call);
Result<Response> release_protection(Call& call);
Result<Response> take_snapshot(Call& call);
Result<Response> list_views(Call& call);
Result<Response> sum_views(Call& call);
Result<Response> list_observations(Call& call);
Result<Response> add_test_source(Call& call);
Result<Response> remove_test_source(Call& call);

// ptz_calls.cpp
Result<Response> show_ptz(Call& call);
Result<Response> order_ptz(Call& call);
Result<Response> show_head(Call& call);
Result<Response> configure_head(Call& call);
Result<Response> import_cameras(Call& call);
Result<Response> discover_cameras(Call& call);

// alert_calls.cpp, exercise_calls.cpp
Result<Response> list_alerts(Call& call);
Result<Response> show_alert(Call& call);
Result<Response> show_clip(Call& call);
Result<Response> take_alert(Call& call);
Result<Response> release_alert(Call& call);
Result<Response> escalate_alert(Call& call);
Result<Response> confirm_alert(Call& call);
Result<Response> dismiss_alert(Call& call);
Result<Response> undo_verdict(Call& call);
Result<Response> play_alerts(Call& call);

// incident_calls.cpp, unit_calls.cpp, officer_calls.cpp
Result<Response> list_incidents(Call& call);
Result<Response> show_incident(Call& call);
Result<Response> open_incident(Call& call);
Result<Response> close_incident(Call& call);
Result<Response> show_advice(Call& call);
Result<Response> assign_unit(Call& call);
Result<Response> move_assignment(Call& call);
Result<Response> list_units(Call& call);
Result<Response> say_position(Call& call);
Result<Response> show_crew(Call& call);
Result<Response> show_officer(Call& call);
Result<Response> add_unit(Call& call);

// daybook_calls.cpp, checklist_calls.cpp, handover_calls.cpp, paper_calls.cpp
Result<Response> list_entries(Call& call);
Result<Response> show_entry(Call& call);
Result<Response> write_entry(Call& call);
Result<Response> settle_entry(Call& call);
Result<Response> tell_partner(Call& call);
Result<Response> show_nearby(Call& call);
Result<Response> keep_callback(Call& call);
Result<Response> show_callback(Call& call);
Result<Response> erase_callback(Call& call);
Result<Response> list_checklists(Call& call);
Result<Response> define_checklist(Call& call);
Result<Response> tick_step(Call& call);
Result<Response> list_instructions(Call& call);
Result<Response> give_instruction(Call& call);
Result<Response> end_instruction(Call& call);
Result<Response> list_hand_overs(Call& call);
Result<Response> draft_hand_over(Call& call);
Result<Response> sign_hand_over(Call& call);
Result<Response> read_hand_over(Call& call);
Result<Response> print_day_book(Call& call);
Result<Response> print_incident(Call& call);
Result<Response> print_hand_over(Call& call);
Result<Response> print_cameras_down(Call& call);

// requisition_calls.cpp
Result<Response> list_requisitions(Call& call);
Result<Response> enter_requisition(Call& call);
Result<Response> show_requisition(Call& call);
Result<Response> show_footage(Call& call);
Result<Response> protect_footage(Call& call);
Result<Response> approve_requisition(Call& call);
Result<Response> refuse_requisition(Call& call);
Result<Response> search_requisition(Call& call);
Result<Response> list_findings(Call& call);
Result<Response> show_finding(Call& call);
Result<Response> keep_moments(Call& call);
Result<Response> package_moments(Call& call);
Result<Response> close_requisition(Call& call);
// push_calls.cpp
Result<Response> push_records(Call& call);
Result<Response> push_presses(Call& call);
Result<Response> list_sources(Call& call);

// law_calls.cpp, account_calls.cpp, job_calls.cpp
Result<Response> list_bases(Call& call);
Result<Response> propose_basis(Call& call);
Result<Response> approve_basis(Call& call);
Result<Response> end_basis(Call& call);
Result<Response> list_audit(Call& call);
Result<Response> verify_audit(Call& call);
Result<Response> list_accounts(Call& call);
Result<Response> create_account(Call& call);
Result<Response> disable_account(Call& call);
Result<Response> authorise_account(Call& call);
Result<Response> list_jobs(Call& call);
Result<Response> cancel_job(Call& call);

// live/: WebSockets, and what a plain request to the same address gets
Result<std::unique_ptr<Talk>> watch_updates(Call& call);
Result<std::unique_ptr<Talk>> watch_picture(Call& call);
Result<std::unique_ptr<Talk>> feed_test_source(Call& call);
Result<Response> ask_for_upgrade(Call& call);
Result<Response> ask_for_picture(Call& call);

}  // namespace vigie::api
