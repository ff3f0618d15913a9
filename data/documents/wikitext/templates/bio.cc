// {{Bio}} of the Italian Wikipedia: the sentence that opens a biography, "Nome Cognome (Luogo, giorno anno – Luogo,
// giorno anno) è stato un attività nazionalità." It has no value where an argument is not known here, so that what the
// template would have shown is never half written.
#include <algorithm>
#include <array>

#include "data/documents/wikitext/letters.h"
#include "data/documents/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

constexpr auto kKnown = std::to_array<std::string_view>({"Titolo",
                                                         "Nome",
                                                         "Cognome",
                                                         "CognomePrima",
                                                         "PostCognome",
                                                         "PostCognomeVirgola",
                                                         "PreData",
                                                         "Sesso",
                                                         "LuogoNascita",
                                                         "LuogoNascitaLink",
                                                         "GiornoMeseNascita",
                                                         "AnnoNascita",
                                                         "NoteNascita",
                                                         "LuogoMorte",
                                                         "LuogoMorteLink",
                                                         "GiornoMeseMorte",
                                                         "AnnoMorte",
                                                         "NoteMorte",
                                                         "Epoca",
                                                         "Epoca2",
                                                         "Secolo",
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
                                                         "Didascalia",
                                                         "Didascalia2",
                                                         "DimImmagine",
                                                         "ForzaOrdinamento",
                                                         "Alt",
                                                         "Preposizione"});

// "uno scrittore", "un attore", "un'attrice", "una pittrice".
std::string_view Article(std::string_view word, bool female) {
  const std::string lower = InLowerCase(word.substr(0, std::min<std::size_t>(word.size(), 8)));
  const auto is = [&](std::size_t at, std::string_view letters) {
    return at < lower.size() && letters.find(lower[at]) != std::string_view::npos;
  };
  constexpr std::string_view kVowels = "aeiou";
  if (female) return is(0, kVowels) ? "un'" : "una ";
  const bool impure =
      (is(0, "s") && !is(1, kVowels)) || is(0, "zxy") || (is(0, "pg") && is(1, "sn")) || (is(0, "i") && is(1, kVowels));
  return impure && !lower.starts_with("gs") ? "uno " : "un ";
}

bool BeginsWithMark(std::string_view text) { return text.find_first_of(",;.:)") == 0 || text.starts_with("\u2013"); }

class Sentence {
 public:
  explicit Sentence(Evaluation& evaluation) : evaluation_(evaluation) {}

  bool Run() {
    const auto known = [this](const TemplateArgument& argument) {
      return evaluation_.Value(&argument).empty() || std::ranges::find(kKnown, argument.name) != kKnown.end();
    };
    const std::string_view sex = Get("Sesso");
    female_ = sex == "F";
    if (!std::ranges::all_of(evaluation_.call().arguments, known) || (sex != "M" && !female_)) return false;
    if (Get("Nome").empty() && Get("Cognome").empty()) return false;
    for (const char* year : {"AnnoNascita", "AnnoMorte"}) {
      if (Get(year).starts_with('?') || Get(year).starts_with('.')) return false;
    }
    return Name() && Dates() && (Get("FineIncipit").empty() ? WhatHeIs() : FineIncipit()) && End();
  }

 private:
  std::string_view Get(const char* name) const { return evaluation_.Value(evaluation_.Find(name)); }
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
    const bool surname_first = !Get("CognomePrima").empty() && Get("CognomePrima") != "no";
    const char* const first = surname_first ? "Cognome" : "Nome";
    const char* const second = surname_first ? "Nome" : "Cognome";
    if (!PutBehindSpace("Titolo") || !PutBehindSpace(first) || !PutBehindSpace(second) ||
        !PutBehindSpace("PostCognome")) {
      return false;
    }
    if (Get("PostCognomeVirgola").empty()) return true;
    return evaluation_.Write(", ") && Put("PostCognomeVirgola");
  }

  bool HasDeath() const {
    return !Get("LuogoMorte").empty() || !Get("GiornoMeseMorte").empty() || !Get("AnnoMorte").empty();
  }

  bool Dates() {
    const bool birth = !Get("LuogoNascita").empty() || !Get("GiornoMeseNascita").empty() || !Get("AnnoNascita").empty();
    const bool death = HasDeath(), before = !Get("PreData").empty();
    if (birth || death || before) {
      evaluation_.Write(" (");
      if (!Put("PreData")) return false;
      if (before && (birth || death)) evaluation_.Write("; ");
      if (!Event("LuogoNascita", "LuogoNascitaLink", "GiornoMeseNascita", "AnnoNascita")) return false;
      if (death) evaluation_.Write(birth ? " \u2013 " : "\u2026 \u2013 ");
      if (!Event("LuogoMorte", "LuogoMorteLink", "GiornoMeseMorte", "AnnoMorte")) return false;
      evaluation_.Write(")");
    }
    return Get("PostCognomeVirgola").empty() || evaluation_.Write(",");
  }

  bool Event(const char* place, const char* page, const char* day, const char* year) {
    if (!PutLink(place, Get(page).empty() ? Get(place) : Get(page))) return false;
    const bool dated = !Get(day).empty() || !Get(year).empty();
    if (!Get(place).empty() && dated) evaluation_.Write(", ");
    if (!PutLink(day, Get(day))) return false;
    if (!Get(day).empty() && !Get(year).empty()) evaluation_.Write(" ");
    const bool number = Get(year).find_first_not_of("0123456789") == std::string_view::npos;
    return number ? PutLink(year, Get(year)) : Put(year);
  }

  bool PutLink(const char* name, std::string_view target) {
    const TemplateArgument* argument = evaluation_.Find(name);
    if (argument == nullptr) return true;
    const std::size_t begin = evaluation_.text().size();
    return evaluation_.WriteTrimmed(*argument) && evaluation_.LinkFrom(begin, target);
  }

  bool WhatHeIs() {
    const std::string_view first = Get("Attività");
    if (first.empty() || Get("Nazionalità").empty() || first == "nessuna") return false;
    evaluation_.Write(HasDeath() ? (female_ ? " è stata " : " è stato ") : " è ");
    evaluation_.Write(Article(first, female_));
    if (!Put("Attività")) return false;
    const bool others = !Get("AttivitàAltre").empty(), third = !Get("Attività3").empty();
    if (!Another("Attività2", !others && !third) || !Another("Attività3", !others)) return false;
    if (!PutBehindSpace("AttivitàAltre") || !PutBehindSpace("Nazionalità")) return false;
    if (!Get("NazionalitàNaturalizzato").empty()) {
      evaluation_.Write(female_ ? " naturalizzata" : " naturalizzato");
      if (!PutBehindSpace("NazionalitàNaturalizzato")) return false;
    }
    return PutBehindSpace("PostNazionalità");
  }

  bool Another(const char* name, bool last) {
    const std::string_view value = Get(name);
    if (value.empty()) return true;
    evaluation_.Write(!last ? ", " : value.starts_with('e') ? " ed " : " e ");
    return Put(name);
  }

  // It takes the place of what he is; "no" leaves both out.
  bool FineIncipit() { return InLowerCase(Get("FineIncipit")) == "no" || PutBehindSpace("FineIncipit"); }

  bool End() {
    const bool none = InLowerCase(Get("Punto")) == "no" || InLowerCase(Get("FineIncipit")) == "no";
    return none || evaluation_.Write(".");
  }

  Evaluation& evaluation_;
  bool female_ = false;
  bool written_ = false;
};

}  // namespace

bool Bio(Evaluation& evaluation, const Operands&) { return Sentence(evaluation).Run(); }

}  // namespace linkbert::templates
