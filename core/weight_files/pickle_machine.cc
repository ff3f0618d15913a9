#include "core/weight_files/pickle_machine.h"

#include <array>
#include <deque>
#include <map>
#include <utility>

#include "base/error.h"
#include "core/weight_files/pickle_bytes.h"

namespace linkbert {
namespace {

constexpr std::size_t kMaxValues = 1'000'000;
constexpr std::size_t kMaxDimensions = 16;
constexpr std::uint8_t kProtocol = 2;

enum class Kind { kMark, kNone, kBool, kInteger, kReal, kText, kName, kTuple, kList, kDictionary, kStorage, kTensor };
constexpr std::array<const char*, 12> kKindNames = {"mark", "None",  "bool", "int",  "float",   "str",
                                                    "name", "tuple", "list", "dict", "storage", "tensor"};

using Reference = std::uint32_t;  // index of a value; values refer to each other by it, so a cycle does no harm

struct Value {
  Kind kind = Kind::kNone;
  std::int64_t number = 0;       // kBool, kInteger; kStorage: elements; kTensor: offset
  std::string_view text;         // kText; kName: "module name"; kStorage: key
  std::string_view dtype;        // kStorage
  std::vector<Reference> items;  // kTuple, kList; kDictionary: key, value, key, value; kTensor: storage, sizes, strides
};

class PickleMachine {
 public:
  PickleMachine(std::string_view pickle, const std::string& where) : bytes_(pickle, where) {}

  std::vector<PickledTensor> Run() {
    if (bytes_.Byte() != 0x80) throw Refused("does not begin as a pickle of protocol 2");
    if (const std::uint8_t protocol = bytes_.Byte(); protocol != kProtocol) {
      throw Refused(fmt::format("has protocol {}, wanted {}, which torch.save writes", protocol, kProtocol));
    }
    for (std::uint8_t opcode = bytes_.Byte(); opcode != '.'; opcode = bytes_.Byte()) {
      if (PushScalar(opcode) || PushContainer(opcode) || Fill(opcode) || Apply(opcode)) continue;
      throw Refused(fmt::format("opcode 0x{:02x}, which no weights need", opcode));
    }
    return Tensors(Pop());
  }

 private:
  Error Refused(const std::string& what) const { return bytes_.Refused(what); }

  // --- stack
  bool Push(Value&& value) {
    if (values_.size() == kMaxValues) throw Refused(fmt::format("more than {} values", kMaxValues));
    values_.push_back(std::move(value));
    return PushAgain(static_cast<Reference>(values_.size() - 1));
  }
  bool Push(Kind kind, std::int64_t number = 0) { return Push(Value{kind, number, {}, {}, {}}); }
  bool PushAgain(Reference value) {
    if (stack_.size() == kMaxValues) throw Refused("the stack is too deep");
    stack_.push_back(value);
    return true;
  }
  Reference Pop() {
    if (stack_.empty()) throw Refused("the stack is empty");
    const Reference top = stack_.back();
    stack_.pop_back();
    return top;
  }
  Reference Pop(Kind wanted) {
    const Reference top = Pop();
    Want(top, wanted);
    return top;
  }
  void Want(Reference value, Kind wanted) const {
    if (values_[value].kind == wanted) return;
    throw Refused(
        fmt::format("a {} where a {} belongs", KindName(value), kKindNames[static_cast<std::size_t>(wanted)]));
  }
  const char* KindName(Reference value) const { return kKindNames[static_cast<std::size_t>(values_[value].kind)]; }
  Reference Top(Kind wanted) const {
    if (stack_.empty()) throw Refused("the stack is empty");
    Want(stack_.back(), wanted);
    return stack_.back();
  }
  std::vector<Reference> PopToMark() {
    std::size_t begin = stack_.size();
    while (begin > 0 && values_[stack_[begin - 1]].kind != Kind::kMark) --begin;
    if (begin == 0) throw Refused("no mark on the stack");
    std::vector<Reference> items(stack_.begin() + static_cast<std::ptrdiff_t>(begin), stack_.end());
    stack_.resize(begin - 1);
    return items;
  }
  std::vector<Reference> PopSome(std::size_t count) {
    std::vector<Reference> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = Pop();
    return items;
  }
  bool Append(Kind container, const std::vector<Reference>& items) {
    if (container == Kind::kDictionary && items.size() % 2 != 0) throw Refused("a key without a value");
    std::vector<Reference>& to = values_[Top(container)].items;
    to.insert(to.end(), items.begin(), items.end());
    return true;
  }

  bool Remember(std::uint32_t place) {
    if (stack_.empty()) throw Refused("the stack is empty");
    memo_[place] = stack_.back();
    return true;
  }
  bool Recall(std::uint32_t place) {
    const auto found = memo_.find(place);
    if (found == memo_.end()) throw Refused(fmt::format("memo {} was never set", place));
    return PushAgain(found->second);
  }

  // --- names
  bool PushName() {
    const std::string_view module = bytes_.Line(), name = bytes_.Line();
    const std::string& whole = names_.emplace_back(fmt::format("{} {}", module, name));
    if (whole != kOrderedDict && whole != kRebuildTensor && whole != kRebuildParameter && !StorageType(whole)) {
      throw Refused(fmt::format("names {}.{}, which no weights need", module, name));
    }
    return Push(Value{Kind::kName, 0, whole, {}, {}});
  }

  // ("storage", type, key, device, elements)
  bool PushStorage() {
    const std::vector<Reference>& items = values_[Pop(Kind::kTuple)].items;
    if (items.size() != 5) throw Refused("a persistent id that is no storage");
    Want(items[0], Kind::kText);
    Want(items[1], Kind::kName);
    Want(items[2], Kind::kText);
    Want(items[4], Kind::kInteger);
    const std::optional<std::string_view> dtype = StorageType(values_[items[1]].text);
    if (values_[items[0]].text != "storage" || !dtype) throw Refused("a persistent id that is no storage");
    if (values_[items[4]].number < 0) throw Refused("a storage with a negative size");
    return Push(Value{Kind::kStorage, values_[items[4]].number, values_[items[2]].text, *dtype, {}});
  }

  bool Reduce() {
    const Reference arguments = Pop(Kind::kTuple);
    const std::string_view name = values_[Pop(Kind::kName)].text;
    const std::vector<Reference>& items = values_[arguments].items;
    if (name == kOrderedDict && items.empty()) return Push(Kind::kDictionary);
    if (name == kRebuildTensor && items.size() >= 4) {
      Want(items[0], Kind::kStorage);
      Want(items[1], Kind::kInteger);
      Want(items[2], Kind::kTuple);
      Want(items[3], Kind::kTuple);
      return Push(Value{Kind::kTensor, values_[items[1]].number, {}, {}, {items[0], items[2], items[3]}});
    }
    if (name == kRebuildParameter && !items.empty()) {
      Want(items[0], Kind::kTensor);
      return PushAgain(items[0]);
    }
    throw Refused(fmt::format("{} with {} arguments", name, items.size()));
  }

  // The attributes of an OrderedDict, such as _metadata, are no weights.
  bool Build() {
    Pop(Kind::kDictionary);
    Top(Kind::kDictionary);
    return true;
  }

  // --- opcodes; false where it is of another group
  bool PushScalar(std::uint8_t opcode) {
    switch (opcode) {
      case 'N':
        return Push(Kind::kNone);
      case 0x88:
      case 0x89:
        return Push(Kind::kBool, opcode == 0x88 ? 1 : 0);
      case 'J':
        return Push(Kind::kInteger, bytes_.Number<std::int32_t>());
      case 'K':
        return Push(Kind::kInteger, bytes_.Byte());
      case 'M':
        return Push(Kind::kInteger, bytes_.Number<std::uint16_t>());
      case 0x8a:
        return Push(Kind::kInteger, bytes_.Long());
      case 'G':
        bytes_.Take(8);
        return Push(Kind::kReal);
      case 'X':
        return Push(Value{Kind::kText, 0, bytes_.Take(bytes_.Number<std::uint32_t>()), {}, {}});
      default:
        return false;
    }
  }

  bool PushContainer(std::uint8_t opcode) {
    switch (opcode) {
      case '(':
        return Push(Kind::kMark);
      case ')':
        return Push(Kind::kTuple);
      case 0x85:
      case 0x86:
      case 0x87:
        return Push(Value{Kind::kTuple, 0, {}, {}, PopSome(opcode - 0x84u)});
      case 't':
        return Push(Value{Kind::kTuple, 0, {}, {}, PopToMark()});
      case ']':
        return Push(Kind::kList);
      case '}':
        return Push(Kind::kDictionary);
      default:
        return false;
    }
  }

  bool Fill(std::uint8_t opcode) {
    switch (opcode) {
      case 'a':
        return Append(Kind::kList, PopSome(1));
      case 'e':
        return Append(Kind::kList, PopToMark());
      case 's':
        return Append(Kind::kDictionary, PopSome(2));
      case 'u':
        return Append(Kind::kDictionary, PopToMark());
      case 'q':
        return Remember(bytes_.Byte());
      case 'r':
        return Remember(bytes_.Number<std::uint32_t>());
      case 'h':
        return Recall(bytes_.Byte());
      case 'j':
        return Recall(bytes_.Number<std::uint32_t>());
      default:
        return false;
    }
  }

  bool Apply(std::uint8_t opcode) {
    switch (opcode) {
      case 'c':
        return PushName();
      case 'Q':
        return PushStorage();
      case 'R':
        return Reduce();
      case 'b':
        return Build();
      default:
        return false;
    }
  }

  // --- result
  std::vector<std::int64_t> Sizes(Reference tuple, std::int64_t least) const {
    if (values_[tuple].items.size() > kMaxDimensions) throw Refused("a tensor of too many dimensions");
    std::vector<std::int64_t> sizes;
    for (const Reference item : values_[tuple].items) {
      Want(item, Kind::kInteger);
      sizes.push_back(values_[item].number);
      if (sizes.back() < least) throw Refused(fmt::format("a tensor with a size of {}", sizes.back()));
    }
    return sizes;
  }

  std::vector<PickledTensor> Tensors(Reference result) const {
    Want(result, Kind::kDictionary);
    const std::vector<Reference>& items = values_[result].items;
    std::vector<PickledTensor> tensors;
    for (std::size_t i = 0; i < items.size(); i += 2) {
      Want(items[i], Kind::kText);
      const std::string name(values_[items[i]].text);
      if (values_[items[i + 1]].kind != Kind::kTensor) {
        throw Refused(fmt::format("the entry \"{}\" is a {}, wanted a tensor", name, KindName(items[i + 1])));
      }
      const Value& tensor = values_[items[i + 1]];
      const Value& storage = values_[tensor.items[0]];
      PickledTensor read{name,          std::string(storage.dtype), std::string(storage.text),        storage.number,
                         tensor.number, Sizes(tensor.items[1], 0),  Sizes(tensor.items[2], INT64_MIN)};
      if (read.shape.size() != read.strides.size()) throw Refused(fmt::format("\"{}\" lacks a stride", name));
      tensors.push_back(std::move(read));
    }
    return tensors;
  }

  PickleBytes bytes_;
  std::vector<Value> values_;
  std::vector<Reference> stack_;
  std::deque<std::string> names_;  // what kName values point to
  std::map<std::uint32_t, Reference> memo_;
};

}  // namespace

std::vector<PickledTensor> ReadPickledTensors(std::string_view pickle, const std::string& where) {
  return PickleMachine(pickle, where).Run();
}

}  // namespace linkbert
