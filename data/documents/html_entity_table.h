// HTML5's named character references that end with ";" (generate_html_entities.py), and MediaWiki's two of its own.
#pragma once
#include <string_view>

namespace linkbert {

// "AElig", a space, what it stands for, a space, and so on; by the names' bytes.
extern const std::string_view kHtmlEntities;

}  // namespace linkbert
