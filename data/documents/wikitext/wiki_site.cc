#include "data/documents/wikitext/wiki_site.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/error.h"
#include "data/documents/wikitext/html_entities.h"
#include "data/documents/wikitext/letters.h"
#include "data/documents/xml_record.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

constexpr int kFileNamespace = 6, kMediaNamespace = -2, kCategoryNamespace = 14;

// MediaWiki's own names, valid in every wiki beside its translations.
constexpr std::array<std::pair<const char*, int>, 19> kNamespaces = {{{"Media", -2},
                                                                      {"Special", -1},
                                                                      {"Talk", 1},
                                                                      {"User", 2},
                                                                      {"User talk", 3},
                                                                      {"Project", 4},
                                                                      {"Wikipedia", 4},
                                                                      {"WP", 4},
                                                                      {"File", 6},
                                                                      {"Image", 6},
                                                                      {"MediaWiki", 8},
                                                                      {"Template", 10},
                                                                      {"Help", 12},
                                                                      {"Category", 14},
                                                                      {"Category talk", 15},
                                                                      {"Portal", 100},
                                                                      {"Draft", 118},
                                                                      {"TimedText", 710},
                                                                      {"Module", 828}}};

// Older names of files in some languages, which <siteinfo> does not have.
constexpr std::array<const char*, 11> kFileNames = {"Bild",   "Fichier", "Archivo", "Imagen", "Immagine",   "Ficheiro",
                                                    "Imagem", "Bestand", "Plik",    "Файл",   "Изображение"};

// Prefixes of other projects.
constexpr std::array<std::string_view, 31> kProjects = {
    "b",           "c",           "commons",    "d",         "foundation",
    "incubator",   "m",           "media-wiki", "meta",      "metawikipedia",
    "mw",          "n",           "outreach",   "phab",      "q",
    "s",           "species",     "v",          "voy",       "w",
    "wikibooks",   "wikidata",    "wikinews",   "wikiquote", "wikisource",
    "wikispecies", "wikiversity", "wikivoyage", "wikt",      "wiktionary",
    "wmf"};

// Wikipedia's language codes, sorted; without "bbc", which is the broadcaster far more often.
constexpr auto kLanguages = std::to_array<std::string_view>({
    "aa",      "ab",       "ace", "ady",     "af",        "ak",       "als", "alt",          "am",         "ami",
    "an",      "ang",      "ann", "anp",     "ar",        "arc",      "ary", "arz",          "as",         "ast",
    "atj",     "av",       "avk", "awa",     "ay",        "az",       "azb", "ba",           "ban",        "bar",
    "bat-smg", "bcl",      "bdr", "be",      "be-tarask", "be-x-old", "bew", "bg",           "bh",         "bho",
    "bi",      "bjn",      "blk", "bm",      "bn",        "bo",       "bpy", "br",           "bs",         "btm",
    "bug",     "bxr",      "ca",  "cbk-zam", "cdo",       "ce",       "ceb", "ch",           "cho",        "chr",
    "chy",     "ckb",      "co",  "cr",      "crh",       "cs",       "csb", "cu",           "cv",         "cy",
    "da",      "dag",      "de",  "dga",     "din",       "diq",      "dsb", "dtp",          "dty",        "dv",
    "dz",      "ee",       "el",  "eml",     "en",        "eo",       "es",  "et",           "eu",         "ext",
    "fa",      "fat",      "ff",  "fi",      "fiu-vro",   "fj",       "fo",  "fon",          "fr",         "frp",
    "frr",     "fur",      "fy",  "ga",      "gag",       "gan",      "gcr", "gd",           "gl",         "glk",
    "gn",      "gom",      "gor", "got",     "gpe",       "gsw",      "gu",  "guc",          "gur",        "guw",
    "gv",      "ha",       "hak", "haw",     "he",        "hi",       "hif", "ho",           "hr",         "hsb",
    "ht",      "hu",       "hy",  "hyw",     "hz",        "ia",       "iba", "id",           "ie",         "ig",
    "igl",     "ii",       "ik",  "ilo",     "inh",       "io",       "is",  "it",           "iu",         "ja",
    "jam",     "jbo",      "jv",  "ka",      "kaa",       "kab",      "kbd", "kbp",          "kcg",        "kg",
    "kge",     "ki",       "kj",  "kk",      "kl",        "km",       "kn",  "knc",          "ko",         "koi",
    "kr",      "krc",      "ks",  "ksh",     "ku",        "kus",      "kv",  "kw",           "ky",         "la",
    "lad",     "lb",       "lbe", "lez",     "lfn",       "lg",       "li",  "lij",          "lld",        "lmo",
    "ln",      "lo",       "lrc", "lt",      "ltg",       "lv",       "mad", "mai",          "map-bms",    "mdf",
    "mg",      "mh",       "mhr", "mi",      "min",       "mk",       "ml",  "mn",           "mni",        "mnw",
    "mo",      "mos",      "mr",  "mrj",     "ms",        "mt",       "mus", "mwl",          "my",         "myv",
    "mzn",     "na",       "nah", "nan",     "nap",       "nb",       "nds", "nds-nl",       "ne",         "new",
    "ng",      "nia",      "nl",  "nn",      "no",        "nov",      "nqo", "nr",           "nrm",        "nso",
    "nup",     "nv",       "ny",  "oc",      "olo",       "om",       "or",  "os",           "pa",         "pag",
    "pam",     "pap",      "pcd", "pcm",     "pdc",       "pfl",      "pi",  "pih",          "pl",         "pms",
    "pnb",     "pnt",      "ps",  "pt",      "pwn",       "qu",       "rm",  "rmy",          "rn",         "ro",
    "roa-rup", "roa-tara", "ru",  "rue",     "rup",       "rw",       "sa",  "sah",          "sat",        "sc",
    "scn",     "sco",      "sd",  "se",      "sg",        "sh",       "shi", "shn",          "si",         "simple",
    "sk",      "skr",      "sl",  "sm",      "smn",       "sn",       "so",  "sq",           "sr",         "srn",
    "ss",      "st",       "stq", "su",      "sv",        "sw",       "szl", "szy",          "ta",         "tay",
    "tcy",     "tdd",      "te",  "tet",     "tg",        "th",       "ti",  "tig",          "tk",         "tl",
    "tly",     "tn",       "to",  "tpi",     "tr",        "trv",      "ts",  "tt",           "tum",        "tw",
    "ty",      "tyv",      "udm", "ug",      "uk",        "ur",       "uz",  "ve",           "vec",        "vep",
    "vi",      "vls",      "vo",  "wa",      "war",       "wo",       "wuu", "xal",          "xh",         "xmf",
    "yi",      "yo",       "yue", "za",      "zea",       "zgh",      "zh",  "zh-classical", "zh-min-nan", "zh-yue",
    "zu",
});
static_assert(std::ranges::is_sorted(kLanguages));

// Bytes of the white space or the mark of writing direction that text[at] begins, and which; 0 for anything else.
std::size_t InvisibleAt(std::string_view text, std::size_t at, bool& space) {
  const char c = text[at];
  space = c == ' ' || c == '_' || c == '\t' || c == '\n' || c == '\r';
  if (space) return 1;
  if (c != '\xC2' && (c < '\xE1' || c > '\xE3')) return 0;
  const DecodedCharacter decoded = DecodeUtf8(text, at);
  const char32_t code = decoded.code_point;
  space = code == 0xA0 || code == 0x1680 || code == 0x180E || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
          code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
  const bool direction = code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E);
  return space || direction ? decoded.bytes : 0;
}

// White space of any kind and "_" become one space; none at either end. Marks of writing direction go.
std::string Spaced(std::string_view text) {
  std::string spaced;
  spaced.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    bool space = false;
    const std::size_t bytes = InvisibleAt(text, at, space);
    if (bytes == 0) spaced.push_back(text[at]);
    if (space && !spaced.empty() && spaced.back() != ' ') spaced.push_back(' ');
    at += std::max<std::size_t>(bytes, 1);
  }
  while (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return spaced;
}

// Whether the target is spelt as Spaced(DecodePercent(DecodeReferences(target))) has it and has no mark of its own: a
// title but for its first letter, which most targets are.
bool IsPlainTitle(std::string_view target) {
  constexpr std::array<bool, 256> kPlain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = ' '; c < plain.size(); ++c) plain[c] = true;
    for (const char c : std::string_view("&%_#:<>[]{}|\xC2\xE1\xE2\xE3")) plain[static_cast<unsigned char>(c)] = false;
    return plain;
  }();
  char last = ' ';
  for (const char c : target) {
    if (!kPlain[static_cast<unsigned char>(c)] || (c == ' ' && last == ' ')) return false;
    last = c;
  }
  return last != ' ';
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string DecodePercent(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? HexDigit(text[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(text[i + 2]) : -1;
    if (low < 0) {
      decoded.push_back(text[i]);
    } else {
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    }
  }
  return IsValidUtf8(decoded) ? decoded : std::string(text);
}

class SiteInfo : public XmlHandler {
 public:
  struct Namespace {
    std::string name;
    int key;
    bool case_sensitive;
  };

  void Clear() override { *this = {}; }
  void Start(std::string_view name, const char** attributes) override {
    text_.clear();
    if (name != "namespace") return;
    current_ = {};
    const std::string_view key = Attribute(attributes, "key");
    std::from_chars(key.data(), key.data() + key.size(), current_.key);
    current_.case_sensitive = Attribute(attributes, "case") == "case-sensitive";
  }
  void End(std::string_view name) override {
    if (name == "dbname") database = text_;
    if (name == "case") letter_case = text_;
    if (name == "namespace") {
      current_.name = text_;
      namespaces.push_back(std::move(current_));
    }
    text_.clear();
  }
  void Text(std::string_view text) override { text_ += text; }

  std::vector<Namespace> namespaces;
  std::string database, letter_case;

 private:
  std::string text_;  // of the element at hand
  Namespace current_{};
};

SiteInfo ParseSiteInfo(std::string_view xml, const std::string& where) {
  SiteInfo site;
  XmlRecordParser parser;
  if (parser.Parse(xml, site) == XmlOutcome::kWhole) return site;
  throw Fail(ErrorCode::kInput, "{}: its <siteinfo> is no XML: {}.", where, parser.problem());
}

}  // namespace

const char* ReasonOf(LinkKind kind) {
  switch (kind) {
    case LinkKind::kSection:
      return "section of the page";
    case LinkKind::kFile:
      return "file";
    case LinkKind::kCategory:
      return "category";
    case LinkKind::kLanguage:
      return "other language";
    case LinkKind::kNamespace:
      return "other namespace";
    case LinkKind::kOtherWiki:
      return "other wiki";
    case LinkKind::kArticle:
    case LinkKind::kInvalid:
      break;
  }
  return "no title";
}

WikiSite::WikiSite(std::string_view head, const std::string& where) {
  for (const auto& [name, key] : kNamespaces) Add(name, key);
  for (const char* name : kFileNames) Add(name, kFileNamespace);
  const std::size_t begin = head.find("<siteinfo>"), end = head.find("</siteinfo>");
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return;
  const SiteInfo site = ParseSiteInfo(head.substr(begin, end + 11 - begin), where);
  database_ = site.database;
  ascii_trails_ = database_.starts_with("en") || database_.starts_with("simple");
  first_letter_ = site.letter_case != "case-sensitive";
  for (const SiteInfo::Namespace& space : site.namespaces) {
    Add(space.name, space.key);
    if (space.key == 0) first_letter_ = first_letter_ && !space.case_sensitive;
  }
}

void WikiSite::Add(std::string_view name, int key) {
  if (!name.empty()) namespaces_[InLowerCase(name)] = key;
}

std::string WikiSite::Title(std::string_view title) const {
  std::string named = Spaced(title);
  if (!first_letter_ || named.empty()) return named;
  return WithUpperFirst(named);
}

LinkTarget WikiSite::Target(std::string_view raw) const {
  if (IsPlainTitle(raw)) return {LinkKind::kArticle, first_letter_ ? WithUpperFirst(raw) : std::string(raw)};
  std::string target = Spaced(DecodePercent(DecodeReferences(raw)));
  const bool colon = target.starts_with(':');
  if (colon) target = Spaced(std::string_view(target).substr(1));
  if (const std::size_t hash = target.find('#'); hash != std::string::npos) {
    if (hash == 0) return {LinkKind::kSection, ""};
    target.resize(hash);
  }
  if (const std::size_t end = target.find(':'); end != std::string::npos) {
    const std::string prefix = InLowerCase(Spaced(std::string_view(target).substr(0, end)));
    if (const auto found = namespaces_.find(prefix); found != namespaces_.end() && found->second != 0) {
      if (!colon && (found->second == kFileNamespace || found->second == kMediaNamespace)) return {LinkKind::kFile, ""};
      if (!colon && found->second == kCategoryNamespace) return {LinkKind::kCategory, ""};
      return {LinkKind::kNamespace, ""};
    }
    if (std::ranges::find(kProjects, prefix) != kProjects.end()) return {LinkKind::kOtherWiki, ""};
    if (std::ranges::binary_search(kLanguages, prefix)) return {colon ? LinkKind::kOtherWiki : LinkKind::kLanguage, ""};
  }
  target = Title(target);
  if (target.empty() || target.find_first_of("<>[]{}|\n") != std::string::npos) return {LinkKind::kInvalid, ""};
  return {LinkKind::kArticle, std::move(target)};
}

}  // namespace linkbert
