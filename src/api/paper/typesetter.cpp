#include "paper/typesetter.h"

#include <algorithm>

namespace vigie::api {
namespace {

struct Style {
  double size;
  PangoWeight weight;
};

Style style_of(Face face) {
  switch (face) {
    case Face::title:
      return {16, PANGO_WEIGHT_BOLD};
    case Face::heading:
      return {11.5, PANGO_WEIGHT_BOLD};
    case Face::head:
      return {8, PANGO_WEIGHT_BOLD};
    case Face::small:
      return {7, PANGO_WEIGHT_NORMAL};
    case Face::body:
      break;
  }
  return {9, PANGO_WEIGHT_NORMAL};
}

}  // namespace

SetText::SetText(cairo_t* cairo, const std::string& text, Face face, double width) : layout_(pango_cairo_create_layout(cairo)) {
  const Style style = style_of(face);
  PangoFontDescription* font = pango_font_description_from_string("DejaVu Sans, sans-serif");
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  pango_font_description_set_weight(font, style.weight);
  pango_layout_set_font_description(layout_.get(), font);
  pango_font_description_free(font);
  pango_layout_set_width(layout_.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout_.get(), text.data(), static_cast<int>(std::min<std::size_t>(text.size(), 1u << 20)));
  PangoLayoutIter* at = pango_layout_get_iter(layout_.get());
  do {
    int top = 0, bottom = 0;
    PangoRectangle logical;
    pango_layout_iter_get_line_yrange(at, &top, &bottom);
    pango_layout_iter_get_line_extents(at, nullptr, &logical);
    const auto points = [](int units) { return static_cast<double>(units) / PANGO_SCALE; };
    lines_.push_back({points(top), points(bottom), points(pango_layout_iter_get_baseline(at)), points(logical.x)});
  } while (pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
}

double SetText::height(std::size_t from, std::size_t to) const {
  to = std::min(to, lines_.size());
  return from < to ? lines_[to - 1].bottom - lines_[from].top : 0;
}

void SetText::draw(cairo_t* cairo, double x, double y, std::size_t from, std::size_t to) const {
  to = std::min(to, lines_.size());
  for (std::size_t i = from; i < to; ++i) {
    cairo_move_to(cairo, x + lines_[i].x, y + lines_[i].baseline - lines_[from].top);
    pango_cairo_show_layout_line(cairo, pango_layout_get_line_readonly(layout_.get(), static_cast<int>(i)));
  }
}

double SetText::width() const {
  PangoRectangle logical;
  pango_layout_get_extents(layout_.get(), nullptr, &logical);
  return static_cast<double>(logical.width) / PANGO_SCALE;
}

}  // namespace vigie::api
