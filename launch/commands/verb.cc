#include "launch/commands/verb.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <limits>

namespace linkbert {

VerbOption VerbOption::Required(bool is) const {
  option_->required(is);
  return *this;
}

VerbOption VerbOption::OneOf(const std::vector<std::string>& choices) const {
  option_->check(CLI::IsMember(choices));
  return *this;
}

VerbOption VerbOption::Range(std::int64_t low, std::int64_t high) const {
  option_->check(CLI::Range(low, high));
  return *this;
}

VerbOption VerbOption::Between(double low, double high) const {
  // CLI::Range lets "nan" pass, which is neither below nor above.
  const auto check = [low, high](std::string& text) -> std::string {
    double value = 0;
    const bool inside = CLI::detail::lexical_cast(text, value) && value >= low && value <= high;
    return inside ? "" : fmt::format("Value {} not in range {} to {}", text, low, high);
  };
  option_->check(CLI::Validator(check, fmt::format("FLOAT in [{} - {}]", low, high)));
  return *this;
}

VerbOption VerbOption::NotNegative() const {
  // CLI::NonNegativeNumber would tell the upper bound with its 309 digits.
  option_->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max(), "NONNEGATIVE"));
  return *this;
}

VerbOption VerbOption::Excludes(VerbOption other) const {
  option_->excludes(other.option_);
  return *this;
}

VerbOption VerbOption::ShowDefault() const {
  option_->capture_default_str();
  return *this;
}

VerbOption VerbOption::ShowDefault(const std::string& text) const {
  option_->default_str(text);
  return *this;
}

VerbOption VerbOption::SplitAtCommas() const {
  option_->delimiter(',');
  return *this;
}

VerbOption VerbOption::OneValueEach() const {
  option_->allow_extra_args(false);  // CLI11 would take what stands in brackets for a list of its own
  return *this;
}

VerbOption VerbOption::ValueMayLack(const std::string& name) const {
  option_->expected(0, 1)->type_name(name);
  return *this;
}

VerbOption VerbOption::Hidden() const {
  option_->group("");
  return *this;
}

bool VerbOption::Given() const { return option_->count() > 0; }

Verb Verb::Add(const std::string& name, const std::string& what) const {
  return Verb(app_->add_subcommand(name, what));
}

void Verb::NeedsVerb() const { app_->require_subcommand(1); }

void Verb::MayHaveVerb() const { app_->require_subcommand(0, 1); }

template <typename T>
VerbOption Verb::Option(const std::string& name, T& value, const std::string& help) const {
  return VerbOption(app_->add_option(name, value, help));
}

template VerbOption Verb::Option(const std::string&, std::string&, const std::string&) const;
template VerbOption Verb::Option(const std::string&, std::vector<std::string>&, const std::string&) const;
template VerbOption Verb::Option(const std::string&, std::int32_t&, const std::string&) const;
template VerbOption Verb::Option(const std::string&, std::uint32_t&, const std::string&) const;
template VerbOption Verb::Option(const std::string&, std::int64_t&, const std::string&) const;
template VerbOption Verb::Option(const std::string&, std::uint64_t&, const std::string&) const;
template VerbOption Verb::Option(const std::string&, double&, const std::string&) const;

template <typename T>
VerbOption Verb::OptionCall(const std::string& name, const std::function<void(const T&)>& take,
                            const std::string& help) const {
  return VerbOption(app_->add_option_function<T>(name, take, help));
}

template VerbOption Verb::OptionCall(const std::string&, const std::function<void(const std::string&)>&,
                                     const std::string&) const;
template VerbOption Verb::OptionCall(const std::string&, const std::function<void(const std::uint64_t&)>&,
                                     const std::string&) const;

VerbOption Verb::Flag(const std::string& name, bool& value, const std::string& help) const {
  return VerbOption(app_->add_flag(name, value, help));
}

VerbOption Verb::Flag(const std::string& name, const std::string& help) const {
  return VerbOption(app_->add_flag(name)->description(help));
}

void Verb::Group(const std::string& name) const { app_->group(name); }

void Verb::Footer(const std::string& text) const { app_->footer(text); }

void Verb::Call(const std::function<void()>& run) const { app_->callback(run); }

bool Verb::Given(const std::string& name) const { return app_->count(name) > 0; }

bool Verb::VerbGiven() const { return !app_->get_subcommands().empty(); }

}  // namespace linkbert
