// The text of templates.txt, which cmake/EmbedText.cmake turns into a source file of the build: the program does not
// need the file.
#pragma once
#include <string_view>

namespace linkbert {

std::string_view ShippedTemplates();

}  // namespace linkbert
