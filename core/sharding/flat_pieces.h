// The blocks of a layout's norms, and what a rank owns of each.
//
// Flow: FlatLayout, FlatSlice -> [PiecesOf] -> Device's operations on flat numbers (core/device/flat_passes.h). Pure.
#pragma once
#include <cstdint>
#include <vector>

#include "core/device/flat_passes.h"
#include "core/sharding/flat_parameters.h"

namespace linkbert {

// Most elements of a block. Blocks begin with their tensor, whoever owns it.
inline constexpr std::int64_t kNormBlock = 65536;

std::int64_t BlockCount(const FlatLayout& layout);

// In flat order, none empty; the padding between parameters belongs to none.
std::vector<FlatPiece> PiecesOf(const FlatParameters& parameters, const FlatSlice& slice);

}  // namespace linkbert
