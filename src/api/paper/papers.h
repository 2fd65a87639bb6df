#pragma once
// The sheets that the desk prints, made from the same forms that the screens show, with the words of the one catalogue.

#include "base/zone.h"
#include "operations/board.h"
#include "paper/sheet.h"

namespace vigie::api {

// The catalogue in one language, and times of the city's zone. Cheap to copy.
class PaperWords {
 public:
  PaperWords(std::string language, Zone zone) : language_(std::move(language)), zone_(std::move(zone)) {}
  std::string t(const std::string& code, const Json& params = Json::object()) const;  // {name} filled in
  std::string word(const std::string& group, const std::string& value) const;         // the value itself where there is no text
  std::string day(UtcTime time) const;                                                // 01/06/2026
  std::string clock(const Json& utc) const;                                           // 14:02; "—" for null
  std::string moment(const Json& utc) const;                                          // 01/06/2026 14:02
  std::string moment(UtcTime time) const;

 private:
  std::string language_;
  Zone zone_;
};

struct PaperCity {
  std::string name;
  bool exercise = false;
};

Sheet day_book_sheet(const operations::Board& board, const PaperCity& city, const PaperWords& words, city::Interval day);
Sheet incident_sheet(const operations::Board& board, const PaperCity& city, const PaperWords& words, const Json& incident);
Sheet hand_over_sheet(const PaperCity& city, const PaperWords& words, const Json& hand_over);
Sheet cameras_down_sheet(const PaperCity& city, const PaperWords& words, const Json& cameras_down, std::size_t cameras, UtcTime now);

}  // namespace vigie::api
