// Events by PullPoint (ONVIF core specification, 9.2).
#include "onvif/device_state.h"
#include "onvif/events.h"

namespace vigie::connectors {
namespace {

constexpr std::string_view event_actions = "http://www.onvif.org/ver10/events/wsdl/";
constexpr std::string_view subscription_actions = "http://docs.oasis-open.org/wsn/bw-2/SubscriptionManager/";

onvif::Request to_point(const OnvifPullPoint& point, std::string action, std::string body) {
  return {std::move(action), point.address, point.reference_xml, std::move(body)};
}

}  // namespace

Result<OnvifPullPoint> OnvifDevice::subscribe(std::chrono::seconds life) {
  VIGIE_TRY(const auto service, state_->events());
  const onvif::Request request{fmt::format("{}EventPortType/CreatePullPointSubscriptionRequest", event_actions),
                               service,
                               {},
                               fmt::format("<tev:CreatePullPointSubscription><tev:InitialTerminationTime>PT{}S</"
                                           "tev:InitialTerminationTime></tev:CreatePullPointSubscription>",
                                           life.count())};
  VIGIE_TRY(auto point, state_->session.ask_for<OnvifPullPoint>(service, request, onvif::pull_point_of));
  VIGIE_TRY(point.address, state_->session.here(point.address));
  return point;
}

Result<OnvifEvents> OnvifDevice::pull(const OnvifPullPoint& point, std::chrono::seconds wait, int limit) {
  return state_->session.ask_for<OnvifEvents>(
      point.address,
      to_point(point, fmt::format("{}PullPointSubscription/PullMessagesRequest", event_actions),
               fmt::format("<tev:PullMessages><tev:Timeout>PT{}S</tev:Timeout><tev:MessageLimit>{}</tev:MessageLimit></tev:PullMessages>",
                           wait.count(), limit)),
      onvif::events_of, wait);
}

Status OnvifDevice::renew(const OnvifPullPoint& point, std::chrono::seconds life) {
  return state_->session.tell(
      point.address, to_point(point, fmt::format("{}RenewRequest", subscription_actions),
                              fmt::format("<wsnt:Renew><wsnt:TerminationTime>PT{}S</wsnt:TerminationTime></wsnt:Renew>", life.count())));
}

Status OnvifDevice::unsubscribe(const OnvifPullPoint& point) {
  return state_->session.tell(point.address,
                              to_point(point, fmt::format("{}UnsubscribeRequest", subscription_actions), "<wsnt:Unsubscribe/>"));
}

}  // namespace vigie::connectors
