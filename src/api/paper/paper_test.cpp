// Paper, read back: the text by Debian's pdftotext, so that what a person or a court can copy out of the file is what we wrote.
#include <cstdio>
#include <fstream>
#include <regex>

#include "paper/pdf.h"
#include "testing/conforming.h"

namespace vigie::api::test {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

bool has_pdftotext() { return std::system("pdftotext -v >/dev/null 2>&1") == 0; }

// The text of each page in the order of drawing, cell by cell; where a line was wrapped does not matter.
std::vector<std::string> pages_of(const std::string& pdf) {
  const fs::path file = fs::temp_directory_path() / ("vigie-paper-" + random_token(6) + ".pdf");
  std::ofstream{file, std::ios::binary} << pdf;
  std::string text;
  if (std::FILE* pipe = ::popen(("pdftotext -raw -enc UTF-8 '" + file.string() + "' -").c_str(), "r")) {
    char part[4096];
    for (std::size_t n; (n = std::fread(part, 1, sizeof part, pipe)) > 0;) text.append(part, n);
    ::pclose(pipe);
  }
  fs::remove(file);
  std::vector<std::string> pages;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\f', at), text.size());
    pages.push_back(std::regex_replace(text.substr(at, end - at), std::regex{"\\s+"}, " "));
    at = end + 1;
  }
  return pages;
}

const PaperFrame frame{"Vigie · imprimé", "page {n}/{total}", "EXERCICE", "2026-06-01T12:00:00Z"};

class Paper : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_pdftotext()) GTEST_SKIP() << "no pdftotext: install poppler-utils";
  }
};

TEST_F(Paper, EveryRowStandsWholeOnOnePageAndEveryPageIsNumbered) {
  Sheet sheet;
  sheet.title = "Main courante";
  sheet.exercise = true;
  auto& table = sheet.table({{"N°", 1}, {"Faits", 5}});
  for (int i = 1; i <= 200; ++i)
    table.rows.push_back(
        {fmt::format("#{}.", i),
         fmt::format("début{} Fumée à l'œil nu, « façade » côté Île, cœur de forêt, 3 € — déjà signalé ; l'été, à Noël, où ça brûle. fin{}",
                     i, i)});
  const auto pdf = make_pdf(sheet, frame);
  ASSERT_TRUE(pdf) << pdf.error().message;
  const auto pages = pages_of(pdf->bytes);
  ASSERT_EQ(pages.size(), static_cast<std::size_t>(pdf->pages));
  ASSERT_GT(pages.size(), 3u);
  std::size_t rows = 0;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_NE(pages[i].find(fmt::format("page {}/{}", i + 1, pages.size())), std::string::npos) << pages[i];
    EXPECT_NE(pages[i].find("SHA-256 " + to_hex(pdf->content)), std::string::npos);
    EXPECT_NE(pages[i].find("EXERCICE"), std::string::npos);
    EXPECT_NE(pages[i].find("Faits"), std::string::npos) << "the table's head is repeated";
    for (int row = 1; row <= 200; ++row) {
      const bool begins = pages[i].find(fmt::format("début{} ", row)) != std::string::npos;
      EXPECT_EQ(begins, std::regex_search(pages[i], std::regex{fmt::format("fin{}\\b", row)}))
          << "row " << row << " is torn over a page break";
      rows += begins;
    }
  }
  EXPECT_EQ(rows, 200u) << "none lost, none twice";
  EXPECT_NE(pages[0].find("œil nu, « façade » côté Île, cœur de forêt, 3 €"), std::string::npos) << pages[0];
}

TEST_F(Paper, ARowThatNoPageHoldsGoesOnAndAHeadingIsNeverLeftAlone) {
  Sheet sheet;
  sheet.title = "t";
  std::string endless;
  for (int i = 0; i < 900; ++i) endless += fmt::format("mot{} ", i);
  sheet.table({{"a", 1}, {"b", 3}}).rows.push_back({"x", endless});
  for (int i = 0; i < 60; ++i) {
    sheet.heading(fmt::format("Titre{}", i));
    sheet.text(fmt::format("texte{}", i));
  }
  const auto pdf = make_pdf(sheet, frame);
  ASSERT_TRUE(pdf);
  const auto pages = pages_of(pdf->bytes);
  std::string all;
  for (const auto& page : pages) {
    all += page;
    for (int i = 0; i < 60; ++i)
      EXPECT_EQ(std::regex_search(page, std::regex{fmt::format("Titre{}\\b", i)}),
                std::regex_search(page, std::regex{fmt::format("texte{}\\b", i)}))
          << i;
  }
  for (int i = 0; i < 900; ++i) EXPECT_NE(all.find(fmt::format("mot{}", i)), std::string::npos) << i;
  EXPECT_EQ(all.find("EXERCICE"), std::string::npos) << "no mark where it is none";
}

TEST_F(Paper, TheDigestIsOfTheContentAlone) {
  Sheet sheet;
  sheet.title = "t";
  sheet.text("un");
  const auto one = make_pdf(sheet, frame), again = make_pdf(sheet, {"another day", "p. {n}", "E", "2027-01-01T00:00:00Z"});
  EXPECT_EQ(one->content, again->content);
  sheet.text("deux");
  EXPECT_NE(one->content, make_pdf(sheet, frame)->content);
}

// The four sheets of the desk over the port, in both languages; each print is in the log with its digest.
TEST_F(Paper, TheDesksSheetsSayWhatTheScreensSay) {
  Town town;
  Conforming op{town.person("op", "operator")}, officer{town.person("officer", "duty_officer")};
  town.person("next", "operator");
  ASSERT_EQ(officer.ask("PUT", "/api/v1/checklists/fire", Json{{"version", 0}, {"steps", {{{"text", "Couper le gaz"}}}}}).status, 200);
  const auto entry = op.post("/api/v1/entries", {{"origin", "call"},
                                                 {"kind", "fire"},
                                                 {"place", "Quai de l'Île"},
                                                 {"words", "Fumée au 3e étage, à côté de l'épicerie"},
                                                 {"urgency", 1},
                                                 {"lat", 43.73},
                                                 {"lon", 7.42},
                                                 {"opens_incident", true},
                                                 {"partners", {{{"partner", "fire"}, {"reference", "CODIS 4711"}}}}});
  ASSERT_EQ(entry.status, 201) << entry.body;
  const std::string incident = text_or(entry.json(), "incident");
  ASSERT_EQ(op.post("/api/v1/incidents/" + incident + "/assign", {{"unit", "unit:1"}}).status, 200);
  ASSERT_EQ(op.post("/api/v1/incidents/" + incident + "/ticks", {{"step", "1.1"}}).status, 200);
  const auto hand_over = op.ask("PUT", "/api/v1/handovers/" + town.ids.next().str(),
                                Json{{"words", "Rester près du quai."}, {"login", "next"}, {"password", Town::password}});
  ASSERT_EQ(hand_over.status, 200) << hand_over.body;

  const auto text_of = [&](const std::string& target) {
    const auto reply = op.get(target);
    EXPECT_EQ(reply.status, 200) << target << ' ' << reply.body.substr(0, 300);
    EXPECT_EQ(reply.headers.at("content-type"), "application/pdf");
    std::string all;
    for (const auto& page : pages_of(reply.body)) all += page;
    return all;
  };
  const auto expect_all = [](const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts) EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is missing in:\n" << text;
  };
  expect_all(text_of("/api/v1/paper/daybook?day=2026-06-01"),
             {"Main courante du 01/06/2026", "inscriptions : 1", "Fumée au 3e étage, à côté de l'épicerie",
              "18 Pompiers prévenu à 14:00, référence CODIS 4711", "Quai de l'Île", "page 1/1", "EXERCICE"});
  expect_all(text_of("/api/v1/paper/daybook?day=2026-06-01&lang=en"),
             {"Day-book of 01/06/2026", "18 Fire service told at 14:00", "EXERCISE"});
  expect_all(text_of("/api/v1/paper/daybook?day=2026-05-01"), {"Aucune inscription"});
  expect_all(text_of("/api/v1/paper/incidents/" + incident),
             {"Incident n° 1", "43.73000, 7.42000", "Alpha", "Couper le gaz", "Inscriptions de la main courante"});
  expect_all(text_of("/api/v1/paper/handovers/" + text_or(hand_over.json(), "id")),
             {"Relève n° 1", "op (qui part) et next (qui arrive)", "Rester près du quai.", "Quai de l'Île"});
  expect_all(text_of("/api/v1/paper/cameras-down"), {"Caméras sans image (0)", "caméras en tout : 1"});
  for (const char* target : {"/api/v1/paper/daybook?lang=de", "/api/v1/paper/daybook?day=x"}) EXPECT_EQ(op.get(target).status, 400);
  EXPECT_EQ(op.get("/api/v1/paper/incidents/incident:none").status, 404);
  EXPECT_EQ(op.get("/api/v1/paper/handovers/handover:none").status, 404);
  EXPECT_EQ(town.audited("paper.print").size(), 6u);
}

}  // namespace
}  // namespace vigie::api::test
