// LoadConfiguration: a YAML file and settings as a tree of options, for every tree that has a group `run`.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "core/configuration/option_walk.h"

namespace linkbert {

// Visits a group of options that has a Visit of its own.
template <typename Options>
void VisitGroup(OptionVisitor& visitor, const char* name, const char* doc, Options& options) {
  visitor.BeginGroup(name, doc);
  Visit(visitor, options);
  visitor.EndGroup();
}

// What the file ("": nothing) and the settings over it give. Throws kConfiguration, kUsage, kInput.
inline GivenValues GivenIn(const std::string& path, const std::vector<std::string>& settings) {
  GivenValues given;
  if (!path.empty()) given = ReadYaml(path);
  for (const std::string& setting : settings) AddSetting(setting, given);
  return given;
}

// `defaults` with the given values; run.name, if empty, becomes the file's name.
template <typename Configuration>
Configuration Resolve(Configuration defaults, const GivenValues& given, const std::string& path) {
  AssignOptions(WalkOf(defaults), given);
  if (defaults.run.name.empty() && !path.empty()) defaults.run.name = std::filesystem::path(path).stem().string();
  return defaults;
}

template <typename Configuration>
Configuration LoadConfiguration(const std::string& path, const std::vector<std::string>& settings) {
  return Resolve(Configuration(), GivenIn(path, settings), path);
}

}  // namespace linkbert
