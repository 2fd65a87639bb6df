#pragma once
// XML documents by pugixml: no entity of a document type is expanded and no file or address is ever opened, because a
// document with a type declaration is refused. Elements are named by their local name, whatever prefix they carry.

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vigie::connectors {

// An error names the byte. The text must be UTF-8.
Status parse_xml(const std::string& text, pugi::xml_document& into, const std::string& name);

std::string_view local_name(const pugi::xml_node& node);
pugi::xml_node child(const pugi::xml_node& node, std::string_view name);  // the first of this name, or null
std::vector<pugi::xml_node> children(const pugi::xml_node& node, std::string_view name);
pugi::xml_node descend(pugi::xml_node node, std::initializer_list<std::string_view> path);  // child by child
// The first element of this name anywhere below; looks at no more than a few thousand.
pugi::xml_node find_below(const pugi::xml_node& node, std::string_view name);
std::string text_of(const pugi::xml_node& node);  // trimmed; empty for null
std::string text_of(const pugi::xml_node& node, std::string_view child_name);

}  // namespace vigie::connectors
