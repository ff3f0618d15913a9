// docs/config.md: every key of every kind of configuration, as the program itself declares them.
#pragma once
#include <string>

namespace linkbert {

std::string ConfigurationPage();

}  // namespace linkbert
