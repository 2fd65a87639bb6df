// manifest.json and prov.json: the package as data.
#include "package/documents.h"

#include <set>

namespace vigie::evidence {
namespace {

Json span_json(const city::Interval& span) { return {{"from", format_utc(span.from)}, {"to", format_utc(span.to)}}; }

Json person_json(const Person& person) { return {{"id", person.id}, {"name", person.name}}; }

Json hex_list(const std::vector<Digest>& digests) {
  Json list = Json::array();
  for (const Digest& digest : digests) list.push_back(to_hex(digest));
  return list;
}

Json clock_json(const PackageMoment& moment) {
  return {{"error_s", moment.clock_error_s ? Json(*moment.clock_error_s) : Json(nullptr)}, {"stated_by", moment.clock_stated_by}};
}

Json piece_json(const Piece& piece, int moment) {
  std::vector<Digest> leaves;
  for (const auto& part : piece.parts.parts) leaves.push_back(part.leaf);
  Json sizes = Json::array({piece.parts.parts[0].bytes});
  for (std::size_t i = 0; i < piece.groups; ++i) sizes.push_back(piece.parts.parts[piece.first_part + i].bytes);
  Json value = span_json(piece.row.span);
  value["segment"] = piece.row.id;
  value["moment"] = moment;
  value["camera"] = piece.row.camera;
  value["stream"] = city::to_string(piece.row.stream);
  value["mask_version"] = piece.row.mask_version;
  value["file"] = piece.file;
  value["digest"] = to_hex(piece.proof.leaf.digest);
  value["bytes"] = piece.proof.leaf.bytes;
  value["parts"] = hex_list(leaves);
  value["first_part"] = piece.first_part;
  value["sizes"] = std::move(sizes);
  value["root"] = piece.proof.root.name();
  value["index"] = piece.proof.index;
  value["path"] = hex_list(piece.proof.path);
  return value;
}

Json moment_json(const MomentContents& contents, const Zone& zone) {
  const PackageMoment& moment = contents.moment;
  Json faults = Json::array();
  for (const Fault& fault : contents.faults) {
    Json one = span_json(fault.span);
    one["kind"] = fault.kind;
    one["segment"] = fault.segment;
    one["words"] = english(fault, zone);
    faults.push_back(std::move(one));
  }
  Json segments = Json::array();
  for (const Piece& piece : contents.pieces) segments.push_back(piece.row.id);
  Json value = span_json(moment.span);
  value["number"] = contents.number;
  value["camera"] = moment.camera;
  value["camera_name"] = moment.camera_name;
  value["note"] = moment.note;
  value["clock"] = clock_json(moment);
  value["segments"] = std::move(segments);
  value["faults"] = std::move(faults);
  value["readable"] = contents.readable.empty() ? Json(nullptr)
                                                : Json{{"file", contents.readable},
                                                       {"seconds", contents.readable_s},
                                                       {"pictures", contents.readable_pictures},
                                                       {"damaged_pictures", contents.readable_damaged}};
  return value;
}

Json search_json(const SearchDone& search) {
  Json value = span_json(search.span);
  value["by"] = person_json(search.by);
  value["at"] = format_utc(search.at);
  value["camera"] = search.camera;
  value["question"] = search.question;
  value["findings"] = search.findings;
  value["seconds"] = search.seconds;
  return value;
}

}  // namespace

Json manifest_of(const PackageOrder& order, const PackageDoors& doors, const std::vector<MomentContents>& contents,
                 const std::vector<PackagedFile>& files, UtcTime made_at) {
  Json moments = Json::array(), segments = Json::array(), roots = Json::array(), listed = Json::array(), searches = Json::array();
  std::map<std::string, RecordingsRoot> used;
  for (const MomentContents& one : contents) {
    moments.push_back(moment_json(one, doors.zone));
    for (const Piece& piece : one.pieces) {
      segments.push_back(piece_json(piece, one.number));
      used[piece.proof.root.name()] = piece.proof.root;
    }
  }
  for (const auto& [name, root] : used) roots.push_back(to_json(root));
  for (const PackagedFile& file : files) listed.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", to_hex(file.digest)}});
  for (const SearchDone& search : order.searches) searches.push_back(search_json(search));
  const RequisitionFacts& requisition = order.requisition;
  return {{"format", "vigie-package/1"},
          {"package", order.id.str()},
          {"made_at", format_utc(made_at)},
          {"program", order.program},
          {"exercise", order.exercise},
          {"zone", doors.zone.name()},
          {"requisition",
           {{"number", requisition.number},
            {"reference", requisition.reference},
            {"article", requisition.article},
            {"authority", requisition.authority},
            {"unit", requisition.unit},
            {"officer", requisition.officer},
            {"window", span_json(requisition.window)}}},
          {"medium", order.medium},
          {"approved_by", person_json(order.approved_by)},
          {"packaged_by", person_json(order.packaged_by)},
          {"searches", std::move(searches)},
          {"moments", std::move(moments)},
          {"segments", std::move(segments)},
          {"roots", std::move(roots)},
          {"files", std::move(listed)},
          {"timestamp", doors.authority ? Json{{"authority", doors.authority->name}} : Json(nullptr)}};
}

Json provenance_of(const PackageOrder& order, const std::vector<MomentContents>& contents, UtcTime made_at) {
  Json entity = Json::object(), activity = Json::object(), agent = Json::object(), generated = Json::object(), used = Json::object(),
       derived = Json::object(), associated = Json::object(), attributed = Json::object();
  int relation = 0;
  const auto next = [&] { return fmt::format("_:r{}", ++relation); };
  const auto person = [&](const Person& one) {
    const std::string id = "vigie:" + one.id;
    agent[id] = {{"prov:type", {{"$", "prov:Person"}, {"type", "prov:QUALIFIED_NAME"}}}, {"prov:label", one.name}};
    return id;
  };
  agent["vigie:program"] = {{"prov:type", {{"$", "prov:SoftwareAgent"}, {"type", "prov:QUALIFIED_NAME"}}}, {"prov:label", order.program}};
  const std::string by = person(order.packaged_by);
  person(order.approved_by);
  int number = 0;
  for (const SearchDone& search : order.searches) {
    const std::string id = fmt::format("vigie:search/{}", ++number);
    activity[id] = {
        {"prov:startTime", format_utc(search.at)}, {"vigie:camera", search.camera}, {"vigie:question", canonical(search.question)}};
    associated[next()] = {{"prov:activity", id}, {"prov:agent", person(search.by)}};
  }
  const std::string packaging = "vigie:packaging/" + order.id.str();
  activity[packaging] = {{"prov:endTime", format_utc(made_at)}, {"vigie:requisition", order.requisition.reference}};
  associated[next()] = {{"prov:activity", packaging}, {"prov:agent", by}};
  associated[next()] = {{"prov:activity", packaging}, {"prov:agent", "vigie:program"}};
  for (const MomentContents& one : contents) {
    const std::string moment = fmt::format("vigie:moment/{}", one.number);
    entity[moment] = {{"vigie:camera", one.moment.camera},
                      {"vigie:from", format_utc(one.moment.span.from)},
                      {"vigie:to", format_utc(one.moment.span.to)},
                      {"vigie:clockError", clock_error_text(one.moment)}};
    for (const Piece& piece : one.pieces) {
      const std::string segment = "vigie:segment/" + piece.row.id, copy = "vigie:file/" + piece.file;
      entity[segment] = {{"vigie:sha256", to_hex(piece.proof.leaf.digest)}, {"vigie:maskVersion", piece.row.mask_version}};
      entity[copy] = {{"vigie:firstPart", piece.first_part}, {"vigie:groups", piece.groups}};
      used[next()] = {{"prov:activity", packaging}, {"prov:entity", segment}};
      generated[next()] = {{"prov:entity", copy}, {"prov:activity", packaging}, {"prov:time", format_utc(made_at)}};
      derived[next()] = {{"prov:generatedEntity", copy}, {"prov:usedEntity", segment}};
      if (one.readable.empty()) continue;
      const std::string readable = "vigie:file/" + one.readable;
      entity[readable] = {{"vigie:note", "re-encoded, with the time of each picture above it"}};
      derived[next()] = {{"prov:generatedEntity", readable}, {"prov:usedEntity", copy}};
      attributed[next()] = {{"prov:entity", readable}, {"prov:agent", "vigie:program"}};
    }
  }
  return {{"prefix", {{"vigie", "urn:vigie:"}, {"prov", "http://www.w3.org/ns/prov#"}}},
          {"entity", std::move(entity)},
          {"activity", std::move(activity)},
          {"agent", std::move(agent)},
          {"wasGeneratedBy", std::move(generated)},
          {"used", std::move(used)},
          {"wasDerivedFrom", std::move(derived)},
          {"wasAssociatedWith", std::move(associated)},
          {"wasAttributedTo", std::move(attributed)}};
}

std::string clock_error_text(const PackageMoment& moment) {
  return moment.clock_error_s ? fmt::format("{:+.3f} s", *moment.clock_error_s) : "not measured";
}

}  // namespace vigie::evidence
