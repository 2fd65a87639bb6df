#pragma once
// Who crossed a line, and which way. A crossing counts when an object's foot was clearly on one side, is clearly on the other
// in two pictures, and its way between the two cut the line.

#include <map>
#include <vector>

#include "perception/scene.h"
#include "tracker.h"

namespace vigie::perception {

struct LineCrossing {
  Track track;
  Crossing way = Crossing::a_to_b;
  double since_s = 0;  // last picture on the side it came from
};

class LineWatch {
 public:
  explicit LineWatch(const SceneLine& line) : line_(line) {}
  // Tracks seen in this picture. Returns the crossings completed in it.
  std::vector<LineCrossing> update(const std::vector<Track>& tracks, double now_s);
  const SceneLine& line() const { return line_; }

 private:
  enum class Side { a, b };
  struct Passage {
    Side side;          // where it was clearly last
    PicturePoint foot;  // … and its foot then
    double at_s = 0;
    int across = 0;  // pictures in a row clearly on the other side
  };
  double distance_from_line(PicturePoint point) const;  // pixels, below zero on side a
  bool cuts_line(PicturePoint from, PicturePoint to) const;

  SceneLine line_;
  std::map<std::uint64_t, Passage> passages_;  // by track
};

}  // namespace vigie::perception
