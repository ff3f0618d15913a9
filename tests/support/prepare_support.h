// For tests of prepare: a small vocabulary that spells any ASCII word, dictionaries and JSON Lines from literals,
// folders as maps, errors as text.
#pragma once
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/tokens/wordpiece.h"

namespace linkbert::test {

// Special pieces, some whole words, every printable ASCII character and its continuation.
inline Vocabulary SpellingVocabulary(std::vector<std::string> words = {}) {
  std::vector<std::string> pieces{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  pieces.insert(pieces.end(), words.begin(), words.end());
  for (char c = '!'; c <= '~'; ++c) {
    pieces.push_back(std::string(1, c));
    pieces.push_back(fmt::format("##{}", c));
  }
  return Vocabulary(std::move(pieces));
}

inline std::string Base64(std::size_t number) {
  static const std::string kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text(1, kDigits[number % 64]);
  while ((number /= 64) > 0) text.insert(text.begin(), kDigits[number % 64]);
  return text;
}

// Entries as {headwords, text}; the index lists them in the order given.
using DictdEntries = std::vector<std::pair<std::vector<std::string>, std::string>>;

// Writes base.index and base.dict and returns base.
inline std::string WriteDictd(const std::string& base, const DictdEntries& entries) {
  std::string index, text;
  for (const auto& [headwords, entry] : entries) {
    for (const std::string& headword : headwords) {
      index += fmt::format("{}\t{}\t{}\n", headword, Base64(text.size()), Base64(entry.size()));
    }
    text += entry;
  }
  WriteFileAtomically(base + ".index", index);
  WriteFileAtomically(base + ".dict", text);
  return base;
}

// Every file below the folder: relative path -> bytes.
inline std::map<std::string, std::string> Snapshot(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[std::filesystem::relative(entry.path(), folder).string()] = ReadFile(entry.path().string());
  }
  return files;
}

// The message of the Error that `action` throws, whose code must be `wanted`.
inline std::string ErrorOf(ErrorCode wanted, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), wanted) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

}  // namespace linkbert::test
