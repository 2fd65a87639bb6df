#include "xml_stream.h"

#include <expat.h>

namespace vigie::connectors {
namespace {

constexpr int most_depth = 64;
constexpr std::size_t most_text = 1 << 20;

std::string_view local(std::string_view name) { return name.substr(name.find(':') + 1); }  // npos + 1 is 0

}  // namespace

struct XmlStream::State {
  XmlListener& listener;
  std::string name;
  XML_Parser parser;
  int depth = 0;
  std::string text;
  const char* refused = nullptr;

  void refuse(const char* why) {
    refused = why;
    XML_StopParser(parser, XML_FALSE);
  }
  static void begun(void* self, const char* element, const char** words) {
    auto& state = *static_cast<State*>(self);
    if (++state.depth > most_depth) return state.refuse("is nested too deeply");
    Attributes attributes;
    for (; *words; words += 2) attributes.emplace(local(words[0]), words[1]);
    state.text.clear();
    state.listener.begin(local(element), attributes, static_cast<std::uint64_t>(XML_GetCurrentByteIndex(state.parser)));
  }
  static void ended(void* self, const char* element) {
    auto& state = *static_cast<State*>(self);
    --state.depth;
    state.listener.end(local(element), state.text);
    state.text.clear();
  }
  static void characters(void* self, const char* text, int length) {
    auto& state = *static_cast<State*>(self);
    if (state.text.size() + static_cast<std::size_t>(length) > most_text) return state.refuse("holds a text of more than 1 MiB");
    state.text.append(text, static_cast<std::size_t>(length));
  }
  static void document_type(void* self, const char*, const char*, const char*, int) {
    static_cast<State*>(self)->refuse("declares a document type, which is not taken");
  }
};

XmlStream::XmlStream(XmlListener& listener, std::string name)
    : state_(new State{listener, std::move(name), XML_ParserCreate(nullptr), 0, {}, nullptr}) {
  XML_SetUserData(state_->parser, state_.get());
  XML_SetElementHandler(state_->parser, State::begun, State::ended);
  XML_SetCharacterDataHandler(state_->parser, State::characters);
  XML_SetStartDoctypeDeclHandler(state_->parser, State::document_type);
}

XmlStream::~XmlStream() { XML_ParserFree(state_->parser); }

Status XmlStream::feed(std::string_view bytes, bool last) {
  if (XML_Parse(state_->parser, bytes.data(), static_cast<int>(bytes.size()), last) == XML_STATUS_OK) return {};
  const auto byte = XML_GetCurrentByteIndex(state_->parser);
  if (state_->refused)
    return fail(ErrorKind::invalid_input, fmt::format("{} {} (byte {})", state_->name, state_->refused, byte), "file.unreadable");
  return fail(ErrorKind::invalid_input,
              fmt::format("{} is damaged at byte {}: {}", state_->name, byte, XML_ErrorString(XML_GetErrorCode(state_->parser))),
              "file.unreadable");
}

}  // namespace vigie::connectors
