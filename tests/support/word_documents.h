// WordDocuments: JSON Lines of documents made of whole words, for tests of what compares texts with each other.
#pragma once
#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/philox.h"

namespace linkbert::test {

// "w0" ... "w39": as words of the vocabulary, each a token of its own.
inline std::vector<std::string> NumberedWords(int count = 40) {
  std::vector<std::string> words;
  for (int i = 0; i < count; ++i) words.push_back(fmt::format("w{}", i));
  return words;
}

// `count` words; which, is a function of `number`. Low ones are more frequent.
inline std::vector<std::string> DrawWords(std::uint64_t number, std::size_t count) {
  const RandomSequence random(11, RandomStream::kVocabulary, number);
  std::vector<std::string> words;
  for (std::uint32_t i = 0; i < count; ++i)
    words.push_back(fmt::format("w{}", std::min(random.Below(2 * i, 40), random.Below(2 * i + 1, 40))));
  return words;
}

class WordDocuments {
 public:
  WordDocuments& Add(const std::string& id, const std::string& text, const std::vector<std::string>& targets = {}) {
    std::string links;
    for (const std::string& target : targets) links += fmt::format("{}\"{}\"", links.empty() ? "" : ",", target);
    text_ += fmt::format(R"({{"id":"{}","text":"{}","links":[{}]}})"
                         "\n",
                         id, text, links);
    return *this;
  }
  WordDocuments& Add(const std::string& id, const std::vector<std::string>& words,
                     const std::vector<std::string>& targets = {}) {
    return Add(id, fmt::format("{}", fmt::join(words, " ")), targets);
  }
  std::string Write(const std::string& path) const {
    WriteFileAtomically(path, text_);
    return path;
  }

 private:
  std::string text_;
};

}  // namespace linkbert::test
