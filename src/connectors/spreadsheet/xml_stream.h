#pragma once
// XML told element by element, in pieces, through expat. A document type is refused: no entity is ever declared or expanded.
// Names come without their namespace's prefix; nesting and text are bounded.

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vigie::connectors {

using Attributes = std::map<std::string, std::string, std::less<>>;

class XmlListener {
 public:
  virtual ~XmlListener() = default;
  virtual void begin(std::string_view element, const Attributes& attributes, std::uint64_t byte) = 0;
  virtual void end(std::string_view element, std::string_view text) = 0;  // `text`: since the last begin or end
};

class XmlStream {
 public:
  XmlStream(XmlListener& listener, std::string name);  // borrowed for life
  ~XmlStream();
  XmlStream(const XmlStream&) = delete;
  XmlStream& operator=(const XmlStream&) = delete;
  Status feed(std::string_view bytes, bool last);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vigie::connectors
