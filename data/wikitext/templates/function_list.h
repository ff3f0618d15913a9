// The functions of rules, by the file that has them; docs/wikipedia.md says what each does. They follow
// TemplateFunction: true and a value written, or false.
#pragma once
#include "data/wikitext/templates/evaluation.h"

namespace linkbert::templates {

using Operands = std::vector<Operand>;

// text_functions.cc
bool Join(Evaluation& evaluation, const Operands& operands);
bool Items(Evaluation& evaluation, const Operands& operands);
bool Last(Evaluation& evaluation, const Operands& operands);
bool Is(Evaluation& evaluation, const Operands& operands);
bool Has(Evaluation& evaluation, const Operands& operands);
bool No(Evaluation& evaluation, const Operands& operands);
bool Case(Evaluation& evaluation, const Operands& operands);
bool Same(Evaluation& evaluation, const Operands& operands);
bool Code(Evaluation& evaluation, const Operands& operands);
bool PadLeft(Evaluation& evaluation, const Operands& operands);
bool PadRight(Evaluation& evaluation, const Operands& operands);
bool HasLowerCase(Evaluation& evaluation, const Operands& operands);
bool Switch(Evaluation& evaluation, const Operands& operands);
bool Link(Evaluation& evaluation, const Operands& operands);
bool OtherWiki(Evaluation& evaluation, const Operands& operands);
bool Title(Evaluation& evaluation, const Operands& operands);
bool Lower(Evaluation& evaluation, const Operands& operands);
bool Upper(Evaluation& evaluation, const Operands& operands);
bool LowerFirst(Evaluation& evaluation, const Operands& operands);
bool UpperFirst(Evaluation& evaluation, const Operands& operands);

// number_functions.cc
bool Number(Evaluation& evaluation, const Operands& operands);
bool PlainNumber(Evaluation& evaluation, const Operands& operands);
bool UnmarkedNumber(Evaluation& evaluation, const Operands& operands);
bool Integer(Evaluation& evaluation, const Operands& operands);
bool Roman(Evaluation& evaluation, const Operands& operands);
bool Ordinal(Evaluation& evaluation, const Operands& operands);
bool Plural(Evaluation& evaluation, const Operands& operands);
bool Expression(Evaluation& evaluation, const Operands& operands);
bool Choose(Evaluation& evaluation, const Operands& operands);
bool Formula(Evaluation& evaluation, const Operands& operands);

// date_functions.cc
bool Date(Evaluation& evaluation, const Operands& operands);
bool DayFirst(Evaluation& evaluation, const Operands& operands);
bool WrittenDate(Evaluation& evaluation, const Operands& operands);
bool Month(Evaluation& evaluation, const Operands& operands);
bool Age(Evaluation& evaluation, const Operands& operands);

// time_format.cc
bool Time(Evaluation& evaluation, const Operands& operands);
bool Year(Evaluation& evaluation, const Operands& operands);

// convert.cc
bool Convert(Evaluation& evaluation, const Operands& operands);
bool Unit(Evaluation& evaluation, const Operands& operands);

// val.cc
bool Val(Evaluation& evaluation, const Operands& operands);

// pronunciation.cc
bool Ipa(Evaluation& evaluation, const Operands& operands);
bool Respelling(Evaluation& evaluation, const Operands& operands);

// bio.cc
bool Bio(Evaluation& evaluation, const Operands& operands);

}  // namespace linkbert::templates
