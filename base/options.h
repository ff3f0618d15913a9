// Declared options: every key of the configuration is declared once, in the room that uses it, and everything else
// (YAML, --set, --help, docs/config.md, the did-you-mean of an unknown key) is derived by walking the declaration.
//
// A room writes a plain struct with defaults and one function that visits its fields:
//   struct SampleOptions { std::int64_t max_length = 512; };
//   void Visit(OptionVisitor& v, SampleOptions& o) {
//     v.Field({.name = "max_length", .doc = "Tokens of one input, [CLS] and both [SEP] included", .unit = "tokens",
//              .minimum = 8, .maximum = 8192}, o.max_length);
//   }
// No YAML here; launch/configuration implements the visitors.
#pragma once
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace linkbert {

struct OptionInfo {
  std::string name;
  std::string doc;
  std::string unit = "";
  double minimum = -std::numeric_limits<double>::infinity();  // of numbers, inclusive
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};  // of strings; empty: anything
};

class OptionVisitor {
 public:
  virtual ~OptionVisitor() = default;
  virtual void Field(const OptionInfo& info, bool& value) = 0;
  virtual void Field(const OptionInfo& info, std::int64_t& value) = 0;
  virtual void Field(const OptionInfo& info, double& value) = 0;
  virtual void Field(const OptionInfo& info, std::string& value) = 0;

  // A named group of fields: BeginGroup("samples", "..."); Visit(v, options.samples); EndGroup().
  virtual void BeginGroup(const std::string& name, const std::string& doc) = 0;
  virtual void EndGroup() = 0;
};

}  // namespace linkbert
