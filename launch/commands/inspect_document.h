// `linkbert inspect document CORPUS NAME`: one document, found by its title or its source's id.
#pragma once
#include <string>

namespace linkbert {

struct InspectDocumentArguments {
  std::string corpus;
  std::string name;
  std::string diagnostics;  // what `prepare --diagnostics` wrote; its line of the document is shown too
  bool json = false;
};

// Throws kInput where no document has the name, with similar titles.
void InspectDocument(const InspectDocumentArguments& arguments);

}  // namespace linkbert
