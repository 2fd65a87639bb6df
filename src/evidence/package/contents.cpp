#include "package/contents.h"

#include <algorithm>

#include "evidence/coverage.h"
#include "package/merkle.h"
#include "video/clock_copy.h"

namespace vigie::evidence {
namespace {

using State = city::SegmentRow::State;

constexpr std::size_t kMostSegments = 5000;  // of one moment: three and a half days

struct Words {
  const char *kind, *french, *english;
};
constexpr Words kWords[] = {
    {"gap", "aucune image enregistrée (coupure, ou horloge avancée)",
     "no picture was recorded (an interruption, or the clock was put forward)"},
    {"damaged", "segment endommagé : il diffère de son empreinte à l'écriture et n'est pas remis",
     "damaged segment: it differs from its hash at write and is not handed over"},
    {"deleted", "segment effacé au terme de sa conservation", "segment deleted at the end of its retention"},
    {"open", "segment encore en cours d'enregistrement", "segment still being recorded"},
    {"clock_back", "l'horloge a été reculée : des heures se répètent", "the clock was put back: times occur twice"},
    {"zone_change", "changement d'heure légale pendant ce passage", "the legal time changes within this moment"},
};

const Words& words_of(const Fault& fault) {
  const auto found = std::find_if(std::begin(kWords), std::end(kWords), [&](const Words& words) { return fault.kind == words.kind; });
  return found == std::end(kWords) ? kWords[0] : *found;
}

std::string span_text(const Fault& fault, const Zone& zone) {
  return fmt::format("{} – {}", video::clock_text(fault.span.from, zone), video::clock_text(fault.span.to, zone));
}

Result<std::vector<city::SegmentRow>> rows_of(const PackageMoment& moment, const city::Ledger& ledger) {
  VIGIE_TRY(auto rows, ledger.segments(moment.camera, moment.span, kMostSegments));
  if (rows.size() >= kMostSegments)
    return fail(ErrorKind::invalid_input,
                fmt::format("the moment of {} is too long: keep it in parts of at most three days", moment.camera), "package.too_long");
  const bool main = std::any_of(rows.begin(), rows.end(),
                                [](const auto& row) { return row.stream == city::StreamKind::main && row.state == State::closed; });
  std::erase_if(rows, [&](const auto& row) { return row.stream != (main ? city::StreamKind::main : city::StreamKind::sub); });
  return rows;
}

// The groups that hold a picture of the moment: from the last key at or before its beginning.
void choose_groups(Piece& piece, const city::Interval& span) {
  const auto& parts = piece.parts.parts;
  std::size_t first = 1, end = 1;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].first <= span.from) first = i;
    if (parts[i].first < span.to) end = i + 1;
  }
  piece.first_part = first;
  piece.groups = end > first && parts[end - 1].last >= span.from ? end - first : 0;
}

std::string file_name(int moment, const std::string& segment) {
  std::string name = segment;
  std::replace(name.begin(), name.end(), '/', '_');
  return fmt::format("original/{}/{}.mp4", moment, name);
}

void tell_pauses(MomentContents& contents) {
  std::vector<city::Interval> covered;
  for (const Piece& piece : contents.pieces)
    covered.push_back({piece.parts.parts[piece.first_part].first, piece.parts.parts[piece.first_part + piece.groups - 1].last});
  for (const Pause& pause : find_pauses(contents.moment.span, covered)) {
    const bool gap = pause.kind == Pause::Kind::gap;
    contents.faults.push_back({gap ? "gap" : "clock_back", pause.span, gap ? std::string{} : contents.pieces[pause.before].row.id});
  }
}

Result<MomentContents> contents_of(const PackageMoment& moment, int number, const std::vector<city::SegmentRow>& rows,
                                   const PackageDoors& doors) {
  MomentContents contents;
  contents.moment = moment;
  contents.number = number;
  std::vector<std::string> ids;
  for (const auto& row : rows) ids.push_back(row.id);
  VIGIE_TRY(const auto proofs, doors.roots.proofs(ids));
  for (const auto& row : rows) {
    const city::Interval where{std::max(row.span.from, moment.span.from), std::min(row.span.to, moment.span.to)};
    if (row.state != State::closed) {
      contents.faults.push_back({row.state == State::open ? "open" : "deleted", where, row.id});
      continue;
    }
    auto parts = video::read_segment_parts(doors.recordings / row.path);
    const auto proof = proofs.find(row.id);
    if (!parts || proof == proofs.end() || parts->digest != proof->second.leaf.digest || to_hex(parts->digest) != row.digest) {
      contents.faults.push_back({"damaged", where, row.id});
      continue;
    }
    Piece piece{row, std::move(*parts), proof->second, 1, 0, file_name(number, row.id)};
    choose_groups(piece, moment.span);
    if (piece.groups > 0) contents.pieces.push_back(std::move(piece));
  }
  tell_pauses(contents);
  if (doors.zone.to_local(moment.span.from).utc_offset_s != doors.zone.to_local(moment.span.to).utc_offset_s)
    contents.faults.push_back({"zone_change", moment.span, {}});
  return contents;
}

}  // namespace

std::string french(const Fault& fault, const Zone& zone) {
  return fmt::format("{} : {}{}", span_text(fault, zone), words_of(fault).french, fault.segment.empty() ? "" : " [" + fault.segment + "]");
}

std::string english(const Fault& fault, const Zone& zone) {
  return fmt::format("{}: {}{}", span_text(fault, zone), words_of(fault).english, fault.segment.empty() ? "" : " [" + fault.segment + "]");
}

std::uint64_t Piece::bytes() const {
  std::uint64_t sum = parts.parts[0].bytes;
  for (std::size_t i = 0; i < groups; ++i) sum += parts.parts[first_part + i].bytes;
  return sum;
}

Result<std::vector<MomentContents>> choose_contents(const PackageOrder& order, const PackageDoors& doors) {
  std::vector<std::vector<city::SegmentRow>> rows;
  std::vector<city::SegmentRow> together;
  for (const PackageMoment& moment : order.moments) {
    if (moment.span.to <= moment.span.from)
      return fail(ErrorKind::invalid_input, fmt::format("a moment of {} ends before it begins", moment.camera), "package.moment");
    VIGIE_TRY(auto of_this, rows_of(moment, doors.ledger));
    together.insert(together.end(), of_this.begin(), of_this.end());
    rows.push_back(std::move(of_this));
  }
  VIGIE_TRY(const auto sealed, doors.roots.seal(together, doors.recordings, doors.signer));
  (void)sealed;  // what has no place in a root is told of below, as damaged
  std::vector<MomentContents> all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    VIGIE_TRY(auto contents, contents_of(order.moments[i], static_cast<int>(i) + 1, rows[i], doors));
    all.push_back(std::move(contents));
  }
  if (std::all_of(all.begin(), all.end(), [](const MomentContents& one) { return one.pieces.empty(); }))
    return fail(ErrorKind::not_found, "nothing of the kept moments is recorded any more", "package.nothing");
  return all;
}

}  // namespace vigie::evidence
