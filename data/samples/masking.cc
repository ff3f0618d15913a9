#include "data/samples/masking.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace linkbert {
namespace {

// Draws below this number choose positions; above it, number kHidingDraw + place says how that place is hidden.
constexpr std::uint32_t kHidingDraw = 1U << 20;
constexpr double kSpanStop = 0.2;
constexpr int kLongestSpan = 10;  // words

// Geometric from 1, clipped: the number of words of a span. uniform in [0, 1).
int SpanWords(double uniform) {
  int words = 1;
  for (double reached = kSpanStop; uniform >= reached && words < kLongestSpan; ++words) {
    reached += (1 - reached) * kSpanStop;
  }
  return words;
}

}  // namespace

Masker::Masker(const Vocabulary& vocabulary, const SampleOptions& options)
    : seed_(static_cast<std::uint64_t>(options.seed)),
      rate_(options.masking.rate),
      strategy_(ParseMaskingStrategy(options.masking.strategy)),
      mask_share_(options.masking.mask_share),
      random_share_(options.masking.random_share),
      mask_id_(vocabulary.mask_id()) {
  Validate(options);
  for (std::int32_t id = 0; id < vocabulary.size(); ++id) {
    is_special_.push_back(vocabulary.IsSpecial(id));
    is_continuation_.push_back(vocabulary.IsContinuation(id));
    if (!vocabulary.IsSpecial(id)) replacements_.push_back(id);
  }
  if (replacements_.empty()) throw Fail(ErrorCode::kInput, "the vocabulary has only special pieces");
}

std::int64_t Masker::Count(std::int64_t maskable) const {
  if (maskable == 0 || rate_ == 0) return 0;
  return std::max(std::int64_t{1}, static_cast<std::int64_t>(std::llround(rate_ * static_cast<double>(maskable))));
}

std::vector<Masker::Unit> Masker::Units(const std::vector<std::int32_t>& token_ids) const {
  std::vector<Unit> units;
  bool in_word = false;  // the token before is maskable
  for (std::size_t i = 0; i < token_ids.size(); ++i) {
    const auto id = static_cast<std::size_t>(token_ids[i]);
    if (is_special_[id]) {
      in_word = false;
    } else if (strategy_ != MaskingStrategy::kToken && in_word && is_continuation_[id]) {
      ++units.back().size;
    } else {
      units.push_back({static_cast<std::int32_t>(i), 1});
      in_word = true;
    }
  }
  return units;
}

std::vector<Masker::Choice> Masker::ChooseUnits(const RandomSequence& draws, std::vector<Unit> units,
                                                std::int64_t count) const {
  std::vector<Choice> chosen;
  const auto take = [&](const Unit& unit, std::int64_t size) {
    for (std::int32_t i = 0; i < size; ++i) chosen.push_back({unit.begin + i, unit.begin + i});
  };
  // Fisher-Yates, as far as needed: place i gets the i-th unit of a random order.
  for (std::size_t i = 0; i < units.size() && static_cast<std::int64_t>(chosen.size()) < count; ++i) {
    std::swap(units[i], units[i + draws.Below(static_cast<std::uint32_t>(i), units.size() - i)]);
    if (static_cast<std::int64_t>(chosen.size()) + units[i].size <= count) take(units[i], units[i].size);
  }
  if (chosen.empty() && count > 0) take(units.front(), count);
  return chosen;
}

std::vector<Masker::Choice> Masker::ChooseSpans(const RandomSequence& draws, const std::vector<Unit>& words,
                                                std::int64_t count) const {
  std::vector<Choice> chosen;
  std::vector<char> taken(words.size());
  // Enough for rates up to one half; what is still missing then is left unmasked.
  const auto attempts = static_cast<std::uint32_t>(16 * count);
  for (std::uint32_t attempt = 0; attempt < attempts && static_cast<std::int64_t>(chosen.size()) < count; ++attempt) {
    std::size_t word = draws.Below(2 * attempt, words.size());
    const std::int32_t group = words[word].begin;
    for (int left = SpanWords(draws.Uniform(2 * attempt + 1)); left > 0 && !taken[word]; --left) {
      const Unit& unit = words[word];
      if (static_cast<std::int64_t>(chosen.size()) + unit.size > count) break;
      taken[word] = 1;
      for (std::int32_t i = 0; i < unit.size; ++i) chosen.push_back({unit.begin + i, group});
      const bool goes_on = word + 1 < words.size() && words[word + 1].begin == unit.begin + unit.size;
      if (!goes_on) break;
      ++word;
    }
  }
  if (!chosen.empty() || count == 0) return chosen;
  return ChooseUnits(draws, words, count);  // not one word fits: a part of one
}

std::int32_t Masker::Hidden(const RandomSequence& draws, std::int32_t group, std::int32_t position,
                            std::int32_t token) const {
  const double kind = draws.Uniform(kHidingDraw + static_cast<std::uint32_t>(group));
  if (kind < mask_share_) return mask_id_;
  if (kind >= mask_share_ + random_share_) return token;
  // Its own half of the draws: `kind` must not decide which piece.
  const std::uint32_t draw = 2 * kHidingDraw + static_cast<std::uint32_t>(position);
  return replacements_[draws.Below(draw, replacements_.size())];
}

Masking Masker::Apply(std::uint64_t index, std::vector<std::int32_t>& token_ids) const {
  const RandomSequence draws(seed_, RandomStream::kMasking, index);
  const std::vector<Unit> units = Units(token_ids);
  std::int64_t maskable = 0;
  for (const Unit& unit : units) maskable += unit.size;
  const std::int64_t count = Count(maskable);
  std::vector<Choice> chosen =
      strategy_ == MaskingStrategy::kSpan ? ChooseSpans(draws, units, count) : ChooseUnits(draws, units, count);
  std::sort(chosen.begin(), chosen.end(), [](const Choice& a, const Choice& b) { return a.position < b.position; });
  Masking masking;
  for (const Choice& choice : chosen) {
    std::int32_t& token = token_ids[static_cast<std::size_t>(choice.position)];
    masking.positions.push_back(choice.position);
    masking.labels.push_back(token);
    token = Hidden(draws, choice.group, choice.position, token);
  }
  return masking;
}

}  // namespace linkbert
