// Built without errno for sqrt, so that the loops vectorise, and without contraction to fused multiply-adds, so that
// every instruction set and every place in a loop rounds alike (core/CMakeLists.txt).
#include "core/kernels/optimizer_update.h"

#include "base/bfloat16.h"
#include "core/kernels/simd.h"

namespace linkbert {
namespace {

template <typename Rule>
using States = std::array<float, Rule::kFacts.StateCount()>;

template <typename Rule>
LB_INLINE States<Rule> Load(const std::array<float*, kMostStates>& from, std::int64_t i) {
  States<Rule> states;
  for (std::size_t s = 0; s < states.size(); ++s) states[s] = from[s][i];
  return states;
}

template <typename Rule>
LB_INLINE void Store(const States<Rule>& states, std::int64_t i, const std::array<float*, kMostStates>& to) {
  for (std::size_t s = 0; s < states.size(); ++s) to[s][i] = states[s];
}

template <bool narrow>
LB_INLINE void StoreValue(float value, std::int64_t i, const UpdateArrays& to) {
  to.masters[i] = value;
  if constexpr (narrow) to.working[i] = RoundToBFloat16(value);
}

// In the loops a rule and the arrays' places are copies of the function's own, so that they stay in registers; ivdep:
// no array overlaps another.
template <typename Rule, bool narrow>
LB_SIMD void UpdateAll(const Rule& step, float scale, std::int64_t elements, const UpdateArrays& arrays) {
  const Rule rule = step;
  const UpdateArrays a = arrays;
#pragma GCC ivdep
  for (std::int64_t i = 0; i < elements; ++i) {
    States<Rule> states = Load<Rule>(a.states, i);
    const float direction = rule.Direction(a.gradient[i] * scale, a.masters[i], states.data());
    Store<Rule>(states, i, a.states);
    StoreValue<narrow>(rule.Apply(a.masters[i], direction, 1), i, a);
  }
}

template <typename Rule>
LB_SIMD void MoveStates(const Rule& step, float scale, std::int64_t elements, const UpdateArrays& arrays) {
  const Rule rule = step;
  const UpdateArrays a = arrays;
#pragma GCC ivdep
  for (std::int64_t i = 0; i < elements; ++i) {
    States<Rule> states = Load<Rule>(a.states, i);
    a.gradient[i] = rule.Direction(a.gradient[i] * scale, a.masters[i], states.data());
    Store<Rule>(states, i, a.states);
  }
}

template <typename Rule, bool narrow>
LB_SIMD void Apply(const Rule& step, float trust_ratio, std::int64_t elements, const UpdateArrays& arrays) {
  const Rule rule = step;
  const UpdateArrays a = arrays;
#pragma GCC ivdep
  for (std::int64_t i = 0; i < elements; ++i) {
    StoreValue<narrow>(rule.Apply(a.masters[i], a.gradient[i], trust_ratio), i, a);
  }
}

}  // namespace

void UpdateElements(const OptimizerRule& rule, float gradient_scale, std::int64_t elements,
                    const UpdateArrays& arrays) {
  std::visit(
      [&]<typename Rule>(const Rule& r) {
        const auto update = arrays.working == nullptr ? UpdateAll<Rule, false> : UpdateAll<Rule, true>;
        update(r, gradient_scale, elements, arrays);
      },
      rule);
}

void UpdateStates(const OptimizerRule& rule, float gradient_scale, std::int64_t elements, const UpdateArrays& arrays) {
  std::visit([&](const auto& r) { MoveStates(r, gradient_scale, elements, arrays); }, rule);
}

void ApplyDirection(const OptimizerRule& rule, float trust_ratio, std::int64_t elements, const UpdateArrays& arrays) {
  std::visit(
      [&]<typename Rule>(const Rule& r) {
        const auto apply = arrays.working == nullptr ? Apply<Rule, false> : Apply<Rule, true>;
        apply(r, trust_ratio, elements, arrays);
      },
      rule);
}

}  // namespace linkbert
