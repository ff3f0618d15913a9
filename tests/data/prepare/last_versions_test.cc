// Which documents stay where a source has versions and deletions: rules by example, and against a slow model.
#include "data/prepare/last_versions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

enum class Kind { kDocument, kWithoutText, kDeletion };
struct Event {
  std::string id;
  Kind kind = Kind::kDocument;
  std::uint32_t version = 1;
};

// The numbers of the documents that stay; the events are cut into items of `item_events`.
std::vector<std::size_t> Kept(const std::vector<Event>& events, NamedCounts& fates, std::size_t item_events = 2) {
  LastVersions versions;
  NamesPart part;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const Event& event = events[i];
    if (event.kind == Kind::kDocument) {
      part.documents.push_back({event.id, "", {}, 1, 1, event.version, false});
    } else {
      part.removals.push_back({event.id, event.version, part.documents.size(), event.kind == Kind::kDeletion});
    }
    if ((i + 1) % item_events != 0 && i + 1 < events.size()) continue;
    versions.AddItem(part);
    part = {};
  }
  const KeptDocuments kept = versions.Finish();
  fates = kept.fates;
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < kept.count; ++i) {
    if (kept.Holds(i)) numbers.push_back(i);
  }
  return numbers;
}

TEST(LastVersions, TheHighestVersionStaysAndOfEqualOnesTheLast) {
  NamedCounts fates;
  EXPECT_THAT(Kept({{"a"}, {"b"}, {"a"}}, fates), ElementsAre(1, 2));
  EXPECT_THAT(fates, ElementsAre(Pair("superseded", 1)));
  EXPECT_THAT(Kept({{"a", Kind::kDocument, 2}, {"a"}, {"a", Kind::kDocument, 2}}, fates), ElementsAre(2));
  EXPECT_THAT(fates, ElementsAre(Pair("superseded", 2)));
}

TEST(LastVersions, DeletionsRemoveWhatIsBeforeThemUpToTheirVersion) {
  NamedCounts fates;
  EXPECT_THAT(
      Kept({{"a"}, {"a", Kind::kDeletion}, {"b", Kind::kDeletion}, {"c"}, {"c", Kind::kDeletion}, {"c"}}, fates),
      ElementsAre(2));
  EXPECT_THAT(fates, UnorderedElementsAre(Pair("deleted", 2), Pair("deletions", 2), Pair("deletions_of_nothing", 1)));
  EXPECT_THAT(Kept({{"a", Kind::kDocument, 2}, {"a", Kind::kDeletion, 1}}, fates), ElementsAre(0));
  EXPECT_THAT(fates, ElementsAre(Pair("deletions_of_nothing", 1)));
}

TEST(LastVersions, AVersionWithoutTextSupersedes) {
  NamedCounts fates;
  EXPECT_THAT(Kept({{"a"}, {"a", Kind::kWithoutText, 2}, {"a"}}, fates), testing::IsEmpty());
  EXPECT_THAT(fates, ElementsAre(Pair("superseded", 2)));
  EXPECT_THAT(Kept({{"a", Kind::kDocument, 2}, {"a", Kind::kWithoutText}}, fates), ElementsAre(0));
}

// For each id: what is left when its events are looked at alone.
std::vector<std::size_t> SlowModel(const std::vector<Event>& events) {
  std::map<std::string, std::vector<std::pair<std::size_t, Event>>> by_id;
  std::size_t number = 0;
  for (const Event& event : events) by_id[event.id].emplace_back(event.kind == Kind::kDocument ? number++ : 0, event);
  std::vector<std::size_t> kept;
  for (auto& [id, history] : by_id) {
    std::vector<std::pair<std::size_t, Event>> alive;
    for (const auto& entry : history) {
      std::uint32_t highest = 0;
      for (const auto& [at, event] : alive) highest = std::max(highest, event.version);
      if (entry.second.kind != Kind::kDeletion) {
        alive.push_back(entry);
      } else if (entry.second.version >= highest) {
        alive.clear();
      }
    }
    const std::pair<std::size_t, Event>* last = nullptr;
    for (const auto& entry : alive) {
      if (last == nullptr || entry.second.version >= last->second.version) last = &entry;
    }
    if (last != nullptr && last->second.kind == Kind::kDocument) kept.push_back(last->first);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

TEST(LastVersions, AsTheSlowModelForAnyItems) {
  std::uint32_t state = 7;
  const auto draw = [&](std::uint32_t below) { return (state = state * 1664525U + 1013904223U) / 65536 % below; };
  for (int round = 0; round < 200; ++round) {
    std::vector<Event> events;
    for (std::uint32_t left = 3 + draw(40); left > 0; --left) {
      events.push_back({std::string(1, static_cast<char>('a' + draw(6))),
                        draw(5) == 0   ? Kind::kDeletion
                        : draw(5) == 0 ? Kind::kWithoutText
                                       : Kind::kDocument,
                        1 + draw(3)});
    }
    NamedCounts fates, again;
    const std::vector<std::size_t> kept = Kept(events, fates, 1 + draw(10));
    EXPECT_EQ(kept, SlowModel(events)) << "round " << round;
    EXPECT_EQ(Kept(events, again, 100), kept);
    EXPECT_EQ(again, fates);
    std::uint64_t sum = 0;
    for (const auto& [fate, count] : fates) sum += count;
    const auto texts =
        std::count_if(events.begin(), events.end(), [](const Event& e) { return e.kind == Kind::kWithoutText; });
    EXPECT_EQ(sum + kept.size() + static_cast<std::size_t>(texts), events.size());
  }
}

}  // namespace
}  // namespace linkbert
