// NumberRange: CLI::Range for numbers with a fraction. CLI::Range lets "nan" pass, which is neither below nor above.
#pragma once
#include <CLI/CLI.hpp>

namespace linkbert {

// Both ends included.
CLI::Validator NumberRange(double low, double high);

}  // namespace linkbert
