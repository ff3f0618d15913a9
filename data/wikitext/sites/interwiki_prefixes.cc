#include "data/wikitext/sites/interwiki_prefixes.h"

#include <algorithm>
#include <array>

namespace linkbert {
namespace {

// Prefixes of other projects.
constexpr std::array<std::string_view, 32> kProjects = {
    "b",          "c",        "commons",       "d",         "foundation", "incubator",   "m",
    "media-wiki", "meta",     "metawikipedia", "mw",        "n",          "outreach",    "phab",
    "q",          "s",        "species",       "v",         "voy",        "w",           "wikibooks",
    "wikipedia",  "wikidata", "wikinews",      "wikiquote", "wikisource", "wikispecies", "wikiversity",
    "wikivoyage", "wikt",     "wiktionary",    "wmf"};

// Wikipedia's language codes, sorted; without "bbc", which is the broadcaster far more often.
constexpr auto kLanguagePrefixes = std::to_array<std::string_view>({
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
static_assert(std::ranges::is_sorted(kLanguagePrefixes));

}  // namespace

bool IsProjectPrefix(std::string_view prefix) { return std::ranges::find(kProjects, prefix) != kProjects.end(); }
bool IsLanguagePrefix(std::string_view prefix) { return std::ranges::binary_search(kLanguagePrefixes, prefix); }

}  // namespace linkbert
