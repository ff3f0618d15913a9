// DocumentReader: a source, cut into items that can be read independently and in any order.
//
// Flow: files -> [DocumentReader] -> Document, one at a time. Items and their order depend on the files alone, never on
// ranks or threads; documents come in source order within an item.
// Threads: immutable after construction; ReadItem is safe from any thread. Errors: kInput naming file and place.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/accounting.h"
#include "data/documents/document.h"

namespace linkbert {

using DocumentSink = std::function<void(Document&&)>;

class DocumentReader {
 public:
  virtual ~DocumentReader() = default;

  // What the corpus is made from and how, for the manifest: "source", the inputs with their digests, every option.
  virtual NamedTexts Settings() const = 0;

  virtual std::size_t item_count() const = 0;
  // Of the input as it lies on disk, for progress; 0 where that is not known.
  virtual std::uint64_t ItemBytes(std::size_t) const { return 0; }
  // Entries that yield no document are counted in `dropped` by reason.
  virtual void ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const = 0;

  // Whether documents of one id are versions of it, of which the last counts; else an id that occurs twice is an error.
  virtual bool HasVersions() const { return false; }

  // Whether a corpus of it without a single link between documents is a mistake.
  virtual bool RequiresLinks() const { return false; }

  // The keys under which a link's target is looked up among all documents' names, best first.
  virtual void AppendKeys(std::string_view target, std::vector<std::string>& keys) const = 0;
};

// "foldoc.index: 311015 bytes, xxh3 0123...": the name without its folder, so that moving an input changes nothing.
std::string DescribeInput(const std::string& path);

// Appends "input 0", "input 1", ... with their descriptions; "-" is "standard input".
void AppendInputs(const std::vector<std::string>& paths, NamedTexts& settings);

}  // namespace linkbert
