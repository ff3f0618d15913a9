#include "data/wikitext/templates/functions.h"

#include <algorithm>
#include <array>

#include "data/wikitext/templates/function_list.h"

namespace linkbert {
namespace {

constexpr std::size_t kAny = 1000;

using namespace templates;

// Sorted.
constexpr std::array kFunctions = std::to_array<FunctionFacts>({
    {"age", Age, 6, 6},
    {"bio", Bio, 0, 0, false, false, true},
    {"case", Case, 3, kAny},
    {"choose", Choose, 3, 3},
    {"code", Code, 1, 1, true},
    {"convert", Convert, 0, 0, false, false, true},
    {"date", Date, 3, 4},
    {"dmy", DayFirst, 3, 3},
    {"expr", Expression, 1, 1},
    {"formula", Formula, 1, 1},
    {"has", Has, 1, kAny, true},
    {"integer", Integer, 1, 1},
    {"ipa", Ipa, 0, 0, false, false, true},
    {"is", Is, 2, kAny, true},
    {"items", Items, 2, 2},
    {"join", Join, 2, 3, false, true},
    {"last", Last, 1, 1, false, true},
    {"link", Link, 1, kAny},
    {"lower", Lower, 1, 1},
    {"lowercase", HasLowerCase, 1, 1, true},
    {"lowerfirst", LowerFirst, 1, 1},
    {"month", Month, 1, 1},
    {"no", No, 1, kAny, true},
    {"number", Number, 1, 1},
    {"ordinal", Ordinal, 1, 1},
    {"otherwiki", OtherWiki, 1, 1},
    {"padleft", PadLeft, 2, 3},
    {"padright", PadRight, 2, 3},
    {"plain", PlainNumber, 1, 1},
    {"plural", Plural, 2, kAny},
    {"respelling", Respelling, 0, 0, false, false, true},
    {"roman", Roman, 1, 1},
    {"same", Same, 2, 2, true},
    {"switch", Switch, 0, 0, false, false, true},
    {"time", Time, 2, 2},
    {"title", Title, 0, 0},
    {"unit", Unit, 1, 1},
    {"unmarked", UnmarkedNumber, 1, 1},
    {"upper", Upper, 1, 1},
    {"upperfirst", UpperFirst, 1, 1},
    {"val", Val, 0, 0, false, false, true},
    {"written", WrittenDate, 1, 1},
    {"year", Year, 1, 1},
});
static_assert(std::ranges::is_sorted(kFunctions, {}, &FunctionFacts::name));

}  // namespace

const FunctionFacts* FindFunction(std::string_view name) {
  const auto* const found = std::ranges::lower_bound(kFunctions, name, {}, &FunctionFacts::name);
  return found != kFunctions.end() && found->name == name ? found : nullptr;
}

std::string FunctionNames() {
  std::string names = "drop, ignore";
  for (const FunctionFacts& facts : kFunctions) names.append(", ").append(facts.name);
  return names;
}

}  // namespace linkbert
