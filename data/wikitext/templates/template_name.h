// Names of templates as MediaWiki compares them, and which of them say that a page only tells names apart. Pure.
#pragma once
#include <string>
#include <string_view>

namespace linkbert {

// One name for all that name the same template: white space and "_" are one space, "Template:", "Vorlage:" and the
// like go. The first letter's case does not count: it is lower ("Convert" -> "convert") unless the next letter is upper
// ("iTA" -> "ITA"). At most 60 bytes.
std::string TemplateName(std::string_view raw);

// Whether the template says that the page only tells names apart.
bool IsDisambiguation(std::string_view name);

}  // namespace linkbert
