// slip.pdf: the paper that goes with the medium, by libharu.
#include <hpdf.h>

#include <memory>

#include "package/documents.h"
#include "video/clock_copy.h"

namespace vigie::evidence {
namespace {

constexpr float kLeft = 50, kRight = 545, kTop = 790, kBottom = 60;  // of A4, in points of 1/72 inch

// The standard fonts of PDF know Windows-1252: Latin-1 and some signs. What lies outside shows as '?'.
std::string latin(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    const auto next = i + 1 < utf8.size() ? static_cast<unsigned char>(utf8[i + 1]) : 0;
    if (length == 1)
      out += lead >= 0x20 && lead < 0x7f ? static_cast<char>(lead) : '?';
    else if (length == 2 && (lead == 0xc2 || lead == 0xc3) && next >= 0x80)
      out += static_cast<char>((lead & 0x03) << 6 | (next & 0x3f));
    else if (utf8.substr(i, 3) == "–")
      out += static_cast<char>(0x96);
    else if (utf8.substr(i, 3) == "’")
      out += '\'';
    else
      out += '?';
    i += length;
  }
  return out;
}

// libharu tells of errors through a callback; it may not throw through C, so the first one is kept and asked for at the end.
void keep_first(HPDF_STATUS error, HPDF_STATUS, void* kept) {
  auto* first = static_cast<HPDF_STATUS*>(kept);
  if (*first == 0) *first = error;
}

class Paper {
 public:
  Paper() : document_(HPDF_New(keep_first, &trouble_)) {
    if (!document_) return;
    plain_ = HPDF_GetFont(document_.get(), "Helvetica", "WinAnsiEncoding");
    bold_ = HPDF_GetFont(document_.get(), "Helvetica-Bold", "WinAnsiEncoding");
    fixed_ = HPDF_GetFont(document_.get(), "Courier", "WinAnsiEncoding");
    new_page();
  }

  void title(std::string_view text) {
    write(text, bold_, 15, 0);
    y_ -= 6;
  }
  void heading(std::string_view text) {
    y_ -= 6;
    write(text, bold_, 11, 0);
  }
  void line(std::string_view text) { write(text, plain_, 9, 0); }
  void fault(std::string_view text) { write(text, bold_, 9, 10); }
  void hash(std::string_view text) { write(text, fixed_, 7, 10); }
  void field(std::string_view name, std::string_view value) {
    write(fmt::format("{} : {}", name, value.empty() ? "–" : value), plain_, 10, 0);
  }

  void signatures(std::string_view left, std::string_view right) {
    if (y_ < kBottom + 110) new_page();
    y_ -= 30;
    const float top = y_;
    write(left, plain_, 9, 0);
    y_ = top;
    write(right, plain_, 9, 260);
    for (const float x : {kLeft, kLeft + 260}) {
      HPDF_Page_MoveTo(page_, x, top - 55);
      HPDF_Page_LineTo(page_, x + 220, top - 55);
      HPDF_Page_Stroke(page_);
    }
    y_ = top - 70;
  }

  Result<Bytes> finish() {
    if (trouble_ == 0) HPDF_SaveToStream(document_.get());
    if (!document_ || trouble_ != 0) return fail(ErrorKind::internal, fmt::format("the slip cannot be made (libharu {:#x})", trouble_));
    Bytes bytes(HPDF_GetStreamSize(document_.get()));
    HPDF_UINT32 size = static_cast<HPDF_UINT32>(bytes.size());
    HPDF_ResetStream(document_.get());
    HPDF_ReadFromStream(document_.get(), bytes.data(), &size);
    bytes.resize(size);
    return bytes;
  }

 private:
  struct Free {
    void operator()(HPDF_Doc document) const { HPDF_Free(document); }
  };

  void new_page() {
    page_ = HPDF_AddPage(document_.get());
    HPDF_Page_SetSize(page_, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
    y_ = kTop;
    const std::string number = fmt::format("{}", ++pages_);
    HPDF_Page_BeginText(page_);
    HPDF_Page_SetFontAndSize(page_, plain_, 8);
    HPDF_Page_TextOut(page_, kRight - 10, 35, number.c_str());
    HPDF_Page_EndText(page_);
  }

  // Breaks at spaces, and inside a word that is longer than the line.
  void write(std::string_view text, HPDF_Font font, float size, float indent) {
    std::string rest = latin(text);
    while (true) {
      if (y_ < kBottom) new_page();
      HPDF_Page_SetFontAndSize(page_, font, size);
      const auto fits = HPDF_Page_MeasureText(page_, rest.c_str(), kRight - kLeft - indent, HPDF_TRUE, nullptr);
      std::size_t length = fits > 0 ? fits : HPDF_Page_MeasureText(page_, rest.c_str(), kRight - kLeft - indent, HPDF_FALSE, nullptr);
      length = std::min(std::max<std::size_t>(length, 1), rest.size());
      HPDF_Page_BeginText(page_);
      HPDF_Page_TextOut(page_, kLeft + indent, y_, rest.substr(0, length).c_str());
      HPDF_Page_EndText(page_);
      y_ -= size * 1.4f;
      if (length >= rest.size()) return;
      rest = rest.substr(length);
    }
  }

  HPDF_STATUS trouble_ = 0;
  std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, Free> document_;
  HPDF_Font plain_ = nullptr, bold_ = nullptr, fixed_ = nullptr;
  HPDF_Page page_ = nullptr;
  float y_ = kTop;
  int pages_ = 0;
};

void add_moment(Paper& paper, const MomentContents& one, const Zone& zone) {
  paper.heading(fmt::format("{}. {} ({})", one.number, one.moment.camera_name, one.moment.camera));
  paper.line(fmt::format("{} – {}", video::clock_text(one.moment.span.from, zone), video::clock_text(one.moment.span.to, zone)));
  const std::string error = one.moment.clock_error_s ? clock_error_text(one.moment) : "non mesuré / not measured";
  paper.line(fmt::format("Écart de l'horloge de la caméra / Clock error: {}", error));
  for (const Fault& fault : one.faults) {
    paper.fault(french(fault, zone));
    paper.line(english(fault, zone));
  }
  if (one.readable.empty()) paper.fault("Aucune copie lisible / No readable copy");
  if (one.readable_damaged > 0) paper.fault(fmt::format("{} images illisibles / pictures that could not be decoded", one.readable_damaged));
  for (const Piece& piece : one.pieces)
    paper.hash(fmt::format("{} sha256 {} masque/mask {} racine/root {}", piece.row.id, to_hex(piece.proof.leaf.digest),
                           piece.row.mask_version, piece.proof.root.name()));
}

}  // namespace

Result<Bytes> slip_of(const PackageOrder& order, const Zone& zone, const std::vector<MomentContents>& contents,
                      const std::vector<PackagedFile>& files, UtcTime made_at) {
  const RequisitionFacts& requisition = order.requisition;
  Paper paper;
  paper.title("Bordereau de remise d'images / Slip of evidence");
  if (order.exercise) paper.fault("EXERCICE / EXERCISE");
  paper.field("Référence de la réquisition / Reference", requisition.reference);
  paper.field("Numéro / Number", requisition.number);
  paper.field("Article", requisition.article);
  paper.field("Autorité / Authority", requisition.authority);
  paper.field("Service / Unit", requisition.unit);
  paper.field("Officier / Officer", requisition.officer);
  paper.field("Support n° / Medium no.", order.medium);
  paper.field("Période des faits / Window of the facts",
              fmt::format("{} – {}", video::clock_text(requisition.window.from, zone), video::clock_text(requisition.window.to, zone)));
  paper.field("Établi le / Made on", video::clock_text(made_at, zone));
  paper.field("Paquet / Package", order.id.str());
  paper.field("Approuvé par / Approved by", order.approved_by.name);
  paper.field("Établi par / Made by", order.packaged_by.name);
  paper.field("Recherches effectuées / Searches done", std::to_string(order.searches.size()));
  for (const MomentContents& one : contents) add_moment(paper, one, zone);
  paper.heading("Fichiers / Files (SHA-256)");
  for (const PackagedFile& file : files) paper.hash(fmt::format("{} {} {}", to_hex(file.digest), file.bytes, file.path));
  paper.signatures("Remis par / Handed over by", "Reçu par l'officier / Received by the officer");
  return paper.finish();
}

}  // namespace vigie::evidence
