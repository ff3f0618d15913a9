// RelationMix: with which probabilities an anchor draws its relation, so that the whole corpus meets the wanted shares.
//
// Not every anchor can have every relation: the last anchor of a document has no successor, some have no link. Drawing
// among what is left (the naive rule) turns thirds into other shares, and A alone then tells the relation. Here the
// probabilities of the four classes of anchors are solved once by iterative proportional fitting: of all tables that
// meet the shares it is the one closest (in relative entropy) to "every class draws the wanted shares". Where no table
// meets them, the rows still sum to 1 and the shares come as close as possible; `reachable` says what they are.
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "data/samples/sample_options.h"

namespace linkbert {

enum class Relation : std::uint8_t { kContiguous = 0, kRandom = 1, kLinked = 2 };  // the labels of the relation task
constexpr std::size_t kRelations = 3;

inline constexpr std::array<const char*, kRelations> kRelationNames = {"contiguous", "random", "linked"};
inline const char* RelationName(Relation relation) { return kRelationNames[static_cast<std::size_t>(relation)]; }

// What an anchor can be followed by; `random` is always feasible.
constexpr std::size_t FeasibilityClass(bool has_successor, bool has_link) {
  return (has_successor ? 1U : 0U) | (has_link ? 2U : 0U);
}
constexpr std::size_t kFeasibilityClasses = 4;

// In the order of Relation; a distribution.
using RelationShares = std::array<double, kRelations>;

struct RelationMix {
  RelationShares wanted;
  RelationShares reachable;                                  // over all anchors, one epoch
  std::array<std::uint64_t, kFeasibilityClasses> anchors;    // how many anchors each class has
  std::array<RelationShares, kFeasibilityClasses> by_class;  // probabilities an anchor of the class draws with

  // Largest difference between a wanted and a reachable share.
  double Shortfall() const;
  // How often guessing each class's likeliest relation is right: what A alone can betray. An accuracy of the relation
  // task below it says nothing about links.
  double ClassAccuracy() const;
  Relation Draw(std::size_t feasibility, double uniform) const;
  // A table for people: wanted and reachable shares, one line a class, and ClassAccuracy.
  std::string ToText() const;
};

// Requires: weights are not negative and not all 0; some class has anchors.
RelationMix SolveRelationMix(const RelationMixOptions& weights,
                             const std::array<std::uint64_t, kFeasibilityClasses>& anchors);

}  // namespace linkbert
