// A verb of the command line and its options. CLI11 is behind it (verb.cc): its templates would be half of what a verb
// takes to compile.
//
// Both classes are handles: copies mean the same verb or option, which live as long as the program's command line.
// Variables given to options have to live until the verb has run. Errors: CLI11's, while the line is parsed.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace linkbert {

class VerbOption {
 public:
  explicit VerbOption(CLI::Option* option) : option_(option) {}

  VerbOption Required(bool is = true) const;
  VerbOption OneOf(const std::vector<std::string>& choices) const;
  // Both ends included; Between is for numbers with a fraction.
  VerbOption Range(std::int64_t low, std::int64_t high) const;
  VerbOption Between(double low, double high) const;
  VerbOption NotNegative() const;
  VerbOption Excludes(VerbOption other) const;
  // What --help says is its default: the variable's value, or the text.
  VerbOption ShowDefault() const;
  VerbOption ShowDefault(const std::string& text) const;
  VerbOption SplitAtCommas() const;
  // One value after each mention, and brackets are part of it.
  VerbOption OneValueEach() const;
  // May stand without a value; `name` is what --help calls it.
  VerbOption ValueMayLack(const std::string& name) const;
  VerbOption Hidden() const;  // not in --help

  bool Given() const;

 private:
  CLI::Option* option_;
};

class Verb {
 public:
  explicit Verb(CLI::App* app) : app_(app) {}

  // A verb below this one.
  Verb Add(const std::string& name, const std::string& what) const;
  // How many verbs below have to be named: one, or at most one.
  void NeedsVerb() const;
  void MayHaveVerb() const;

  // "--name" or, for an argument by its place, "name". T: std::string, a vector of them (may be repeated), a number.
  template <typename T>
  VerbOption Option(const std::string& name, T& value, const std::string& help) const;
  template <typename T>
  VerbOption OptionCall(const std::string& name, const std::function<void(const T&)>& take,
                        const std::string& help) const;
  VerbOption Flag(const std::string& name, bool& value, const std::string& help) const;
  VerbOption Flag(const std::string& name, const std::string& help) const;

  void Group(const std::string& name) const;  // how --help sorts verbs: data, train, evaluate, look
  void Footer(const std::string& text) const;
  void Call(const std::function<void()>& run) const;

  bool Given(const std::string& name) const;  // an option
  bool VerbGiven() const;                     // one below

 private:
  CLI::App* app_;
};

}  // namespace linkbert
