// {{Bio}} of the Italian Wikipedia: the sentence that opens a biography, "Nome Cognome (Luogo, giorno anno – Luogo,
// giorno anno) è stato un attività nazionalità." It has no value where an argument is not known here, so that what the
// template would have shown is never half written.
#include <algorithm>
#include <array>
#include <charconv>

#include "data/wikitext/sites/letters.h"
#include "data/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

// What is written, or sorts the page, or belongs to its picture. Notes stand beside dates: references, which leave
// nothing, are no matter, words would be.
constexpr auto kBioArguments = std::to_array<std::string_view>({"Titolo",
                                                                "Nome",
                                                                "Cognome",
                                                                "CognomePrima",
                                                                "PostCognome",
                                                                "PostCognomeVirgola",
                                                                "ForzaOrdinamento",
                                                                "PreData",
                                                                "Sesso",
                                                                "LuogoNascita",
                                                                "LuogoNascitaLink",
                                                                "LuogoNascitaAlt",
                                                                "GiornoMeseNascita",
                                                                "AnnoNascita",
                                                                "LuogoMorte",
                                                                "LuogoMorteLink",
                                                                "LuogoMorteAlt",
                                                                "GiornoMeseMorte",
                                                                "AnnoMorte",
                                                                "Epoca",
                                                                "Epoca2",
                                                                "PreAttività",
                                                                "Attività",
                                                                "Attività2",
                                                                "Attività3",
                                                                "AttivitàAltre",
                                                                "Nazionalità",
                                                                "NazionalitàNaturalizzato",
                                                                "PostNazionalità",
                                                                "Categorie",
                                                                "FineIncipit",
                                                                "Punto",
                                                                "Immagine",
                                                                "DimImmagine",
                                                                "Didascalia",
                                                                "Didascalia2"});

// Whoever was born later and has no year of death is told of as living. Of others the template's own rules decide.
constexpr int kMayLive = 1910;

// "uno scrittore", "un attore", "un'attrice", "una pittrice"; empty where grammars differ or the word is none.
std::string_view Article(std::string_view word, bool female) {
  const std::string lower = InLowerCase(word.substr(0, std::min<std::size_t>(word.size(), 8)));
  const auto is = [&](std::size_t at, std::string_view letters) {
    return at < lower.size() && letters.find(lower[at]) != std::string_view::npos;
  };
  constexpr std::string_view kVowels = "aeiou", kConsonants = "bcdfghjklmnpqrtvwxyz";
  if (is(0, "h") && female) return "";  // "un'hostess" and "una hostess"
  if (is(0, kVowels) && !(is(0, "iu") && is(1, kVowels))) return female ? "un'" : "un ";
  if (is(0, kVowels) || lower.empty() || lower[0] < 'a' || lower[0] > 'z') return "";
  if (is(0, "cfmt") && is(1, "tn")) return "";  // "uno ctonio", "un ctonio"
  const bool impure =
      (is(0, "s") && is(1, kConsonants)) || is(0, "zxy") || (is(0, "p") && is(1, "snt")) || (is(0, "g") && is(1, "n"));
  return female ? "una " : impure ? "uno " : "un ";
}

bool BeginsWithMark(std::string_view text) { return text.find_first_of(",;.:)") == 0 || text.starts_with("\u2013"); }

class Sentence {
 public:
  explicit Sentence(Evaluation& evaluation) : evaluation_(evaluation) {}

  bool Run() {
    const auto known = [this](const TemplateArgument& argument) {
      return evaluation_.Value(&argument).empty() ||
             std::ranges::find(kBioArguments, argument.name) != kBioArguments.end();
    };
    const std::string_view sex = Get("Sesso");
    female_ = sex == "F";
    if (!std::ranges::all_of(evaluation_.call().arguments, known) || (sex != "M" && !female_)) return false;
    if (Get("Nome").empty() && Get("Cognome").empty()) return false;
    if (!Is("CognomePrima", "sì") && !Is("CognomePrima", "si") && !Get("CognomePrima").empty()) return false;
    if (!Get("Punto").empty() && !Is("Punto", "no")) return false;
    return DatesAreCertain() && Name() && Dates() && (Get("FineIncipit").empty() ? WhatHeIs() : FineIncipit()) && End();
  }

 private:
  std::string_view Get(const char* name) const { return evaluation_.Value(evaluation_.Find(name)); }
  bool Is(const char* name, std::string_view value) const { return InLowerCase(Get(name)) == value; }
  bool Put(const char* name) {
    const TemplateArgument* argument = evaluation_.Find(name);
    return argument == nullptr || evaluation_.WriteTrimmed(*argument);
  }
  // Behind a space, unless it begins with a mark or nothing is written yet.
  bool PutBehindSpace(const char* name) {
    const std::string_view value = Get(name);
    if (value.empty()) return true;
    if (written_ && !BeginsWithMark(value)) evaluation_.Write(" ");
    written_ = true;
    return Put(name);
  }

  bool Name() {
    const bool surname_first = !Get("CognomePrima").empty();
    const char* const first = surname_first ? "Cognome" : "Nome";
    const char* const second = surname_first ? "Nome" : "Cognome";
    if (!PutBehindSpace("Titolo") || !PutBehindSpace(first) || !PutBehindSpace(second) ||
        !PutBehindSpace("PostCognome")) {
      return false;
    }
    if (Get("PostCognomeVirgola").empty()) return true;
    return evaluation_.Write(", ") && Put("PostCognomeVirgola");
  }

  bool Born() const { return !Get("AnnoNascita").empty(); }
  bool Died() const { return !Get("AnnoMorte").empty(); }

  // Nothing but the years and what goes with them: what stands for a date or a place alone, or for an unknown year, is
  // the template's affair.
  bool DatesAreCertain() const {
    constexpr auto kOfBirth = std::to_array<const char*>({"LuogoNascita", "LuogoNascitaAlt", "GiornoMeseNascita"});
    constexpr auto kOfDeath = std::to_array<const char*>({"LuogoMorte", "LuogoMorteAlt", "GiornoMeseMorte"});
    const auto blank = [this](const char* name) { return Get(name).empty(); };
    const auto year = [this](const char* name) {
      const std::string_view value = Get(name);
      return value.empty() || (value[0] >= '1' && value[0] <= '9');
    };
    if (!year("AnnoNascita") || !year("AnnoMorte") || (Died() && !Born())) return false;
    return (Born() || std::ranges::all_of(kOfBirth, blank)) && (Died() || std::ranges::all_of(kOfDeath, blank));
  }

  bool Dates() {
    const bool before = !Get("PreData").empty();
    if (Born() || before) {
      evaluation_.Write(" (");
      if (!Put("PreData")) return false;
      if (before && Born()) evaluation_.Write("; ");
      if (!Event(kBirth)) return false;
      if (Died()) evaluation_.Write(" \u2013 ");
      if (!Event(kDeath)) return false;
      evaluation_.Write(")");
    }
    return Get("PostCognomeVirgola").empty() || evaluation_.Write(",");
  }

  struct EventNames {
    const char *place, *page, *other_place, *day, *year;
  };
  static constexpr EventNames kBirth = {"LuogoNascita", "LuogoNascitaLink", "LuogoNascitaAlt", "GiornoMeseNascita",
                                        "AnnoNascita"};
  static constexpr EventNames kDeath = {"LuogoMorte", "LuogoMorteLink", "LuogoMorteAlt", "GiornoMeseMorte",
                                        "AnnoMorte"};

  bool Event(const EventNames& names) {
    const bool other = !Get(names.other_place).empty();
    if (other ? !Put(names.other_place)
              : !PutLink(names.place, Get(Get(names.page).empty() ? names.place : names.page))) {
      return false;
    }
    if (other || !Get(names.place).empty()) evaluation_.Write(", ");
    if (!PutLink(names.day, Get(names.day))) return false;
    if (!Get(names.day).empty()) evaluation_.Write(" ");
    const bool number = Get(names.year).find_first_not_of("0123456789") == std::string_view::npos;
    return number ? PutLink(names.year, Get(names.year)) : Put(names.year);
  }

  bool PutLink(const char* name, std::string_view target) {
    const TemplateArgument* argument = evaluation_.Find(name);
    if (argument == nullptr) return true;
    const std::size_t begin = evaluation_.text().size();
    return evaluation_.WriteTrimmed(*argument) && evaluation_.LinkFrom(begin, target);
  }

  bool WhatHeIs() {
    if (Get("Attività").empty() || Get("Nazionalità").empty() || Is("Attività", "nessuna")) return false;
    if (!(Get("PreAttività").empty() ? VerbAndArticle() : InPlaceOfThem()) || !Put("Attività")) return false;
    const bool others = !Get("AttivitàAltre").empty(), third = !Get("Attività3").empty();
    if (third && Get("Attività2").empty()) return false;
    if (!Another("Attività2", !others && !third) || !Another("Attività3", !others)) return false;
    if (!PutBehindSpace("AttivitàAltre") || !PutBehindSpace("Nazionalità")) return false;
    if (!Get("NazionalitàNaturalizzato").empty()) {
      evaluation_.Write(female_ ? " naturalizzata" : " naturalizzato");
      if (!PutBehindSpace("NazionalitàNaturalizzato")) return false;
    }
    return PutBehindSpace("PostNazionalità");
  }

  bool VerbAndArticle() {
    const std::string_view article = Article(Get("Attività"), female_);
    if (article.empty() || (!Died() && !MayLive())) return false;
    return evaluation_.Write(Died() ? (female_ ? " è stata " : " è stato ") : " è ") && evaluation_.Write(article);
  }

  bool MayLive() const {
    int year = 0;
    const std::string_view text = Get("AnnoNascita");
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    return error == std::errc() && end == text.data() + text.size() && year >= kMayLive;
  }

  // "è un ex", "è un'ex".
  bool InPlaceOfThem() {
    const std::string_view words = Get("PreAttività");
    const bool elided = words.ends_with('\'') || words.ends_with("\u2019");
    return PutBehindSpace("PreAttività") && (elided || evaluation_.Write(" "));
  }

  bool Another(const char* name, bool last) {
    const std::string_view value = Get(name);
    if (value.empty()) return true;
    evaluation_.Write(!last ? ", " : value.starts_with('e') ? " ed " : " e ");
    return Put(name);
  }

  // It takes the place of what he is; "no" leaves both out.
  bool FineIncipit() { return Is("FineIncipit", "no") || PutBehindSpace("FineIncipit"); }

  bool End() {
    const std::string_view written = evaluation_.text();
    return Is("Punto", "no") || Is("FineIncipit", "no") || written.ends_with('.') || evaluation_.Write(".");
  }

  Evaluation& evaluation_;
  bool female_ = false;
  bool written_ = false;
};

}  // namespace

bool Bio(Evaluation& evaluation, const Operands&) { return Sentence(evaluation).Run(); }

}  // namespace linkbert::templates
