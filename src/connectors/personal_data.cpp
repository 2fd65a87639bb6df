#include "personal_data.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "header_words.h"

namespace vigie::connectors {
namespace {

using Words = std::set<std::string, std::less<>>;

bool any_of(const std::vector<std::string>& words, const Words& known) {
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) { return known.contains(word); });
}

// French, Spanish, Catalan, Italian, German and English, without accents.
const Words name_words{"nom",     "noms",     "prenom",   "prenoms", "name",     "names",        "firstname", "lastname",
                       "surname", "forename", "fullname", "nombre",  "nombres",  "apellido",     "apellidos", "cognom",
                       "cognoms", "cognome",  "nome",     "vorname", "nachname", "familienname", "patronyme", "username"};
const Words person_words{"conducteur",   "conductrice",  "driver",   "conductor", "victime",   "victim",    "temoin",    "witness",
                         "testigo",      "proprietaire", "owner",    "titular",   "titulaire", "declarant", "plaignant", "requerant",
                         "complainant",  "caller",       "appelant", "agent",     "officer",   "person",    "personne",  "persona",
                         "contrevenant", "offender",     "suspect",  "usager",    "riverain"};
// What else has a name.
const Words thing_words{
    "rue",       "voie",   "voies",        "quartier",      "ville",   "commune", "district", "districte", "distrito", "barri",
    "barrio",    "carrer", "calle",        "street",        "road",    "road",    "city",     "town",      "mes",      "mois",
    "month",     "jour",   "day",          "dia",           "station", "arret",   "ligne",    "lieu",      "place",    "secteur",
    "zone",      "area",   "neighborhood", "neighbourhood", "borough", "code",    "type",     "categorie", "category", "event",
    "evenement", "via",    "strada",       "strasse",       "stadt",   "park",    "parc",     "school",    "ecole",    "site",
    "region",    "canton", "departement",  "province",      "file",    "fichier", "source",   "service",   "layer",    "intersection"};
const Words plate_words{"plaque",  "plaques",      "immatriculation", "matricule",   "matricula",   "plate", "licence_plate",
                        "license", "registration", "targa",           "kennzeichen", "numberplate", "immat", "vin"};
const Words phone_words{"tel",   "telephone", "telefon",   "telefono", "phone", "mobile",
                        "movil", "portable",  "cellphone", "gsm",      "handy", "fax"};
const Words address_words{"adresse",   "address",   "domicile",   "direccion", "adreca", "indirizzo",
                          "anschrift", "residence", "residencia", "domicilio", "home"};
const Words birth_words{"naissance", "birth",   "birthdate",    "birthday", "dob", "nacimiento",
                        "naixement", "nascita", "geburtsdatum", "geboren",  "ne",  "nee"};
const Words account_words{"twitter", "facebook",   "instagram", "tiktok",      "handle", "account", "compte",
                          "cuenta",  "user",       "userid",    "login",       "pseudo", "author",  "auteur",
                          "autor",   "screenname", "follower",  "utilisateur", "usuario"};
const Words mail_words{"mail", "email", "courriel", "correo", "emails"};
const Words identity_words{"dni", "nif", "nie", "passport", "passeport", "pasaporte", "ssn", "secu", "nir", "cni", "identite"};

const Words titles{"m",    "mr",   "mrs",  "ms",     "mme",     "mlle",  "monsieur", "madame", "mademoiselle",
                   "sr",   "sra",  "srta", "don",    "dona",    "senor", "senora",   "senyor", "senyora",
                   "herr", "frau", "sig",  "signor", "signora", "dr",    "dra",      "maitre"};
// Frequent first names of the six languages (INSEE, INE and ONS lists of the most given ones).
const Words first_names{
    "adam",      "agathe",    "alain",      "albert",    "alberto",   "alejandro", "alessandro", "alex",      "alexandre", "alfonso",
    "alice",     "alicia",    "amelie",     "ana",       "andre",     "andrea",    "andreas",    "andrew",    "angel",     "angela",
    "anna",      "anne",      "anthony",    "antoine",   "antoni",    "antonio",   "arthur",     "aurelie",   "barbara",   "beatriz",
    "benjamin",  "bernard",   "brigitte",   "bruno",     "camille",   "carla",     "carles",     "carlos",    "carmen",    "caroline",
    "catherine", "cecile",    "celine",     "chantal",   "charles",   "charlotte", "chloe",      "christian", "christine", "christophe",
    "clara",     "claude",    "claudia",    "corinne",   "cristina",  "damien",    "daniel",     "david",     "denis",     "diego",
    "dominique", "edouard",   "elena",      "elisabeth", "elizabeth", "emily",     "emma",       "emmanuel",  "enrique",   "eric",
    "fabrice",   "fatima",    "felix",      "fernando",  "florence",  "francesco", "francisco",  "francois",  "francoise", "frederic",
    "gabriel",   "george",    "georges",    "gerard",    "gilles",    "giovanni",  "giulia",     "giuseppe",  "gregory",   "guillaume",
    "gustavo",   "hans",      "helene",     "henri",     "hugo",      "ines",      "isabel",     "isabelle",  "jack",      "jacques",
    "james",     "javier",    "jean",       "jeanne",    "jennifer",  "jerome",    "jessica",    "joan",      "joel",      "john",
    "jordi",     "jorge",     "jose",       "josep",     "joseph",    "juan",      "julia",      "julie",     "julien",    "karim",
    "karine",    "laura",     "laurence",   "laurent",   "lea",       "leila",     "leo",        "louis",     "louise",    "lucas",
    "lucia",     "lucie",     "luis",       "madeleine", "manon",     "manuel",    "marc",       "marcel",    "marco",     "margaret",
    "maria",     "marie",     "marina",     "mario",     "marion",    "marta",     "martin",     "martine",   "mary",      "mateo",
    "mathieu",   "maxime",    "mehdi",      "merce",     "michael",   "michel",    "michele",    "miguel",    "mohamed",   "mohammed",
    "monica",    "monique",   "montserrat", "muriel",    "nadia",     "nathalie",  "nicolas",    "nicole",    "nuria",     "oliver",
    "olivia",    "olivier",   "pablo",      "pascal",    "patricia",  "patrick",   "paul",       "paula",     "paulo",     "pedro",
    "peter",     "philippe",  "pierre",     "rachid",    "rafael",    "raquel",    "raul",       "remi",      "renaud",    "ricardo",
    "richard",   "robert",    "roberto",    "romain",    "rosa",      "samir",     "samuel",     "sandra",    "sandrine",  "sara",
    "sarah",     "sebastien", "sergi",      "sergio",    "simon",     "sofia",     "sophie",     "stephane",  "stephanie", "sylvie",
    "teresa",    "theo",      "thierry",    "thomas",    "valerie",   "vanessa",   "veronique",  "victor",    "vincent",   "virginie",
    "william",   "xavier",    "yann",       "yasmine",   "youssef",   "yves"};

struct Find {
  std::size_t begin = 0, end = 0;
  Personal what = Personal::name;
};

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word(text[at])) ++at;
  return at;
}
bool starts_word(std::string_view text, std::size_t at) { return at == 0 || !is_word(text[at - 1]); }
bool capital(std::string_view text, std::size_t at) {
  return at < text.size() && (is_upper(text[at]) || (static_cast<unsigned char>(text[at]) == 0xC3 && at + 1 < text.size() &&
                                                     static_cast<unsigned char>(text[at + 1]) < 0x9F));
}

// Where the name ends that begins with a capitalised word at `at`: up to three such words, joined by a blank or hyphen.
std::size_t capitalised_words(std::string_view text, std::size_t at) {
  std::size_t end = at;
  for (int words = 0; words < 3 && capital(text, at); ++words) {
    end = word_end(text, at);
    at = end;
    if (at >= text.size() || (text[at] != ' ' && text[at] != '-' && text[at] != '\'')) break;
    ++at;
  }
  return end;
}

std::optional<Find> mail_or_handle(std::string_view text, std::size_t at) {
  if (text[at] != '@') return std::nullopt;
  const auto part = [](char c) { return is_word(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'; };
  std::size_t begin = at, end = at + 1;
  while (begin > 0 && part(text[begin - 1])) --begin;
  while (end < text.size() && part(text[end])) ++end;
  if (end - at < 3) return std::nullopt;
  return Find{begin, end, begin < at ? Personal::mail : Personal::account};
}

// Digits in groups as phone numbers are written: nine to fifteen of them, with a plus, or separators, or as 0… / 6… to 9… in a row.
std::optional<Find> phone(std::string_view text, std::size_t at) {
  const bool plus = text[at] == '+' || text[at] == '(';
  if ((!is_digit(text[at]) && !plus) || !starts_word(text, at) || (at > 0 && (text[at - 1] == '.' || text[at - 1] == ',')))
    return std::nullopt;
  std::size_t end = at, count = 0, separators = 0, last_digit = at;
  for (; end < text.size(); ++end) {
    const char c = text[end];
    if (is_digit(c)) {
      ++count;
      last_digit = end;
    } else if ((c == ' ' || c == '.' || c == '-' || c == '/' || c == '(' || c == ')') && end > at && end - last_digit <= 2) {
      ++separators;
    } else if (end > at || !plus) {
      break;
    }
  }
  end = last_digit + 1;
  if (count < 9 || count > 15 || (end < text.size() && is_word(text[end]))) return std::nullopt;
  // "2010-01-01 07:00" has blanks and hyphens, too: a date in front is none.
  if (at + 10 <= text.size() && text[at + 4] == '-' && text[at + 7] == '-') return std::nullopt;
  const char first = text[at];
  if (plus || separators > 0 || first == '0' || (count == 9 && first >= '6')) return Find{at, end, Personal::phone};
  return std::nullopt;
}

// A plate's form as letters (A) and digits (9) with single blanks or hyphens between groups allowed.
std::optional<Find> plate_or_number(std::string_view text, std::size_t at) {
  if (!starts_word(text, at)) return std::nullopt;
  struct Form {
    const char* shape;  // "-": a blank, a hyphen or nothing
    Personal what;
  };
  static constexpr std::array forms{Form{"AA-999-AA", Personal::plate},
                                    Form{"9999-AAA", Personal::plate},
                                    Form{"A-9999-AA", Personal::plate},
                                    Form{"AA-9999-AA", Personal::plate},
                                    Form{"AA99-AAA", Personal::plate},
                                    Form{"999-AAA-99", Personal::plate},
                                    Form{"9999-AA-99", Personal::plate},
                                    Form{"99999999-A", Personal::identity_number},
                                    Form{"A-9999999-A", Personal::identity_number}};
  for (const Form& form : forms) {
    std::size_t i = at;
    bool fits = true;
    for (const char* shape = form.shape; *shape && fits; ++shape) {
      if (*shape == '-') {
        if (i < text.size() && (text[i] == ' ' || text[i] == '-')) ++i;
        continue;
      }
      fits = i < text.size() &&
             (*shape == 'A' ? is_upper(text[i]) || (form.what == Personal::plate && is_letter(text[i])) : is_digit(text[i]));
      ++i;
    }
    if (fits && (i == text.size() || !is_word(text[i]))) return Find{at, i, form.what};
  }
  return std::nullopt;
}

std::optional<Find> person(std::string_view text, std::size_t at) {
  if (!starts_word(text, at) || !is_word(text[at])) return std::nullopt;
  const std::size_t end = word_end(text, at);
  if (end - at > 14) return std::nullopt;
  const std::string word = folded(text.substr(at, end - at));
  std::size_t next = end;
  if (titles.contains(word)) {
    if (next < text.size() && text[next] == '.') ++next;
    if (next < text.size() && text[next] == ' ' && capital(text, next + 1))
      return Find{at, capitalised_words(text, next + 1), Personal::name};
    return std::nullopt;
  }
  const bool joined = next < text.size() && (text[next] == ' ' || text[next] == '-');
  if (capital(text, at) && joined && capital(text, next + 1) && first_names.contains(word))
    return Find{at, capitalised_words(text, at), Personal::name};
  if (birth_words.contains(word)) {  // "née le 12/03/1980": up to a date near by
    for (std::size_t i = end; i < text.size() && i < end + 12; ++i) {
      if (!is_digit(text[i])) continue;
      while (i < text.size() && (is_digit(text[i]) || text[i] == '/' || text[i] == '.' || text[i] == '-')) ++i;
      return Find{at, i, Personal::birth_date};
    }
  }
  return std::nullopt;
}

std::optional<Find> find_at(std::string_view text, std::size_t at) {
  if (auto found = mail_or_handle(text, at)) return found;
  if (auto found = phone(text, at)) return found;
  if (auto found = plate_or_number(text, at)) return found;
  return person(text, at);
}

}  // namespace

const char* to_string(Personal personal) {
  switch (personal) {
    case Personal::name:
      return "names of persons";
    case Personal::plate:
      return "number plates";
    case Personal::phone:
      return "phone numbers";
    case Personal::address:
      return "addresses of persons";
    case Personal::birth_date:
      return "birth dates";
    case Personal::account:
      return "account handles";
    case Personal::mail:
      return "e-mail addresses";
    case Personal::identity_number:
      return "identity numbers";
  }
  return "personal data";
}

std::optional<Personal> header_looks_personal(std::string_view header) {
  const auto words = header_words(header);
  const bool thing = any_of(words, thing_words);
  if (any_of(words, mail_words)) return Personal::mail;
  if (any_of(words, phone_words)) return Personal::phone;
  if (any_of(words, plate_words)) return Personal::plate;
  if (any_of(words, birth_words)) return Personal::birth_date;
  if (any_of(words, identity_words)) return Personal::identity_number;
  if (any_of(words, name_words) && (!thing || any_of(words, person_words))) return Personal::name;
  if (any_of(words, account_words)) return Personal::account;
  if (any_of(words, address_words)) return Personal::address;
  return std::nullopt;
}

Scrubbed scrub(std::string_view text) {
  Scrubbed out;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto found = find_at(text, at);
    if (!found) {
      ++at;
      continue;
    }
    // A mail address reaches back before its "@", never before what was replaced already.
    const std::size_t begin = std::max(found->begin, copied);
    out.text.append(text.substr(copied, begin - copied)).append("[…]");
    ++out.removed;
    if (!out.first) out.first = found->what;
    at = copied = std::max(found->end, at + 1);
  }
  out.text.append(text.substr(copied));
  return out;
}

}  // namespace vigie::connectors
