#include "tests/support/checkout.h"

namespace linkbert::test {

std::string CheckoutPath(const std::string& below) { return LINKBERT_SOURCE_DIR "/" + below; }
std::string DependencyPath(const std::string& below) { return LINKBERT_DEPS_DIR "/" + below; }
std::string ReferencePythonPath() { return DependencyPath("reference/bin/python"); }

}  // namespace linkbert::test
