// index.html: the package for people, on any computer with a browser.
#include "base/markup.h"
#include "package/documents.h"
#include "video/clock_copy.h"

namespace vigie::evidence {
namespace {

// A relative address of a file of the package: letters, digits and what names of segments have, everything else as bytes.
std::string address(std::string_view path) {
  std::string out;
  for (const unsigned char c : path) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '_' || c == '.';
    out += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
  }
  return out;
}

// No script and nothing from elsewhere. A page from the disk has no origin of its own, so its folder is named by the scheme.
constexpr std::string_view kHead = R"html(<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; media-src 'self' file:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<style>
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff; }
video { display: block; width: 100%; max-height: 75vh; background: #000; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #888; padding: .3rem .5rem; text-align: left; vertical-align: top; }
code { overflow-wrap: anywhere; font-size: .85rem; } .fault { border-left: .4rem solid #b00; padding-left: .6rem; } .mark { background: #fd0; padding: .2rem .6rem; }
</style>
)html";

void row(std::string& html, std::string_view name, std::string_view value) {
  html += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", name, escape_markup(value));
}

void add_moment(std::string& html, const MomentContents& one, const Zone& zone) {
  html +=
      fmt::format("<section>\n<h2>{}. {} – {}</h2>\n", one.number, escape_markup(one.moment.camera_name), escape_markup(one.moment.camera));
  html += fmt::format("<p>{} – {}</p>\n", escape_markup(video::clock_text(one.moment.span.from, zone)),
                      escape_markup(video::clock_text(one.moment.span.to, zone)));
  const std::string error = one.moment.clock_error_s ? clock_error_text(one.moment) : "non mesuré / not measured";
  html += fmt::format("<p>Écart de l'horloge de la caméra / Clock error of the camera: {}</p>\n", escape_markup(error));
  if (!one.moment.note.empty()) html += fmt::format("<p>{}</p>\n", escape_markup(one.moment.note));
  for (const Fault& fault : one.faults)
    html += fmt::format("<p class=\"fault\">{}<br>{}</p>\n", escape_markup(french(fault, zone)), escape_markup(english(fault, zone)));
  if (one.readable.empty())
    html += "<p class=\"fault\">Aucune copie lisible / No readable copy</p>\n";
  else
    html += fmt::format("<video controls preload=\"metadata\" src=\"{}\"></video>\n", address(one.readable));
  if (one.readable_damaged > 0)
    html += fmt::format("<p class=\"fault\">{} images illisibles / pictures that could not be decoded</p>\n", one.readable_damaged);
  html += "</section>\n";
}

}  // namespace

std::string page_of(const PackageOrder& order, const Zone& zone, const std::vector<MomentContents>& contents,
                    const std::vector<PackagedFile>& files) {
  const RequisitionFacts& requisition = order.requisition;
  std::string html{kHead};
  html += fmt::format("<title>{}</title>\n</head>\n<body>\n<h1>Réquisition {} / Requisition</h1>\n", escape_markup(requisition.reference),
                      escape_markup(requisition.reference));
  if (order.exercise) html += "<p><strong class=\"mark\">EXERCICE / EXERCISE</strong></p>\n";
  html += "<table>\n";
  row(html, "Numéro / Number", requisition.number);
  row(html, "Article", requisition.article);
  row(html, "Autorité / Authority", requisition.authority);
  row(html, "Service / Unit", requisition.unit);
  row(html, "Officier / Officer", requisition.officer);
  row(html, "Support / Medium", order.medium);
  html +=
      "</table>\n<p>Les copies portent l'heure de chaque image au-dessus de l'image ; les originaux sont dans le dossier "
      "<code>original</code>. / "
      "The copies bear the time of each picture above it; the originals lie in the folder <code>original</code>.</p>\n";
  for (const MomentContents& one : contents) add_moment(html, one, zone);
  html += "<h2>Fichiers / Files (SHA-256)</h2>\n<table>\n";
  for (const PackagedFile& file : files)
    html +=
        fmt::format("<tr><td>{}</td><td>{}</td><td><code>{}</code></td></tr>\n", escape_markup(file.path), file.bytes, to_hex(file.digest));
  html += "</table>\n<p><code>vigie verify</code> · <code>verify_package.py</code></p>\n</body>\n</html>\n";
  return html;
}

}  // namespace vigie::evidence
