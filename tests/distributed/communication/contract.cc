#include "tests/distributed/communication/contract.h"

#include <algorithm>

namespace linkbert::contract {
namespace {

std::size_t Ranks(const Communicator& c) { return static_cast<std::size_t>(c.Size()); }
std::size_t Me(const Communicator& c) { return static_cast<std::size_t>(c.Rank()); }

void RankIsBelowSize(Communicator& c) {
  EXPECT_GE(c.Rank(), 0);
  EXPECT_LT(c.Rank(), c.Size());
}

void AllReduceReduces(Communicator& c) {
  for (const auto& [count, type, operation] : Shapes()) {
    const auto send = Fill(count, type, [&](std::size_t i) { return Value(c.Rank(), i); });
    const auto before = send;
    std::vector<std::byte> receive(send.size());
    c.AllReduce(send.data(), receive.data(), count, type, operation).Wait();
    ExpectValues(receive, type, [&, op = operation](std::size_t i) { return Reduced(c.Size(), i, op); });
    EXPECT_EQ(send, before) << "the sent buffer changed";
  }
}

void AllReduceWorksInPlace(Communicator& c) {
  for (const auto& [count, type, operation] : Shapes()) {
    auto buffer = Fill(count, type, [&](std::size_t i) { return Value(c.Rank(), i); });
    c.AllReduce(buffer.data(), buffer.data(), count, type, operation).Wait();
    ExpectValues(buffer, type, [&, op = operation](std::size_t i) { return Reduced(c.Size(), i, op); });
  }
}

void ReduceScatterGivesEachRankItsPart(Communicator& c) {
  for (const auto& [count, type, operation] : Shapes()) {
    const auto send = Fill(count * Ranks(c), type, [&](std::size_t i) { return Value(c.Rank(), i); });
    const auto before = send;
    std::vector<std::byte> receive(count * BytesOf(type));
    c.ReduceScatter(send.data(), receive.data(), count, type, operation).Wait();
    const std::size_t begin = Me(c) * count;
    ExpectValues(receive, type, [&, op = operation](std::size_t i) { return Reduced(c.Size(), begin + i, op); });
    EXPECT_EQ(send, before) << "the sent buffer changed";
  }
}

void ReduceScatterWorksInPlace(Communicator& c) {
  for (const auto& [count, type, operation] : Shapes()) {
    auto buffer = Fill(count * Ranks(c), type, [&](std::size_t i) { return Value(c.Rank(), i); });
    const std::size_t bytes = count * BytesOf(type);
    std::byte* const part = buffer.data() + Me(c) * bytes;
    c.ReduceScatter(buffer.data(), part, count, type, operation).Wait();
    const std::size_t begin = Me(c) * count;
    ExpectValues({part, part + bytes}, type,
                 [&, op = operation](std::size_t i) { return Reduced(c.Size(), begin + i, op); });
  }
}

void AllGatherCollectsInRankOrder(Communicator& c) {
  for (const auto& [count, type, operation] : Shapes()) {
    const auto send = Fill(count, type, [&](std::size_t i) { return Value(c.Rank(), i); });
    std::vector<std::byte> receive(send.size() * Ranks(c));
    c.AllGather(send.data(), receive.data(), count, type).Wait();
    ExpectValues(receive, type, [n = count](std::size_t i) { return Value(static_cast<int>(i / n), i % n); });
  }
}

void AllGatherWorksInPlace(Communicator& c) {
  for (const auto& [count, type, operation] : Shapes()) {
    auto buffer = Fill(count * Ranks(c), type, [&, n = count](std::size_t i) {
      return i / std::max<std::size_t>(n, 1) == Me(c) ? Value(c.Rank(), i % n) : 99;
    });
    c.AllGather(buffer.data() + Me(c) * count * BytesOf(type), buffer.data(), count, type).Wait();
    ExpectValues(buffer, type, [n = count](std::size_t i) { return Value(static_cast<int>(i / n), i % n); });
  }
}

void BroadcastComesFromEveryRoot(Communicator& c) {
  for (int root = 0; root < c.Size(); ++root) {
    for (const auto& [count, type, operation] : Shapes()) {
      auto buffer = Fill(count, type, [&](std::size_t i) { return Value(c.Rank(), i); });
      c.Broadcast(buffer.data(), count, type, root).Wait();
      ExpectValues(buffer, type, [&](std::size_t i) { return Value(root, i); });
    }
  }
}

void ManySmallCallsKeepTheirOrder(Communicator& c) {
  for (std::int64_t n = 0; n < 500; ++n) {
    std::int64_t sum = n * (c.Rank() + 1);
    c.AllReduce(&sum, &sum, 1, DType::kInt64, ReduceOperation::kSum).Wait();
    ASSERT_EQ(sum, n * c.Size() * (c.Size() + 1) / 2);
    if (n % 7 == 0) c.Barrier();
  }
}

// 256 + 1 is 256 in bf16: adding rank by rank in bf16 would lose every 1.
void BFloat16SumsAreRoundedOnce(Communicator& c) {
  for (const std::size_t count : {std::size_t{3}, std::size_t{200'000}}) {
    auto buffer = Fill(count, DType::kBFloat16, [&](std::size_t) { return c.Rank() == 0 ? 256 : 1; });
    c.AllReduce(buffer.data(), buffer.data(), count, DType::kBFloat16, ReduceOperation::kSum).Wait();
    const float exact = 255.0F + static_cast<float>(c.Size());
    // Read back through bf16 what the exact sum rounds to.
    const auto rounded = Fill(1, DType::kBFloat16, [&](std::size_t) { return static_cast<int>(exact); });
    const int expected = static_cast<int>(Read(rounded, 0, DType::kBFloat16));
    ExpectValues(buffer, DType::kBFloat16, [&](std::size_t) { return expected; });
  }
}

void NegativeMaximumIsFound(Communicator& c) {
  double value = -1.0 - c.Rank();
  c.AllReduce(&value, &value, 1, DType::kFloat64, ReduceOperation::kMax).Wait();
  EXPECT_EQ(value, -1.0);
}

}  // namespace

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"RankIsBelowSize", RankIsBelowSize},
      {"AllReduceReduces", AllReduceReduces},
      {"AllReduceWorksInPlace", AllReduceWorksInPlace},
      {"ReduceScatterGivesEachRankItsPart", ReduceScatterGivesEachRankItsPart},
      {"ReduceScatterWorksInPlace", ReduceScatterWorksInPlace},
      {"AllGatherCollectsInRankOrder", AllGatherCollectsInRankOrder},
      {"AllGatherWorksInPlace", AllGatherWorksInPlace},
      {"BroadcastComesFromEveryRoot", BroadcastComesFromEveryRoot},
      {"ManySmallCallsKeepTheirOrder", ManySmallCallsKeepTheirOrder},
      {"BFloat16SumsAreRoundedOnce", BFloat16SumsAreRoundedOnce},
      {"NegativeMaximumIsFound", NegativeMaximumIsFound},
  };
  return cases;
}

}  // namespace linkbert::contract
