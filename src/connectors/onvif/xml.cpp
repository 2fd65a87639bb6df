#include "onvif/xml.h"

#include <algorithm>

#include "text_encoding.h"

namespace vigie::connectors::onvif {
namespace {

std::string_view without_prefix(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

Result<pugi::xml_document> parse_xml(std::string_view text) {
  if (text.size() > most_xml_bytes)
    return fail(ErrorKind::invalid_input, fmt::format("the camera's answer has more than {} bytes", most_xml_bytes), "onvif.answer");
  if (!is_utf8(text)) return fail(ErrorKind::invalid_input, "the camera's answer is not UTF-8", "onvif.answer");
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed)
    return fail(ErrorKind::invalid_input, fmt::format("the camera's answer is not XML at byte {}: {}", parsed.offset, parsed.description()),
                "onvif.answer");
  for (const auto& node : document.children())
    if (node.type() == pugi::node_doctype)
      return fail(ErrorKind::invalid_input, "the camera's answer has a document type, which SOAP forbids", "onvif.answer");
  return document;
}

std::string_view local_name(const pugi::xml_node& node) { return without_prefix(node.name()); }
std::string_view local_name(const pugi::xml_attribute& attribute) { return without_prefix(attribute.name()); }

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const auto& one : node.children())
    if (one.type() == pugi::node_element && local_name(one) == name) return one;
  return {};
}

pugi::xml_node descend(pugi::xml_node node, std::initializer_list<std::string_view> names) {
  for (const auto name : names) node = child(node, name);
  return node;
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
  for (const auto& one : node.attributes())
    if (local_name(one) == name) return one.value();
  return {};
}

std::string clean(std::string_view text, std::size_t longest) {
  constexpr std::string_view blank = " \t\r\n";
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, text.find_last_not_of(blank) + 1 - begin);
  if (text.size() > longest || !is_utf8(text) ||
      std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    return {};
  return std::string{text};
}

std::string text(const pugi::xml_node& node, std::size_t longest) { return clean(node.child_value(), longest); }

}  // namespace vigie::connectors::onvif
