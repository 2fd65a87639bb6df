#pragma once
// A Sheet as PDF on A4: Pango sets the text (any script, wrapped and shaped), Cairo draws it with embedded fonts, so that it can be
// searched and copied (docs/decisions/0071). Page breaks fall between rows and lines; a table's head is repeated on each page, a
// heading never stands alone at the foot. Deterministic but for what the frame says.
//
// Thread-safe: every call has its own surface, and Pango's font map is one per thread.

#include "base/result.h"
#include "paper/sheet.h"

namespace vigie::api {

// What stands around the content on every page.
struct PaperFrame {
  std::string printed;   // left of the foot: where, when and by whom it was printed
  std::string page;      // right of it, with {n} and {total}
  std::string exercise;  // in the band at the head; shown when the sheet is one of an exercise
  std::string made_at;   // ISO 8601, into the file's own data
};

struct Pdf {
  std::string bytes;
  int pages = 0;
  Digest content{};  // of the sheet, as printed at the foot
};

// internal when Cairo fails (no memory); a missing font falls back to whatever fontconfig finds.
Result<Pdf> make_pdf(const Sheet& sheet, const PaperFrame& frame);

}  // namespace vigie::api
