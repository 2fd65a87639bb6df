#pragma once
// Names on the map and where they are: what a call-taker types into the incident form.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "geo/point.h"

namespace vigie::geo {

struct NamedPlace {
  std::string name;
  std::string kind;  // "street", or what it is in OpenStreetMap's words: "school", "station", "suburb"…
  std::string near;  // quarter or town it lies in or next to; may be empty
  LatLon at;
};

// Lower case without accents or punctuation, words separated by one blank: "Rue de l'Église" → "rue de l eglise".
// Latin letters only; other letters are kept as they are.
std::string fold_for_search(std::string_view utf8);

// Immutable; any number of threads may ask at once.
class Gazetteer {
 public:
  Gazetteer() = default;
  explicit Gazetteer(std::vector<NamedPlace> places);

  // Every word of the question must begin some word of the name ("bd" also begins a boulevard). Best first: names that begin with the
  // question, then streets, then the shorter name. Ends at `limit`.
  std::vector<NamedPlace> find_place(std::string_view question, std::size_t limit = 10) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    NamedPlace place;
    std::string folded;
  };
  std::vector<Entry> entries_;
};

}  // namespace vigie::geo
