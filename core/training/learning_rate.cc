#include "core/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace linkbert {
namespace {

std::int64_t WarmupSteps(const ScheduleOptions& options, std::int64_t total_steps) {
  if (options.warmup_steps > 0) return options.warmup_steps;
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(total_steps) * options.warmup_ratio));
}

}  // namespace

void Visit(OptionVisitor& visitor, ScheduleOptions& options) {
  visitor.Field({.name = "name",
                 .doc = "Course of the learning rate after the warm-up",
                 .choices = {"linear", "cosine", "constant"}},
                options.name);
  visitor.Field({.name = "learning_rate", .doc = "Peak learning rate", .minimum = 0, .maximum = 10},
                options.learning_rate);
  visitor.Field(
      {.name = "warmup_steps", .doc = "Steps over which it rises from 0 to the peak", .unit = "steps", .minimum = 0},
      options.warmup_steps);
  visitor.Field({.name = "warmup_ratio",
                 .doc = "The same as a share of all steps, rounded up; counts where warmup_steps is 0",
                 .minimum = 0,
                 .maximum = 1},
                options.warmup_ratio);
  visitor.Field({.name = "warmup_from_zero",
                 .doc = "The first step of a warm-up of w trains at 0, as in Hugging Face's Trainer, not at peak / w"},
                options.warmup_from_zero);
  visitor.Field(
      {.name = "final_fraction", .doc = "Fraction of the peak left at the last step", .minimum = 0, .maximum = 1},
      options.final_fraction);
}

double LearningRate(const ScheduleOptions& options, std::int64_t step, std::int64_t total_steps) {
  const double peak = options.learning_rate;
  const std::int64_t warmup = WarmupSteps(options, total_steps);
  if (step < warmup) {
    const std::int64_t climbed = options.warmup_from_zero ? step : step + 1;
    return peak * static_cast<double>(climbed) / static_cast<double>(warmup);
  }
  if (options.name == "constant") return peak;
  const auto decay_steps = static_cast<double>(std::max<std::int64_t>(total_steps - warmup, 1));
  const double left = std::clamp(static_cast<double>(total_steps - step) / decay_steps, 0.0, 1.0);
  const double course = options.name == "cosine" ? 0.5 - 0.5 * std::cos(std::numbers::pi * left) : left;
  return peak * (options.final_fraction + (1 - options.final_fraction) * course);
}

}  // namespace linkbert
