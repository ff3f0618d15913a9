// Where the tests find this checkout's files and what launch/setup.sh brought. The paths are compiled into one small
// file, so that everything else compiles to the same in every checkout, for ccache.
#pragma once
#include <string>

namespace linkbert::test {

std::string CheckoutPath(const std::string& below);    // "docs/wikipedia.md"
std::string DependencyPath(const std::string& below);  // "reference/bin/python"
std::string ReferencePythonPath();

}  // namespace linkbert::test
