// The visitors that turn declared options (base/options.h) into everything a user sees: assignment from YAML and --set,
// the resolved tree, JSON for run.json, docs/config.md.
//
// A walk is any function that visits a tree of options, such as Visit(OptionVisitor&, PretrainConfiguration&).
// Errors: kConfiguration with file, line, key, seen, wanted and the nearest declared key.
#pragma once
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/options.h"

namespace linkbert {

using OptionWalk = std::function<void(OptionVisitor&)>;

// One value given by the user: its text and where it stands ("file.yaml:12" or "--set").
struct GivenValue {
  std::string text;
  std::string where;
};
using GivenValues = std::map<std::string, GivenValue>;  // by dotted key, such as "samples.max_length"

// Reads a YAML file, the file its `extends:` names first, and flattens it; later values win.
GivenValues ReadYaml(const std::string& path);

// Adds "key.path=value"; throws kUsage where there is no '='.
void AddSetting(const std::string& setting, GivenValues& given);

// Assigns every given value to its declared option; a key no option declares, a wrong type or a value out of range is
// an error and nothing after it is assigned.
void AssignOptions(const OptionWalk& walk, const GivenValues& given);

std::string OptionsToYaml(const OptionWalk& walk);
nlohmann::json OptionsToJson(const OptionWalk& walk);  // {"samples.max_length": 512, ...}
// Tables by group with the defaults the walked structs hold.
std::string OptionsToMarkdown(const OptionWalk& walk);

}  // namespace linkbert
