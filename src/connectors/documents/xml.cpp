#include "documents/xml.h"

#include "text_encoding.h"

namespace vigie::connectors {
namespace {

constexpr int deepest = 64;
constexpr int most_looked_at = 5'000;

tl::unexpected<Error> refuse(const std::string& name, const std::string& what, const char* code) {
  return fail(ErrorKind::invalid_input, name + ": " + what, code);
}

}  // namespace

Status parse_xml(const std::string& text, pugi::xml_document& into, const std::string& name) {
  if (!is_utf8(text)) return refuse(name, "its text is not UTF-8", "file.encoding");
  const pugi::xml_parse_result parsed =
      into.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed) return refuse(name, fmt::format("no XML that can be read: {} at byte {}", parsed.description(), parsed.offset), "file.xml");
  int depth = 0;
  for (pugi::xml_node node = into.first_child(); node;) {
    if (node.type() == pugi::node_doctype)
      return refuse(name, "a document type declaration is not taken: nothing of it would be expanded", "file.xml");
    if (const pugi::xml_node first = node.first_child()) {
      if (++depth > deepest) return refuse(name, fmt::format("its elements lie more than {} deep", deepest), "file.xml");
      node = first;
      continue;
    }
    while (node && !node.next_sibling()) {
      node = node.parent();
      --depth;
    }
    node = node.next_sibling();
  }
  return {};
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node one : node.children())
    if (one.type() == pugi::node_element && local_name(one) == name) return one;
  return {};
}

std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node one : node.children())
    if (one.type() == pugi::node_element && local_name(one) == name) found.push_back(one);
  return found;
}

pugi::xml_node descend(pugi::xml_node node, std::initializer_list<std::string_view> path) {
  for (const auto name : path) node = child(node, name);
  return node;
}

pugi::xml_node find_below(const pugi::xml_node& node, std::string_view name) {
  int looked_at = 0;
  std::vector<pugi::xml_node> open{node};
  while (!open.empty() && ++looked_at < most_looked_at) {
    const pugi::xml_node one = open.back();
    open.pop_back();
    if (one != node && local_name(one) == name) return one;
    for (pugi::xml_node last = one.last_child(); last; last = last.previous_sibling())
      if (last.type() == pugi::node_element) open.push_back(last);
  }
  return {};
}

std::string text_of(const pugi::xml_node& node) { return std::string{trimmed(node.child_value())}; }
std::string text_of(const pugi::xml_node& node, std::string_view child_name) { return text_of(child(node, child_name)); }

}  // namespace vigie::connectors
