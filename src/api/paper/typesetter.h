#pragma once
// Pango and Cairo behind three verbs: set a text to a width, know its lines, draw some of them. The only file beside pdf.cpp
// that knows either.

#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <vector>

namespace vigie::api {

enum class Face { title, heading, body, head, small };

// A text set to a width. Lengths are points (1/72 inch), y grows downwards.
class SetText {
 public:
  SetText(cairo_t* cairo, const std::string& text, Face face, double width);
  std::size_t lines() const { return lines_.size(); }
  // From the top of line `from` to the bottom of line `to` (excluded); 0 for an empty range.
  double height(std::size_t from, std::size_t to) const;
  void draw(cairo_t* cairo, double x, double y, std::size_t from, std::size_t to) const;
  double width() const;

 private:
  struct Line {
    double top, bottom, baseline, x;
  };
  struct Release {
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  };
  std::unique_ptr<PangoLayout, Release> layout_;
  std::vector<Line> lines_;
};

}  // namespace vigie::api
