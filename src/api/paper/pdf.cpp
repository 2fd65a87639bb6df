#include "paper/pdf.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <memory>

#include "paper/typesetter.h"

namespace vigie::api {
namespace {

// A4 in points. The foot holds the digest, which anybody must be able to read and compare.
constexpr double page_width = 595.28, page_height = 841.89;
constexpr double margin = 42, head_height = 26, foot_height = 34;
constexpr double text_width = page_width - 2 * margin;
constexpr double body_top = margin + head_height, body_bottom = page_height - margin - foot_height;
constexpr double body_height = body_bottom - body_top;
constexpr double cell_padding = 3, after_text = 4, before_heading = 10, after_heading = 3;

struct ReleaseCairo {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

// What is never broken: a line of text, a heading, a row of a table or a part of one.
struct Piece {
  std::vector<std::shared_ptr<SetText>> cells;
  std::vector<double> x;  // of each cell, from the left margin
  std::size_t from = 0, to = 0;
  double before = 0, after = 0;
  bool keep_with_next = false, is_head = false;
  std::ptrdiff_t head = -1;  // the piece to repeat above this one on a new page
  bool ruled = false;        // a hairline below

  double inner() const {
    double height = 0;
    for (const auto& cell : cells) height = std::max(height, cell->height(from, to));
    return height;
  }
  double height() const { return before + inner() + after; }
};

struct Placed {
  std::size_t piece;
  double y;
};

class Paper {
 public:
  Paper(const Sheet& sheet, const PaperFrame& frame) : sheet_(sheet), frame_(frame), digest_(sheet.digest()) {
    surface_.reset(cairo_pdf_surface_create_for_stream(append, &bytes_, page_width, page_height));
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, sheet.title.c_str());
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATOR, "Vigie");
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, frame.made_at.c_str());
    cairo_.reset(cairo_create(surface_.get()));
  }

  Result<Pdf> make() {
    cut_into_pieces();
    const auto pages = broken_into_pages();
    for (std::size_t i = 0; i < pages.size(); ++i) {
      draw_frame(i + 1, pages.size());
      for (const auto& placed : pages[i]) draw(pieces_[placed.piece], body_top + placed.y);
      cairo_show_page(cairo_.get());
    }
    cairo_.reset();
    cairo_surface_finish(surface_.get());
    if (const auto status = cairo_surface_status(surface_.get()); status != CAIRO_STATUS_SUCCESS)
      return fail(ErrorKind::internal, fmt::format("the sheet cannot be drawn: {}", cairo_status_to_string(status)));
    return Pdf{std::move(bytes_), static_cast<int>(pages.size()), digest_};
  }

 private:
  std::shared_ptr<SetText> set(const std::string& text, Face face, double width) {
    return std::make_shared<SetText>(cairo_.get(), text, face, width);
  }

  void add_line_by_line(const std::string& text, Face face, double after) {
    const auto set_text = set(text, face, text_width);
    for (std::size_t line = 0; line < set_text->lines(); ++line) {
      Piece piece{{set_text}, {0}, line, line + 1};
      if (line + 1 == set_text->lines()) piece.after = after;
      pieces_.push_back(std::move(piece));
    }
  }

  void cut_into_pieces() {
    add_line_by_line(sheet_.title, Face::title, 2);
    if (!sheet_.subtitle.empty()) add_line_by_line(sheet_.subtitle, Face::body, 8);
    for (const auto& block : sheet_.blocks) {
      if (block.kind == Block::Kind::heading) {
        const auto heading = set(block.text, Face::heading, text_width);
        Piece piece{{heading}, {0}, 0, heading->lines(), before_heading, after_heading, true};
        pieces_.push_back(std::move(piece));
      } else if (block.kind == Block::Kind::text) {
        add_line_by_line(block.text, Face::body, after_text);
      } else {
        add_table(block);
      }
    }
  }

  void add_table(const Block& table) {
    double shares = 0;
    for (const auto& column : table.columns) shares += column.share;
    std::vector<double> x, widths;
    for (double at = 0; const auto& column : table.columns) {
      const double width = text_width * column.share / shares;
      x.push_back(at + cell_padding);
      widths.push_back(std::max(width - 2 * cell_padding, 10.0));
      at += width;
    }
    const auto row_of = [&](const std::vector<std::string>& texts, Face face) {
      Piece piece;
      piece.x = x;
      for (std::size_t i = 0; i < widths.size(); ++i) piece.cells.push_back(set(i < texts.size() ? texts[i] : "", face, widths[i]));
      for (const auto& cell : piece.cells) piece.to = std::max(piece.to, cell->lines());
      piece.before = piece.after = cell_padding;
      piece.ruled = true;
      return piece;
    };
    std::vector<std::string> titles;
    for (const auto& column : table.columns) titles.push_back(column.title);
    Piece head = row_of(titles, Face::head);
    head.is_head = head.keep_with_next = true;
    const auto head_at = static_cast<std::ptrdiff_t>(pieces_.size());
    const double room = body_height - head.height();
    pieces_.push_back(std::move(head));
    for (const auto& row : table.rows) {
      Piece whole = row_of(row, Face::body);
      whole.head = head_at;
      add_row(std::move(whole), room);
    }
  }

  // A row that no page could hold is continued on the next one; every other row stays whole.
  void add_row(Piece whole, double room) {
    const std::size_t lines = whole.to;
    for (std::size_t from = 0; from < lines;) {
      Piece part = whole;
      part.from = from;
      while (part.to > from + 1 && part.height() > room) --part.to;
      part.ruled = part.to == lines;
      from = part.to;
      pieces_.push_back(std::move(part));
    }
  }

  std::vector<std::vector<Placed>> broken_into_pages() const {
    std::vector<std::vector<Placed>> pages(1);
    double y = 0;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      double needed = pieces_[i].height();
      for (std::size_t next = i; pieces_[next].keep_with_next && next + 1 < pieces_.size(); ++next) needed += pieces_[next + 1].height();
      if (y > 0 && y + needed > body_height + 0.01) {
        pages.emplace_back();
        y = 0;
        if (const auto head = pieces_[i].head; head >= 0) {
          pages.back().push_back({static_cast<std::size_t>(head), 0});
          y = pieces_[static_cast<std::size_t>(head)].height();
        }
      }
      pages.back().push_back({i, y});
      y += pieces_[i].height();
    }
    return pages;
  }

  void draw(const Piece& piece, double y) {
    cairo_t* cairo = cairo_.get();
    if (piece.is_head) {
      cairo_set_source_rgb(cairo, 0.91, 0.93, 0.95);
      cairo_rectangle(cairo, margin, y, text_width, piece.height());
      cairo_fill(cairo);
    }
    cairo_set_source_rgb(cairo, 0, 0, 0);
    for (std::size_t i = 0; i < piece.cells.size(); ++i)
      piece.cells[i]->draw(cairo, margin + piece.x[i], y + piece.before, piece.from, piece.to);
    if (piece.ruled) line(y + piece.height(), 0.4);
  }

  void line(double y, double width) {
    cairo_set_line_width(cairo_.get(), width);
    cairo_move_to(cairo_.get(), margin, y);
    cairo_line_to(cairo_.get(), margin + text_width, y);
    cairo_stroke(cairo_.get());
  }

  void draw_frame(std::size_t page, std::size_t pages) {
    cairo_t* cairo = cairo_.get();
    if (sheet_.exercise) draw_exercise_band();
    cairo_set_source_rgb(cairo, 0, 0, 0);
    line(body_bottom + 6, 0.6);
    const double foot = body_bottom + 10;
    std::string number = frame_.page;
    for (const auto& [name, value] : {std::pair{std::string{"{n}"}, page}, std::pair{std::string{"{total}"}, pages}})
      if (const auto at = number.find(name); at != std::string::npos) number.replace(at, name.size(), std::to_string(value));
    const auto right = set(number, Face::small, text_width);
    right->draw(cairo, margin + text_width - right->width(), foot, 0, 1);
    set(frame_.printed, Face::small, text_width - 80)->draw(cairo, margin, foot, 0, 1);
    set("SHA-256 " + to_hex(digest_), Face::small, text_width)->draw(cairo, margin, foot + 11, 0, 1);
  }

  // Violet hatching as on the screens, and the word itself: colour never speaks alone, and a copier knows no violet.
  void draw_exercise_band() {
    cairo_t* cairo = cairo_.get();
    const double top = margin - 8, height = 20;
    cairo_save(cairo);
    cairo_rectangle(cairo, margin, top, text_width, height);
    cairo_clip(cairo);
    cairo_set_source_rgb(cairo, 0.82, 0.74, 0.95);
    cairo_set_line_width(cairo, 4);
    for (double x = margin - height; x < margin + text_width + height; x += 12) {
      cairo_move_to(cairo, x, top + height);
      cairo_line_to(cairo, x + height, top);
    }
    cairo_stroke(cairo);
    cairo_restore(cairo);
    const auto words = set(frame_.exercise, Face::heading, text_width);
    const double x = margin + (text_width - words->width()) / 2;
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_rectangle(cairo, x - 6, top + 1, words->width() + 12, height - 2);
    cairo_fill(cairo);
    cairo_set_source_rgb(cairo, 0.25, 0.12, 0.5);
    words->draw(cairo, x, top + 3, 0, 1);
  }

  const Sheet& sheet_;
  const PaperFrame& frame_;
  const Digest digest_;
  std::string bytes_;
  std::unique_ptr<cairo_surface_t, ReleaseCairo> surface_;
  std::unique_ptr<cairo_t, ReleaseCairo> cairo_;
  std::vector<Piece> pieces_;
};

}  // namespace

Result<Pdf> make_pdf(const Sheet& sheet, const PaperFrame& frame) { return Paper{sheet, frame}.make(); }

}  // namespace vigie::api
