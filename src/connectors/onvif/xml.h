#pragma once
// XML of a device as a tree. Only elements, attributes and text: a document type (and so any entity of its own) is
// refused, the size is bounded, invalid UTF-8 is refused. Names are compared without their prefix: cameras choose their own.

#include <initializer_list>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie::connectors::onvif {

inline constexpr std::size_t most_xml_bytes = 1 << 20;

Result<pugi::xml_document> parse_xml(std::string_view text);  // `text` is copied

std::string_view local_name(const pugi::xml_node& node);
std::string_view local_name(const pugi::xml_attribute& attribute);
// The first element child of this name; an empty node where there is none, which has no children itself.
pugi::xml_node child(const pugi::xml_node& node, std::string_view name);
pugi::xml_node descend(pugi::xml_node node, std::initializer_list<std::string_view> names);
std::string_view attribute(const pugi::xml_node& node, std::string_view name);

// An element's text without blanks around it; "" where it is longer than `longest` bytes or has control characters: a
// device has no business with either in what we read.
std::string text(const pugi::xml_node& node, std::size_t longest = 1024);
std::string clean(std::string_view text, std::size_t longest = 1024);

}  // namespace vigie::connectors::onvif
