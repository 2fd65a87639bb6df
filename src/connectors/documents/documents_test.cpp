// Calendars, public alerts, road works and transport alerts as records: documents made here, varied, and broken.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <protozero/pbf_writer.hpp>

#include "test_support.h"

namespace vigie::connectors {
namespace {

using testing::HasSubstr;

std::string mapping_text(const std::string& format, const std::string& more) {
  return fmt::format(R"(
version = 1
source = "agenda"
kind = "gathering"
format = "{}"
until = "2027-01-01"
zone = "Europe/Paris"
box = [7.0, 43.5, 7.6, 43.9]
[key]
columns = ["key"]
[time]
columns = ["from"]
{})",
                     format, more);
}

const std::string calendar_mapping = mapping_text("icalendar", R"(
[time_end]
columns = ["to"]
[lat]
columns = ["geo.lat"]
[lon]
columns = ["geo.lon"]
[place]
columns = ["location"]
[[places]]
name = "Port"
at = [43.735, 7.425]
[[places]]
name = "*"
at = [43.73, 7.42]
[[keep]]
name = "status"
columns = ["status"]
[[keep]]
name = "category"
columns = ["categories"]
)");

class Documents : public testing::Test {
 protected:
  ImportReport import(const std::string& mapping, const std::string& text, const std::string& name = "document") {
    const Mapping parsed = test::mapping_of(mapping);
    auto report = town_.import(parsed, {town_.folder.write(name, text)});
    EXPECT_TRUE(report) << report.error().message;
    return report.value_or(ImportReport{});
  }
  std::string refused(const std::string& mapping, const std::string& text) {
    const auto report = import(mapping, text);
    return report.files[0].value("refused", "");
  }
  std::vector<city::Record> records() {
    std::vector<city::Record> all;
    for (auto& stored : town_.records("agenda")) all.push_back(std::move(stored.record));
    return all;
  }
  test::Town town_;
};

std::string calendar(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + events + "END:VCALENDAR\r\n";
}
std::string event(const std::string& uid, const std::string& lines) {
  return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20260101T000000Z\r\n" + lines + "END:VEVENT\r\n";
}

TEST_F(Documents, ACalendarsTimesAreThoseOfItsZones) {
  const std::string zone =
      "BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:"
      "STANDARD\r\nEND:VTIMEZONE\r\n";
  import(calendar_mapping,
         calendar(zone + event("utc", "DTSTART:20260601T120000Z\r\nDTEND:20260601T130000Z\r\n") +
                  event("floating", "DTSTART:20260601T120000\r\nDURATION:PT90M\r\n") +
                  event("named", "DTSTART;TZID=America/New_York:20260601T120000\r\nDURATION:PT1H\r\n") +
                  event("own", "DTSTART;TZID=Own:20260601T120000\r\nDURATION:PT1H\r\n") + event("day", "DTSTART;VALUE=DATE:20260329\r\n")));
  std::map<std::string, city::Interval> times;
  for (const auto& record : records()) times[record.source_key] = record.occurred;
  ASSERT_EQ(times.size(), 5u);
  EXPECT_EQ(times["utc"], (city::Interval{*parse_utc("2026-06-01T12:00:00Z"), *parse_utc("2026-06-01T13:00:00Z")}));
  EXPECT_EQ(times["floating"], (city::Interval{*parse_utc("2026-06-01T10:00:00Z"), *parse_utc("2026-06-01T11:30:00Z")}));
  EXPECT_EQ(times["named"].from, *parse_utc("2026-06-01T16:00:00Z"));
  EXPECT_EQ(times["own"].from, *parse_utc("2026-06-01T07:00:00Z"));
  EXPECT_EQ(times["day"].to - times["day"].from, std::chrono::hours{23}) << "the day on which summer time begins";
}

TEST_F(Documents, ARecurringEventKeepsItsHourWhenTheClocksChange) {
  import(calendar_mapping,
         calendar(event("market", "DTSTART;TZID=Europe/Paris:20260321T080000\r\nDURATION:PT4H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n")));
  const auto all = records();
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].occurred.from, *parse_utc("2026-03-21T07:00:00Z"));
  EXPECT_EQ(all[2].occurred.from, *parse_utc("2026-04-04T06:00:00Z"));
  EXPECT_EQ(all[2].source_key, "market/2026-04-04T06:00:00.000000Z");
}

TEST_F(Documents, AMovedAndACancelledInstanceSupersedeWhatWasStored) {
  const std::string series = "DTSTART:20260601T100000Z\r\nDTEND:20260601T110000Z\r\nRRULE:FREQ=DAILY;COUNT=4\r\n";
  EXPECT_EQ(import(calendar_mapping, calendar(event("fair", series))).stored, 4u);
  const auto second = import(
      calendar_mapping,
      calendar(event("fair", series + "EXDATE:20260602T100000Z\r\n") +
               event("fair", "RECURRENCE-ID:20260603T100000Z\r\nDTSTART:20260603T180000Z\r\nDTEND:20260603T190000Z\r\nLOCATION:Port\r\n")));
  EXPECT_EQ(second.new_versions, 2u);
  EXPECT_EQ(second.duplicates, 2u);
  const auto all = records();
  ASSERT_EQ(all.size(), 4u);
  EXPECT_THAT(all[1].details, HasSubstr("CANCELLED"));
  EXPECT_EQ(all[2].occurred.from, *parse_utc("2026-06-03T18:00:00Z"));
  EXPECT_DOUBLE_EQ(all[2].where.lat, 43.735) << "the place is known by its name";
}

TEST_F(Documents, ACalendarOfFiveHundredEventsIsReadWholeAndOnce) {
  std::string events;
  std::size_t expected = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string start = fmt::format("2026{:02}{:02}T{:02}0000", 1 + i % 12, 1 + i % 28, 8 + i % 12);
    std::string lines = i % 3 == 0   ? "DTSTART:" + start + "Z\r\n"
                        : i % 3 == 1 ? "DTSTART;TZID=Europe/Paris:" + start + "\r\n"
                                     : "DTSTART:" + start + "\r\n";
    lines += i % 2 ? "DURATION:PT2H\r\n" : "";
    lines += "SUMMARY:Fête n° " + std::to_string(i) +
             "\\, avec une ligne qui est assez longue pour \r\n être pliée\r\nCATEGORIES:" + (i % 2 ? "sport" : "market") + "\r\n";
    if (i % 7 == 0) lines += "GEO:43.74;7.43\r\n";
    std::size_t instances = 1;
    if (i % 10 == 0) {
      lines += "RRULE:FREQ=WEEKLY;COUNT=5\r\n";
      instances = start < "20261203" ? 5 : 0;  // some of December's lie after `until`
    }
    if (i % 10 == 5) lines += "STATUS:CANCELLED\r\n";
    if (instances == 0) {
      const int day = 1 + i % 28;
      for (int k = 0; k < 5; ++k) instances += day + 7 * k <= 31;
    }
    expected += instances;
    events += event("e" + std::to_string(i), lines);
  }
  const auto first = import(calendar_mapping, calendar(events));
  EXPECT_EQ(first.stored, expected);
  EXPECT_TRUE(first.rejected.empty());
  EXPECT_EQ(import(calendar_mapping, calendar(events)).duplicates, expected);
}

TEST_F(Documents, ACalendarThatIsNoneIsRefusedInASentence) {
  EXPECT_THAT(refused(calendar_mapping, "BEGIN:VCARD\r\nEND:VCARD\r\n"), HasSubstr("BEGIN:VCALENDAR"));
  EXPECT_THAT(refused(calendar_mapping, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n"), HasSubstr("truncated"));
  EXPECT_THAT(refused(calendar_mapping, calendar(event("x", "DTSTART:20260101T000000Z\r\nRRULE:FREQ=SECONDLY\r\n"))),
              HasSubstr("recurs more than"));
  EXPECT_EQ(
      import(calendar_mapping,
             calendar(event("a", "") + event("b", "DTSTART:nonsense\r\n") + event("c", "DTSTART;TZID=Nowhere/Town:20260101T000000\r\n") +
                      event("d", "DTSTART:20260101T100000Z\r\nDTEND:20260101T090000Z\r\n") + event("e", "DTSTART:20260101T100000Z\r\n")))
          .stored,
      1u);
}

const std::string cap_mapping = mapping_text("cap", R"(
[time_end]
columns = ["expires"]
[lat]
columns = ["lat"]
[lon]
columns = ["lon"]
[place]
columns = ["area"]
[[places]]
name = "*"
at = [43.73, 7.42]
[[keep]]
name = "event"
columns = ["event"]
optional = true
[[keep]]
name = "severity"
columns = ["severity"]
[[keep]]
name = "msg_type"
columns = ["msg_type"]
)");

std::string cap(const std::string& id, const std::string& infos, const std::string& type = "Alert", const std::string& prefix = "") {
  const std::string p = prefix.empty() ? "" : prefix + ":", ns = prefix.empty() ? "xmlns" : "xmlns:" + prefix;
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{0}alert "
      "{1}=\"urn:oasis:names:tc:emergency:cap:1.2\"><{0}identifier>{2}</{0}identifier><{0}sender>meteo@example.org</{0}sender>"
      "<{0}sent>2026-06-01T12:00:00+02:00</{0}sent><{0}status>Actual</{0}status><{0}msgType>{3}</{0}msgType><{0}scope>Public</"
      "{0}scope>{4}</{0}alert>",
      p, ns, id, type, infos);
}
std::string info(const std::string& severity, const std::string& areas, const std::string& times = "", const std::string& event = "Storm") {
  return "<info><category>Met</category><event>" + event + "</event><urgency>Expected</urgency><severity>" + severity +
         "</severity><certainty>Likely</certainty>" + times + areas + "</info>";
}
std::string area(const std::string& shape) { return "<area><areaDesc>Coast</areaDesc>" + shape + "</area>"; }

TEST_F(Documents, CapAlertsOfManyShapesAreRead) {
  const std::string polygon = "<polygon>43.7,7.4 43.8,7.4 43.8,7.5 43.7,7.5 43.7,7.4</polygon>", circle = "<circle>43.75,7.45 2.5</circle>";
  std::size_t rows = 0;
  int number = 0;
  const auto take = [&](const std::string& text, std::size_t expected) {
    const auto report = import(cap_mapping, text);
    EXPECT_EQ(report.stored, expected) << text << report.to_json();
    rows += expected;
  };
  const auto id = [&] { return "alert-" + std::to_string(++number); };
  for (const char* severity : {"Extreme", "Severe", "Moderate", "Minor", "Unknown"}) take(cap(id(), info(severity, area(polygon))), 1);
  for (const char* type : {"Alert", "Update", "Cancel", "Ack", "Error"}) take(cap(id(), info("Minor", area(circle)), type), 1);
  take(cap(id(), ""), 1);                                                  // no information: one row
  take(cap(id(), info("Minor", "")), 1);                                   // no area
  take(cap(id(), info("Minor", area(polygon) + area(circle))), 2);         // two areas
  take(cap(id(), info("Minor", area("")) + info("Severe", area(""))), 2);  // two blocks, places by name
  take(cap(id(), info("Minor", area("<geocode><valueName>INSEE</valueName><value>06088</value></geocode>"))), 1);
  take(cap(id(), info("Minor", area(polygon), "<onset>2026-06-01T14:00:00+02:00</onset><expires>2026-06-01T20:00:00+02:00</expires>")), 1);
  take(cap(id(), info("Minor", area(polygon), "<effective>2026-06-01T14:00:00-00:00</effective>")), 1);
  take(cap(id(), info("Minor", area(polygon), "", "Vent &amp; pluie <![CDATA[forte]]>")), 1);
  take(cap(id(),
           "<info><language>fr-FR</language><category>Met</category><category>Safety</category><event>Orage</event><responseType>Avoid</"
           "responseType><urgency>Future</urgency>"
           "<severity>Minor</severity><certainty>Possible</certainty></info>"),
       1);
  std::string prefixed = cap(id(), info("Minor", area(circle)), "Alert", "cap");
  for (const char* name : {"info", "category", "event", "urgency", "severity", "certainty", "area", "areaDesc", "circle"}) {
    for (const std::string tag : {"<", "</"})
      for (std::size_t at = 0; (at = prefixed.find(tag + name + ">", at)) != std::string::npos;) prefixed.insert(at + tag.size(), "cap:");
  }
  take(prefixed, 1);
  take("\xef\xbb\xbf" + cap(id(), info("Minor", area(polygon))), 1);
  take("<feed>" + cap(id(), info("Minor", area(polygon))).substr(39) + cap(id(), info("Minor", area(polygon))).substr(39) + "</feed>", 2);
  EXPECT_GE(number, 20);
  EXPECT_EQ(records().size(), rows);
}

TEST_F(Documents, CapThatIsWrongIsRefusedOrItsRowIs) {
  EXPECT_THAT(refused(cap_mapping, "<alert><identifier>1"), HasSubstr("at byte"));
  EXPECT_THAT(refused(cap_mapping, "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><alert>&e;</alert>"),
              HasSubstr("document type"));
  EXPECT_THAT(refused(cap_mapping, "<html/>"), HasSubstr("no CAP alert"));
  std::string deep;
  for (int i = 0; i < 1'000; ++i) deep += "<a>";
  for (int i = 0; i < 1'000; ++i) deep += "</a>";
  EXPECT_THAT(refused(cap_mapping, deep), HasSubstr("deep"));
  EXPECT_THAT(refused(cap_mapping, "<alert>\xff</alert>"), HasSubstr("UTF-8"));
  const auto rejected = [&](const std::string& text) { return import(cap_mapping, text).rejected; };
  EXPECT_EQ(rejected(cap("a b", info("Minor", ""))).at("bad_cap"), 1u);
  EXPECT_EQ(rejected(cap("x", info("Terrible", ""))).at("bad_cap"), 1u);
  EXPECT_EQ(rejected(cap("x", info("Minor", "", "<expires>tomorrow</expires>"))).at("bad_time"), 1u);
  EXPECT_TRUE(records().empty());
}

const std::string datex_mapping = mapping_text("datex2", R"(
[time_end]
columns = ["to"]
[lat]
columns = ["lat"]
[lon]
columns = ["lon"]
[kind_from]
columns = ["type"]
[[keep]]
name = "status"
columns = ["status"]
)");

std::string works(const std::string& id, const std::string& type, const std::string& place,
                  const std::string& times = "<overallStartTime>2026-06-01T06:00:00Z</overallStartTime>") {
  return "<sit:situation id=\"S" + id + "\"><sit:overallSeverity>low</sit:overallSeverity><sit:situationRecord xsi:type=\"sit:" + type +
         "\" id=\"R" + id +
         "\" "
         "version=\"1\"><sit:situationRecordCreationTime>2026-05-01T06:00:00Z</"
         "sit:situationRecordCreationTime><sit:validity><com:validityStatus>active</com:validityStatus>"
         "<com:validityTimeSpecification>" +
         times + "</com:validityTimeSpecification></sit:validity><sit:locationReference xsi:type=\"loc:PointLocation\">" + place +
         "</sit:locationReference></sit:situationRecord></sit:situation>";
}
std::string datex(const std::string& situations) {
  return "<d2:payload xmlns:d2=\"http://datex2.eu/schema/3/d2Payload\" xmlns:sit=\"http://datex2.eu/schema/3/situation\" "
         "xmlns:com=\"http://datex2.eu/schema/3/common\" "
         "xmlns:loc=\"http://datex2.eu/schema/3/locationReferencing\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
         "xsi:type=\"sit:SituationPublication\" lang=\"fr\">" +
         situations + "</d2:payload>";
}
const std::string point =
    "<loc:pointByCoordinates><loc:pointCoordinates><loc:latitude>43.73</loc:latitude><loc:longitude>7.42</loc:longitude></"
    "loc:pointCoordinates></loc:pointByCoordinates>";

TEST_F(Documents, Datex2SituationsOfManyKindsAreRead) {
  int number = 0;
  const auto take = [&](const std::string& text, std::size_t expected) {
    const auto report = import(datex_mapping, text);
    EXPECT_EQ(report.stored, expected) << text << report.to_json();
  };
  const auto id = [&] { return std::to_string(++number); };
  for (const char* type :
       {"MaintenanceWorks", "ConstructionWorks", "Accident", "VehicleObstruction", "GeneralObstruction", "AbnormalTraffic",
        "RoadOrCarriagewayOrLaneManagement", "SpeedManagement", "ReroutingManagement", "PublicEvent", "AuthorityOperation",
        "DisturbanceActivity", "EnvironmentalObstruction", "EquipmentOrSystemFault", "PoorEnvironmentConditions"})
    take(datex(works(id(), type, point)), 1);
  take(datex(works(
           id(), "MaintenanceWorks",
           "<loc:coordinatesForDisplay><loc:latitude>43.73</loc:latitude><loc:longitude>7.42</loc:longitude></loc:coordinatesForDisplay>")),
       1);
  take(datex(works(id(), "MaintenanceWorks",
                   "<loc:gmlLineString srsName=\"EPSG:4326\"><loc:posList>43.73 7.42 43.74 7.43</loc:posList></loc:gmlLineString>")),
       1);
  take(datex(works(
           id(), "MaintenanceWorks", point,
           "<overallStartTime>2026-06-01T06:00:00+02:00</overallStartTime><overallEndTime>2026-07-01T06:00:00+02:00</overallEndTime>")),
       1);
  take(datex(works(id(), "MaintenanceWorks", point) + works(id(), "ConstructionWorks", point)), 2);
  take("<con:messageContainer xmlns:con=\"http://datex2.eu/schema/3/messageContainer\">" + datex(works(id(), "MaintenanceWorks", point)) +
           "</con:messageContainer>",
       1);
  take(datex(works(id(), "MaintenanceWorks", "<loc:x>1</loc:x>" + point)), 1);
  EXPECT_GE(number, 20);
  EXPECT_EQ(records()[0].kind, "MaintenanceWorks");
  EXPECT_EQ(import(datex_mapping, datex(works("1", "MaintenanceWorks", point))).duplicates, 1u);
}

TEST_F(Documents, Datex2ThatIsWrongIsRefusedOrItsRecordIs) {
  EXPECT_THAT(refused(datex_mapping, "<payload/>"), HasSubstr("situation publication"));
  EXPECT_THAT(refused(datex_mapping, "not xml"), HasSubstr("at byte"));
  const auto rejected = [&](const std::string& text) { return import(datex_mapping, datex(text)).rejected; };
  EXPECT_EQ(rejected(works("1", "MaintenanceWorks", "")).at("no_place"), 1u);
  EXPECT_EQ(rejected(works("1", "MaintenanceWorks", point, "")).at("no_time"), 1u);
  EXPECT_EQ(rejected("<sit:situation id=\"S\"><sit:situationRecord id=\"R\"/></sit:situation>").at("bad_datex2"), 1u);
}

const std::string gtfs_mapping = mapping_text("gtfs_alerts", R"(
[time_end]
columns = ["to"]
[place]
columns = ["stop"]
[[places]]
name = "stop:1"
at = [43.735, 7.425]
[[places]]
name = "*"
at = [43.73, 7.42]
[[keep]]
name = "cause"
columns = ["cause"]
[[keep]]
name = "effect"
columns = ["effect"]
[[keep]]
name = "route"
columns = ["route"]
optional = true
)");

// One alert of a feed; fields as GTFS-realtime numbers them.
std::string transport_alert(const std::string& id, int cause, int effect, std::vector<std::pair<std::uint64_t, std::uint64_t>> periods,
                            std::vector<std::pair<int, std::string>> informed) {
  std::string alert_bytes, entity_bytes;
  protozero::pbf_writer alert{alert_bytes};
  for (const auto& [start, end] : periods) {
    protozero::pbf_writer period{alert, 1};
    if (start) period.add_uint64(1, start);
    if (end) period.add_uint64(2, end);
  }
  for (const auto& [field, value] : informed) {
    protozero::pbf_writer selector{alert, 5};
    selector.add_string(static_cast<protozero::pbf_tag_type>(field), value);
  }
  if (cause) alert.add_enum(6, cause);
  if (effect) alert.add_enum(7, effect);
  {
    protozero::pbf_writer text{alert, 10};
    protozero::pbf_writer translation{text, 1};
    translation.add_string(1, "Ligne coupée");
    translation.add_string(2, "fr");
  }
  protozero::pbf_writer entity{entity_bytes};
  entity.add_string(1, id);
  entity.add_message(5, alert_bytes);
  return entity_bytes;
}
std::string feed(const std::vector<std::string>& entities, std::uint64_t now = 1'780'000'000) {
  std::string bytes;
  protozero::pbf_writer feed{bytes};
  {
    protozero::pbf_writer header{feed, 1};
    header.add_string(1, "2.0");
    header.add_uint64(3, now);
  }
  for (const auto& entity : entities) feed.add_message(2, entity);
  return bytes;
}

TEST_F(Documents, TransportAlertsOfEveryCauseAndEffectAreRead) {
  std::size_t expected = 0;
  for (int cause = 1; cause <= 12; ++cause)
    expected +=
        import(gtfs_mapping, feed({transport_alert("c" + std::to_string(cause), cause, 1, {{1'780'000'000, 1'780'003'600}}, {{2, "1"}})}))
            .stored;
  for (int effect = 1; effect <= 11; ++effect)
    expected +=
        import(gtfs_mapping, feed({transport_alert("e" + std::to_string(effect), 1, effect, {{1'780'000'000, 0}}, {{5, "stop:1"}})}))
            .stored;
  EXPECT_EQ(expected, 23u);
  const auto report =
      import(gtfs_mapping,
             feed({transport_alert("m", 9, 4, {{1'780'000'000, 1'780'000'060}, {1'780'100'000, 0}}, {{2, "1"}, {2, "2"}, {5, "stop:1"}}),
                   transport_alert("n", 0, 0, {}, {})}));
  EXPECT_EQ(report.stored, 7u);
  const auto all = records();
  const auto m = std::find_if(all.begin(), all.end(), [](const auto& one) { return one.source_key == "m/1/3"; });
  ASSERT_NE(m, all.end());
  EXPECT_EQ(m->details, R"({"cause":"maintenance","effect":"detour"})");
  EXPECT_DOUBLE_EQ(m->where.lat, 43.735);
  EXPECT_EQ(m->occurred.to - m->occurred.from, std::chrono::seconds{60});
}

TEST_F(Documents, ATransportFeedThatIsWrongIsRefusedOrItsAlertIs) {
  const std::string whole = feed({transport_alert("a", 1, 1, {{1'780'000'000, 0}}, {})});
  EXPECT_THAT(refused(gtfs_mapping, whole.substr(0, whole.size() - 3)), HasSubstr("protobuf"));
  EXPECT_THAT(refused(gtfs_mapping, "<html>"), testing::AnyOf(HasSubstr("protobuf"), HasSubstr("header")));
  EXPECT_THAT(refused(gtfs_mapping, ""), HasSubstr("header"));
  EXPECT_EQ(import(gtfs_mapping, feed({transport_alert("", 1, 1, {}, {})})).rejected.at("bad_gtfs"), 1u);
  EXPECT_EQ(import(gtfs_mapping, feed({transport_alert("x", 1, 1, {{~0ull, 0}}, {})})).rejected.at("bad_time"), 1u);
}

}  // namespace
}  // namespace vigie::connectors
