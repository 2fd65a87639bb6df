// What cameras say, as values: answers, faults, addresses, discovery, and notifications from which nothing about a person survives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/digest.h"
#include "connectors/onvif_discovery.h"
#include "onvif/answers.h"
#include "onvif/events.h"
#include "onvif/http.h"
#include "onvif/soap.h"

namespace vigie::connectors::onvif {
namespace {

std::string soap(const std::string& body) {
  return R"(<?xml version="1.0" encoding="utf-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
    xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" xmlns:tr2="http://www.onvif.org/ver20/media/wsdl"
    xmlns:trt="http://www.onvif.org/ver10/media/wsdl" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:tev="http://www.onvif.org/ver10/events/wsdl"
    xmlns:wsnt="http://docs.oasis-open.org/wsn/b-2" xmlns:wsa5="http://www.w3.org/2005/08/addressing"
    xmlns:tns1="http://www.onvif.org/ver10/topics"><SOAP-ENV:Body>)" +
         body + "</SOAP-ENV:Body></SOAP-ENV:Envelope>";
}

template <typename Read>
auto read(const std::string& body, Read take) {
  static pugi::xml_document document;
  auto parsed = parse_xml(soap(body));
  EXPECT_TRUE(parsed) << parsed.error().message;
  document = std::move(*parsed);
  return take(*body_of(document));
}

Error refused(const std::string& text) {
  const auto document = parse_xml(text);
  if (!document) return document.error();
  const auto body = body_of(*document);
  return body ? Error{} : body.error();
}

// The worked values of the UsernameToken profile: checked with Python's hashlib, base64(sha1(nonce + created + password)).
TEST(Soap, PasswordDigestIsTheProfiles) {
  const auto nonce = from_base64("LKqI6G/AikKCQrN0zqZFlg==").value();
  EXPECT_EQ(password_digest({reinterpret_cast<const char*>(nonce.data()), nonce.size()}, "2010-09-16T07:50:45Z", "userpassword"),
            "tuOSpGlFlIXsozq4HFNeeGeFLEI=");
}

TEST(Soap, TheEnvelopeEscapesAndNeverShowsThePassword) {
  const std::string text =
      envelope({"action&", "http://x/", {}, "<tds:GetServices/>"}, UsernameToken{"a<b", "pass&word", "nonce", "2026-01-01T00:00:00Z"});
  EXPECT_EQ(text.find("pass&word"), std::string::npos);
  EXPECT_EQ(text.find("pass&amp;word"), std::string::npos);
  const auto document = parse_xml(text);
  ASSERT_TRUE(document) << document.error().message;
  EXPECT_EQ(onvif::text(descend(*document, {"Envelope", "Header", "Security", "UsernameToken", "Username"})), "a<b");
}

TEST(Soap, FaultsSayWhatToDo) {
  const auto fault = [](const std::string& code, const std::string& subcode) {
    return soap("<SOAP-ENV:Fault><SOAP-ENV:Code><SOAP-ENV:Value>" + code + "</SOAP-ENV:Value><SOAP-ENV:Subcode><SOAP-ENV:Value>" + subcode +
                "</SOAP-ENV:Value></SOAP-ENV:Subcode></SOAP-ENV:Code><SOAP-ENV:Reason><SOAP-ENV:Text>it is "
                "so</SOAP-ENV:Text></SOAP-ENV:Reason></SOAP-ENV:Fault>");
  };
  EXPECT_EQ(refused(fault("SOAP-ENV:Sender", "ter:NotAuthorized")).code, "onvif.denied");
  EXPECT_EQ(refused(fault("SOAP-ENV:Sender", "wsse:FailedAuthentication")).kind, ErrorKind::denied);
  EXPECT_EQ(refused(fault("SOAP-ENV:Receiver", "ter:ActionNotSupported")).code, "onvif.unsupported");
  const auto other = refused(fault("SOAP-ENV:Receiver", "ter:Action"));
  EXPECT_EQ(other.code, "onvif.refused");
  EXPECT_THAT(other.message, testing::HasSubstr("it is so"));
}

TEST(Soap, WhatIsNoAnswerIsRefusedInOneSentence) {
  for (const std::string& text :
       {std::string{}, std::string{"<html></html>"}, soap(""), std::string{"<a><b></a>"}, std::string{"\xff\xfe<\0a\0>\0", 8},
        std::string{"<Envelope><Body>\xc3</Body></Envelope>"}, std::string(most_xml_bytes + 1, ' ')}) {
    const Error error = refused(text);
    EXPECT_EQ(error.code, "onvif.answer") << text.substr(0, 40);
    EXPECT_EQ(error.kind, ErrorKind::invalid_input);
  }
}

// A document type is the way to entities that grow without end or read files: none is accepted, used or not.
TEST(Soap, ADocumentTypeIsRefused) {
  const std::string bomb =
      R"(<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>)";
  EXPECT_THAT(refused(bomb + "<Envelope><Body><x>&f;</x></Body></Envelope>").message, testing::HasSubstr("document type"));
  // Without one, an entity of its own means nothing and stays text.
  const auto document = parse_xml("<a>&f;</a>");
  ASSERT_TRUE(document);
  EXPECT_EQ(text(child(*document, "a")), "&f;");
}

TEST(Xml, DeepNestingNeedsNoStack) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_FALSE(parse_xml(deep));
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  EXPECT_EQ(refused(deep).code, "onvif.answer");
}

TEST(Answers, ServicesAndTime) {
  const auto services = read(R"(<tds:GetServicesResponse>
      <tds:Service><tds:Namespace>http://www.onvif.org/ver20/media/wsdl</tds:Namespace><tds:XAddr>http://10.0.0.7/onvif/media2</tds:XAddr></tds:Service>
      <tds:Service><tds:Namespace>http://www.onvif.org/ver20/ptz/wsdl</tds:Namespace><tds:XAddr>
        http://10.0.0.7/onvif/ptz </tds:XAddr></tds:Service>
      <tds:Service><tds:Namespace>http://www.onvif.org/ver10/unknown</tds:Namespace><tds:XAddr>http://10.0.0.7/x</tds:XAddr></tds:Service></tds:GetServicesResponse>)",
                             services_of);
  EXPECT_EQ(services.media2, "http://10.0.0.7/onvif/media2");
  EXPECT_EQ(services.ptz, "http://10.0.0.7/onvif/ptz");
  EXPECT_EQ(services.events, "");
  const auto at = read(
      R"(<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime><tt:Time><tt:Hour>13</tt:Hour><tt:Minute>7</tt:Minute>
      <tt:Second>9</tt:Second></tt:Time><tt:Date><tt:Year>2026</tt:Year><tt:Month>2</tt:Month><tt:Day>28</tt:Day></tt:Date></tt:UTCDateTime></tds:SystemDateAndTime>
      </tds:GetSystemDateAndTimeResponse>)",
      time_of);
  ASSERT_TRUE(at);
  EXPECT_EQ(format_utc(*at), "2026-02-28T13:07:09.000000Z");
  EXPECT_FALSE(read(
      R"(<x><SystemDateAndTime><UTCDateTime><Date><Year>2026</Year><Month>2</Month><Day>30</Day></Date></UTCDateTime></SystemDateAndTime></x>)",
      time_of));
}

TEST(Answers, ProfilesOfMedia2AndOfMedia) {
  const auto media2 = read(R"(<tr2:GetProfilesResponse>
      <tr2:Profiles token="p1" fixed="true"><tr2:Name>main</tr2:Name><tr2:Configurations><tr2:VideoEncoder token="e1"><tt:Name>e</tt:Name>
        <tt:Encoding>H265</tt:Encoding><tt:Resolution><tt:Width>3840</tt:Width><tt:Height>2160</tt:Height></tt:Resolution></tr2:VideoEncoder>
        <tr2:PTZ token="z"/></tr2:Configurations></tr2:Profiles>
      <tr2:Profiles token="p2"><tr2:Name>sub</tr2:Name></tr2:Profiles></tr2:GetProfilesResponse>)",
                           profiles_of);
  ASSERT_TRUE(media2);
  ASSERT_EQ(media2->size(), 2u);
  EXPECT_EQ((*media2)[0].width_px, 3840);
  EXPECT_EQ((*media2)[0].encoding, "H265");
  EXPECT_TRUE((*media2)[0].ptz);
  EXPECT_FALSE((*media2)[1].ptz);
  const auto media =
      read(R"(<trt:GetProfilesResponse><trt:Profiles token="MainStream"><tt:Name>m</tt:Name><tt:VideoEncoderConfiguration token="v">
      <tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>1920</tt:Width><tt:Height>1080</tt:Height></tt:Resolution></tt:VideoEncoderConfiguration>
      <tt:PTZConfiguration token="z"/></trt:Profiles></trt:GetProfilesResponse>)",
           profiles_of);
  ASSERT_TRUE(media);
  EXPECT_EQ((*media)[0].height_px, 1080);
  EXPECT_TRUE((*media)[0].ptz);
  EXPECT_FALSE(read("<x><Profiles/></x>", profiles_of));  // without a token nothing can be asked of it
  std::string many = "<x>";
  for (int i = 0; i < 300; ++i) many += "<Profiles token=\"t\"/>";
  EXPECT_FALSE(read(many + "</x>", profiles_of));
}

TEST(Answers, HeadsPresetsAndPositions) {
  const auto presets =
      read(R"(<tptz:GetPresetsResponse><tptz:Preset token="1"><tt:Name>Entrance</tt:Name><tt:PTZPosition><tt:PanTilt x="0.25" y="-0.5"/>
      <tt:Zoom x="0.1"/></tt:PTZPosition></tptz:Preset><tptz:Preset token="2"/></tptz:GetPresetsResponse>)",
           presets_of);
  ASSERT_TRUE(presets);
  ASSERT_TRUE((*presets)[0].where);
  EXPECT_EQ((*presets)[0].where->tilt, -0.5);
  EXPECT_FALSE((*presets)[1].where);
  const auto status = read(
      R"(<tptz:GetStatusResponse><tptz:PTZStatus><tt:Position><tt:PanTilt x="nan" y="0"/></tt:Position><tt:MoveStatus><tt:PanTilt>MOVING</tt:PanTilt>
      </tt:MoveStatus><tt:UtcTime>2026-01-01T00:00:00Z</tt:UtcTime></tptz:PTZStatus></tptz:GetStatusResponse>)",
      head_status_of);
  ASSERT_TRUE(status);
  EXPECT_FALSE(status->where);  // not a number is no place
  EXPECT_TRUE(status->moving);
}

TEST(Answers, ASubscriptionsOwnHeadersAreGivenBackWithTheirPrefixes) {
  const auto point = read(R"(<tev:CreatePullPointSubscriptionResponse xmlns:maker="http://maker.example"><tev:SubscriptionReference>
      <wsa5:Address>http://10.0.0.7/sub/7</wsa5:Address><wsa5:ReferenceParameters><maker:Id>7</maker:Id></wsa5:ReferenceParameters></tev:SubscriptionReference>
      </tev:CreatePullPointSubscriptionResponse>)",
                          pull_point_of);
  ASSERT_TRUE(point);
  EXPECT_EQ(point->address, "http://10.0.0.7/sub/7");
  EXPECT_EQ(point->reference_xml, "<maker:Id xmlns:maker=\"http://maker.example\">7</maker:Id>");
}

// RULES L03: everything that Profile M can say about a person or a plate, in every place where a notification has room for it.
TEST(Events, NothingAboutAPersonSurvives) {
  const std::string message = R"(<wsnt:NotificationMessage><wsnt:Topic>%TOPIC%</wsnt:Topic><wsnt:Message>
    <tt:Message UtcTime="2026-06-01T10:00:00Z" PropertyOperation="Changed">
      <tt:Source><tt:SimpleItem Name="VideoSource" Value="vs1"/><tt:SimpleItem Name="Likelihood" Value="FaceId-4711"/></tt:Source>
      <tt:Key><tt:SimpleItem Name="ObjectId" Value="4711"/></tt:Key>
      <tt:Data><tt:SimpleItem Name="State" Value="true"/><tt:SimpleItem Name="Name" Value="Jeanne Dupont"/><tt:SimpleItem Name="Status" Value="Jeanne Dupont"/>
        <tt:SimpleItem Name="PlateNumber" Value="AB-123-CD"/><tt:SimpleItem Name="Gender" Value="Female"/>
        <tt:ElementItem Name="Object"><tt:Object ObjectId="4711"><tt:Appearance><tt:HumanFace xmlns:fc="http://www.onvif.org/ver20/analytics/humanface">
          <fc:Gender>Female</fc:Gender><fc:Age><tt:Min>30</tt:Min></fc:Age><fc:Accessory><fc:Opticals><fc:Wear>true</fc:Wear></fc:Opticals></fc:Accessory></tt:HumanFace>
          <tt:HumanBody><BodyMetric><Height>180</Height></BodyMetric><Clothing><Tops><Colour>red</Colour></Tops></Clothing></tt:HumanBody>
          <tt:LicensePlateInfo><tt:PlateNumber>AB-123-CD</tt:PlateNumber></tt:LicensePlateInfo></tt:Appearance></tt:Object></tt:ElementItem>
      </tt:Data><tt:Extension><Note>Jeanne Dupont</Note></tt:Extension></tt:Message></wsnt:Message></wsnt:NotificationMessage>)";
  const auto with = [&](const std::string& topic) {
    std::string text = message;
    return text.replace(text.find("%TOPIC%"), 7, topic);
  };
  std::string all = "<tev:PullMessagesResponse><tev:CurrentTime>2026-06-01T10:00:00Z</tev:CurrentTime>";
  const std::vector<std::string> kept{"tns1:VideoSource/MotionAlarm", "tns1:VideoSource/tnsmaker:GlobalSceneChange/ImagingService"};
  const std::vector<std::string> dropped{"tns1:RuleEngine/Recognition/Face",
                                         "tns1:RuleEngine/Recognition/LicensePlate",
                                         "tns1:RuleEngine/FieldDetector/ObjectsInside",
                                         "tns1:RuleEngine/CountAggregation/Counter",
                                         "tns1:AudioAnalytics/Audio/DetectedSound",
                                         "tns1:VideoSource/MotionAlarm/Jeanne Dupont",
                                         "tns1:VideoSourceMotionAlarm",
                                         "tns1:VideoAnalytics/Object"};
  for (const auto& topic : kept) all += with(topic);
  for (const auto& topic : dropped) all += with(topic);
  const auto events = read(all + "</tev:PullMessagesResponse>", events_of);
  ASSERT_TRUE(events) << events.error().message;
  EXPECT_EQ(events->dropped, dropped.size());
  ASSERT_EQ(events->events.size(), kept.size());
  for (const auto& event : events->events) {
    EXPECT_EQ(event.source, (std::map<std::string, std::string>{{"VideoSource", "vs1"}}));
    EXPECT_EQ(event.data, (std::map<std::string, std::string>{{"State", "true"}}));
    std::string told = event.topic + event.operation;
    for (const auto& [name, value] : event.source) told += name + value;
    for (const auto& [name, value] : event.data) told += name + value;
    for (const char* word : {"4711", "Dupont", "AB-123", "Female", "Face", "Body", "Plate", "180", "red", "Gender", "Age"})
      EXPECT_EQ(told.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(events->events[1].topic, "VideoSource/GlobalSceneChange/ImagingService");
}

TEST(Events, AContactOfTheCameraIsKept) {
  const auto events =
      read(R"(<tev:PullMessagesResponse><wsnt:NotificationMessage><wsnt:Topic>tns1:Device/Trigger/DigitalInput</wsnt:Topic><wsnt:Message>
      <tt:Message UtcTime="2026-06-01T10:00:00.5Z" PropertyOperation="Initialized"><tt:Source><tt:SimpleItem Name="InputToken" Value="DI_1"/></tt:Source>
      <tt:Data><tt:SimpleItem Name="LogicalState" Value="false"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage></tev:PullMessagesResponse>)",
           events_of);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->events.size(), 1u);
  EXPECT_EQ(events->events[0].source.at("InputToken"), "DI_1");
  EXPECT_EQ(events->events[0].data.at("LogicalState"), "false");
  EXPECT_EQ(format_utc(events->events[0].at), "2026-06-01T10:00:00.500000Z");
}

TEST(Address, ABareHostIsEnoughAndSecretsDoNotBelongInIt) {
  EXPECT_EQ(onvif_address("192.0.2.7").value(), "http://192.0.2.7/onvif/device_service");
  EXPECT_EQ(onvif_address("http://192.0.2.7:8080/").value(), "http://192.0.2.7:8080/onvif/device_service");
  EXPECT_EQ(onvif_address("https://camera.example/own/service?x=1").value(), "https://camera.example/own/service?x=1");
  for (const char* bad : {"", "http://user:pass@192.0.2.7/", "file:///etc/passwd", "gopher://x/", "http://a b/", "http://x/\r\nHost: y"})
    EXPECT_EQ(onvif_address(bad).error().code, "onvif.address") << bad;
}

const char* const probe_id = "urn:uuid:1";
std::string probe_match(const std::string& address, const std::string& relates = probe_id) {
  return R"(<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
    xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Header><a:RelatesTo>)" +
         relates +
         R"(</a:RelatesTo></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference><a:Address>urn:uuid:cam-1</a:Address></a:EndpointReference>
    <d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/type/video_encoder
      onvif://www.onvif.org/name/Place%20du%20March%C3%A9 onvif://www.onvif.org/hardware/X1</d:Scopes><d:XAddrs>)" +
         address + "</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>";
}

TEST(Discovery, AnAnswerIsBelievedAboutTheHostThatSentItAlone) {
  const auto own =
      parse_probe_matches(probe_match("http://169.254.1.1/onvif/device_service http://192.0.2.7:8000/onvif/dev"), probe_id, "192.0.2.7");
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_EQ((*own)[0].address, "http://192.0.2.7:8000/onvif/dev");
  EXPECT_EQ((*own)[0].name, "Place du Marché");
  EXPECT_EQ((*own)[0].hardware, "X1");
  const auto others = parse_probe_matches(probe_match("http://intranet.example:81/admin"), probe_id, "192.0.2.7");
  ASSERT_TRUE(others);
  EXPECT_EQ((*others)[0].address, "http://192.0.2.7/admin");
  EXPECT_FALSE(parse_probe_matches(probe_match("http://192.0.2.7/"), "urn:uuid:2", "192.0.2.7"));
  EXPECT_FALSE(parse_probe_matches(probe_match("ftp://192.0.2.7/"), probe_id, "192.0.2.7"));
  EXPECT_FALSE(parse_probe_matches("noise", probe_id, "192.0.2.7"));
}

TEST(Discovery, TheProbeIsOneThatItsOwnParserWouldRead) {
  const auto document = parse_xml(probe_message("urn:uuid:1"));
  ASSERT_TRUE(document);
  EXPECT_EQ(text(descend(*document, {"Envelope", "Header", "MessageID"})), "urn:uuid:1");
  EXPECT_EQ(text(descend(*document, {"Envelope", "Body", "Probe", "Types"})), "dn:NetworkVideoTransmitter");
}

}  // namespace
}  // namespace vigie::connectors::onvif
