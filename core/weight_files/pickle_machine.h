// ReadPickledTensors: the part of Python's pickle that a state dict of torch needs, read as data.
//
// A pickle is a program for a stack machine that may name any function and have it called. This machine knows the
// opcodes of protocol 2 that torch.save writes for {name: tensor}, and these names: collections.OrderedDict,
// torch._utils._rebuild_tensor_v2 and _rebuild_parameter, torch's storage types. Nothing is ever called: a known name
// with its arguments becomes a record. Anything else is refused by name, so a file may come from anybody.
// Bounded: at most 1 million values, no recursion. Threads: a pure function. Errors: kInput naming file and byte.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct PickledTensor {
  std::string name;
  std::string dtype;    // in safetensors' words
  std::string storage;  // the key of the storage it is a view of
  std::int64_t storage_elements;
  std::int64_t offset;                // of the first element in the storage, in elements
  std::vector<std::int64_t> shape;    // not negative
  std::vector<std::int64_t> strides;  // in elements, as many as sizes; may be anything
};

// `pickle` is the whole of it; `where` names it in errors.
std::vector<PickledTensor> ReadPickledTensors(std::string_view pickle, const std::string& where);

}  // namespace linkbert
