#include "data/samples/loader.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

#include "base/error.h"
#include "data/samples/batch_builder.h"

namespace linkbert {
namespace {

std::uint64_t FirstSample(const LoaderOptions& options, std::uint64_t step) {
  return options.first_sample ? options.first_sample(step) : step * static_cast<std::uint64_t>(options.global_batch);
}

void CheckOptions(const SampleSource& source, const LoaderOptions& options) {
  if (options.global_batch < 1 || options.threads < 1 || options.ahead < 1) {
    throw Fail(ErrorCode::kConfiguration,
               "loader: global batch {}, threads {}, steps ahead {}; each must be at least 1", options.global_batch,
               options.threads, options.ahead);
  }
  if (options.plan.micro_batch_tokens < source.MaximumLength()) {
    throw Fail(ErrorCode::kConfiguration, "loader: a micro-batch of {} tokens cannot hold a sample of {}. Raise it",
               options.plan.micro_batch_tokens, source.MaximumLength());
  }
  LB_CHECK(options.rank >= 0 && options.rank < options.plan.ranks, "rank {} of {}", options.rank, options.plan.ranks);
}

}  // namespace

StepBatches BuildStep(const SampleSource& source, const LoaderOptions& options, std::uint64_t step) {
  StepBatches built;
  built.step = step;
  built.first_sample = FirstSample(options, step);
  std::vector<std::uint32_t> lengths(FirstSample(options, step + 1) - built.first_sample);
  for (std::size_t i = 0; i < lengths.size(); ++i) lengths[i] = source.Length(built.first_sample + i);
  const BatchPlan plan = PlanBatch(lengths, options.plan);
  for (const auto& slots : plan.ranks[static_cast<std::size_t>(options.rank)]) {
    const Batch& batch = built.micro_batches.emplace_back(BuildBatch(source, built.first_sample, slots));
    built.tokens += batch.tokens();
    built.masked_tokens += batch.masked();
    built.sequences += batch.sequences();
  }
  built.global_samples = static_cast<std::int64_t>(lengths.size());
  built.fill = plan.fill;
  built.imbalance = plan.imbalance;
  return built;
}

class Loader::Impl {
 public:
  Impl(const SampleSource& source, const LoaderOptions& options)
      : source_(source), options_(options), next_build_(options.first_step), next_out_(options.first_step) {
    for (int i = 0; i < options.threads; ++i)
      threads_.emplace_back([this](const std::stop_token& stop) { Work(stop); });
  }

  StepBatches Next() {
    const auto begin = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ready_.contains(next_out_); });
    const auto found = ready_.find(next_out_);
    if (found->second.error) std::rethrow_exception(found->second.error);  // stays, for the next call
    StepBatches batches = std::move(found->second.batches);
    ready_.erase(found);
    ++next_out_;
    lock.unlock();
    changed_.notify_all();
    batches.wait_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return batches;
  }

 private:
  struct Ready {
    StepBatches batches;
    std::exception_ptr error;
  };

  void Work(const std::stop_token& stop) {
    for (;;) {
      std::uint64_t step = 0;
      {
        std::unique_lock lock(mutex_);
        const auto ahead = static_cast<std::uint64_t>(options_.ahead);
        if (!changed_.wait(lock, stop, [&] { return next_build_ < next_out_ + ahead; })) return;
        step = next_build_++;
      }
      Ready ready;
      try {
        ready.batches = BuildStep(source_, options_, step);
      } catch (...) {
        ready.error = std::current_exception();
      }
      {
        const std::lock_guard lock(mutex_);
        ready_.emplace(step, std::move(ready));
      }
      changed_.notify_all();
    }
  }

  const SampleSource& source_;
  const LoaderOptions options_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t next_build_;              // the next step a thread takes
  std::uint64_t next_out_;                // the next step Next returns
  std::map<std::uint64_t, Ready> ready_;  // at most `ahead` steps
  std::vector<std::jthread> threads_;     // last, so that they are stopped and joined before what they use goes
};

Loader::Loader(const SampleSource& source, const LoaderOptions& options) {
  CheckOptions(source, options);
  impl_ = std::make_unique<Impl>(source, options);
}

Loader::~Loader() = default;

StepBatches Loader::Next() { return impl_->Next(); }

}  // namespace linkbert
