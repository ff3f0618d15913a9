#include "core/device/memory.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "core/device/cpu/cpu_device.h"

namespace linkbert {
namespace {

TEST(Workspace, BuffersLieApartAndAligned) {
  Workspace workspace(HostDevice());
  Buffer a, b, c;
  workspace.Add(a, 3);
  workspace.Add(b, 0);
  workspace.Add(c, 100, DType::kBFloat16);
  workspace.Commit();
  const View first = a.Get(1, 3), last = c.Get(10, 10);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first.data) % 64, 0);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(last.data) % 64, 0);
  EXPECT_GE(last.data, first.At(1, 0));
  EXPECT_EQ(last.dtype, DType::kBFloat16);
  EXPECT_NO_THROW(b.Get(0, 7));
  EXPECT_THROW(a.Get(2, 2), Error);
  EXPECT_THROW(c.Floats(1), Error);
}

TEST(Workspace, WhatIsNotPlannedAgainIsEmptyAndSmallerPlansKeepThePlace) {
  Workspace workspace(HostDevice());
  Buffer a, b;
  workspace.Add(a, 1000);
  workspace.Add(b, 1000);
  workspace.Commit();
  const std::byte* const place = a.Get(1, 1).data;
  workspace.Add(a, 500);
  workspace.Commit();
  EXPECT_EQ(a.Get(1, 500).data, place);
  EXPECT_THROW(a.Get(1, 501), Error);
  EXPECT_THROW(b.Get(1, 1), Error);
}

TEST(View, PartsBeginWhereTheyShould) {
  Workspace workspace(HostDevice());
  Buffer buffer;
  workspace.Add(buffer, 60, DType::kBFloat16);
  workspace.Commit();
  const View all = buffer.Get(6, 10), part = all.Rows(2, 5).Columns(4, 8);
  EXPECT_EQ(part.data - all.data, 2 * (2 * 10 + 4));
  EXPECT_EQ(part.stride, 10);
  EXPECT_FALSE(part.contiguous());
  EXPECT_TRUE(all.Reshaped(10, 6).contiguous());
  EXPECT_EQ(part.At(1, 1) - part.data, 2 * 11);
}

}  // namespace
}  // namespace linkbert
