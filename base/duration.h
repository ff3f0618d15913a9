// Duration: a span of time for people: "1 d 02 h", "1 h 05 min", "3 min 20 s", "8 s". Pure.
#pragma once
#include <string>

namespace linkbert {

std::string Duration(double seconds);

}  // namespace linkbert
