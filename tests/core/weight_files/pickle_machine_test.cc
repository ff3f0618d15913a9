#include "core/weight_files/pickle_machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/core/weight_files/torch_builder.h"

namespace linkbert {
namespace {

using test::Joined;
using test::Pickle;
using test::PickleInt;
using test::PickleName;
using test::PickleOf;
using test::PickleStateDict;
using test::PickleTensor;
using test::PickleText;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kWhere = "a.bin: data.pkl";

std::vector<PickledTensor> Read(const std::string& pickle) { return ReadPickledTensors(pickle, kWhere); }

std::string RefusalOfPickle(const std::string& pickle) {
  try {
    Read(pickle);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    return error.what();
  }
  return "taken";
}

TEST(PickleMachine, ReadsAStateDict) {
  const PickleTensor view{"17", 100, 4, {2, 3, 4}, {12, 1, 3}, "BFloat16Storage"};
  const std::vector<PickledTensor> tensors = Read(PickleStateDict({{"a.weight", {}}, {"b", view}}));
  ASSERT_EQ(tensors.size(), 2U);
  EXPECT_EQ(tensors[0].name, "a.weight");
  EXPECT_EQ(tensors[0].dtype, "F32");
  EXPECT_EQ(tensors[0].storage, "0");
  EXPECT_EQ(tensors[1].dtype, "BF16");
  EXPECT_EQ(tensors[1].storage, "17");
  EXPECT_EQ(tensors[1].storage_elements, 100);
  EXPECT_EQ(tensors[1].offset, 4);
  EXPECT_THAT(tensors[1].shape, ElementsAre(2, 3, 4));
  EXPECT_THAT(tensors[1].strides, ElementsAre(12, 1, 3));
  EXPECT_THAT(Read(Pickle("}")), IsEmpty());
}

TEST(PickleMachine, ParametersAreTheirTensorsAndMetadataIsPassedOver) {
  const std::string parameter = Joined({PickleName("torch._utils", "_rebuild_parameter"), "(", PickleOf({}), "\x88",
                                        PickleName("collections", "OrderedDict"), ")RtR"});
  const std::string metadata =
      Joined({"}", PickleText("_metadata"), "}", PickleText(""), "}", PickleText("version"), "K\x01sss"});
  const std::vector<PickledTensor> tensors = Read(
      Pickle(Joined({PickleName("collections", "OrderedDict"), ")R", PickleText("p"), parameter, "s", metadata, "b"})));
  ASSERT_EQ(tensors.size(), 1U);
  EXPECT_EQ(tensors[0].name, "p");
}

TEST(PickleMachine, AnyOtherNameIsRefusedByName) {
  const std::pair<const char*, const char*> names[] = {{"os", "system"},
                                                       {"posix", "system"},
                                                       {"builtins", "eval"},
                                                       {"__builtin__", "getattr"},
                                                       {"torch", "load"},
                                                       {"torch._utils", "_rebuild_from_type_v2"},
                                                       {"torch.storage", "_load_from_bytes"},
                                                       {"numpy.core.multiarray", "_reconstruct"},
                                                       {"collections", "OrderedDict "}};
  for (const auto& [module, name] : names) {
    const std::string call = Joined({PickleName(module, name), "(", PickleText("echo evil"), "tR"});
    EXPECT_THAT(RefusalOfPickle(Pickle(call)),
                HasSubstr(fmt::format("names {}.{}, which no weights need", module, name)));
  }
  EXPECT_THAT(RefusalOfPickle(Pickle("cos\nsystem")), HasSubstr("a name does not end"));
}

TEST(PickleMachine, AnyOtherOpcodeIsRefused) {
  const std::string known = "NJKMX()t]}aesuqrhjcQRbG.\x88\x89\x8a\x85\x86\x87";
  for (int opcode = 0; opcode < 256; ++opcode) {
    const std::string seen =
        RefusalOfPickle(Joined({"\x80\x02", std::string(1, static_cast<char>(opcode)), "aaaaaaaa"}));
    const bool expected = known.find(static_cast<char>(opcode)) == std::string::npos;
    EXPECT_EQ(seen.find(fmt::format("opcode 0x{:02x}", opcode)) != std::string::npos, expected) << seen;
  }
  EXPECT_THAT(RefusalOfPickle(Joined({"\x80\x04", "}."})), HasSubstr("has protocol 4"));
  EXPECT_THAT(RefusalOfPickle("}."), HasSubstr("does not begin as a pickle"));
}

TEST(PickleMachine, ArgumentsAreCheckedAndNothingElseIsAStateDict) {
  EXPECT_THAT(RefusalOfPickle(Pickle("]")), HasSubstr("a list where a dict belongs"));
  EXPECT_THAT(RefusalOfPickle(Pickle(Joined({"}", PickleText("model"), "}s"}))), HasSubstr("\"model\" is a dict"));
  EXPECT_THAT(RefusalOfPickle(Pickle("}K\x01K\x02s")), HasSubstr("a int where a str belongs"));
  EXPECT_THAT(RefusalOfPickle(Pickle(Joined({PickleName("collections", "OrderedDict"), "K\x01\x85R"}))),
              HasSubstr("OrderedDict with 1 arguments"));
  EXPECT_THAT(RefusalOfPickle(Pickle(Joined({PickleName("torch._utils", "_rebuild_tensor_v2"), "(NNNNtR"}))),
              HasSubstr("a None where a storage belongs"));
  EXPECT_THAT(RefusalOfPickle(Pickle("(NNNNNtQ")), HasSubstr("a None where a str belongs"));
  EXPECT_THAT(RefusalOfPickle(Pickle("N\x85Q")), HasSubstr("a persistent id that is no storage"));
  PickleTensor tensor;
  tensor.shape = {2, -3};
  EXPECT_THAT(RefusalOfPickle(PickleStateDict({{"a", tensor}})), HasSubstr("a size of -3"));
  tensor.shape = {6};
  EXPECT_THAT(RefusalOfPickle(PickleStateDict({{"a", tensor}})), HasSubstr("lacks a stride"));
  tensor.shape.assign(17, 1);
  EXPECT_THAT(RefusalOfPickle(PickleStateDict({{"a", tensor}})), HasSubstr("too many dimensions"));
  tensor.elements = -1;
  EXPECT_THAT(RefusalOfPickle(PickleStateDict({{"a", tensor}})), HasSubstr("a negative size"));
}

TEST(PickleMachine, StackAndMemoAreGuarded) {
  for (const char* program : {"R", "t", "u", "s", "a", "b", "Q", "", "q\x01", "\x87"}) {
    EXPECT_THAT(RefusalOfPickle(Pickle(program)), testing::AnyOf(HasSubstr("stack"), HasSubstr("mark"))) << program;
  }
  EXPECT_THAT(RefusalOfPickle(Pickle("(Nt(t")), HasSubstr("a tuple where a dict belongs"));
  EXPECT_THAT(RefusalOfPickle(Pickle("h\x07")), HasSubstr("memo 7 was never set"));
  EXPECT_THAT(RefusalOfPickle(Pickle(Joined({"j", test::Little<std::uint32_t>(0xFFFFFFFF)}))),
              HasSubstr("was never set"));
  EXPECT_THAT(RefusalOfPickle(Pickle("}(K\x01u")), HasSubstr("a key without a value"));
  EXPECT_THAT(RefusalOfPickle(Pickle("\x8a\x09"
                                     "aaaaaaaaa")),
              HasSubstr("beyond 64 bits"));
}

TEST(PickleMachine, BombsAreBounded) {
  std::string nested = ")";
  nested.append(500'000, '\x85');
  EXPECT_THAT(RefusalOfPickle(Pickle(nested)),
              HasSubstr("a tuple where a dict belongs"));  // no recursion on the way out
  EXPECT_THAT(RefusalOfPickle(Pickle(std::string(1'100'000, 'N'))), HasSubstr("more than 1000000 values"));
  std::string again("Nq\0", 3);
  for (int i = 0; i < 1'100'000; ++i) again.append("h\0", 2);
  EXPECT_THAT(RefusalOfPickle(Pickle(again)), HasSubstr("the stack is too deep"));
  const std::string cycle = Joined({"}", std::string_view("q\0", 2), PickleText("self"), std::string_view("h\0s", 3)});
  EXPECT_THAT(RefusalOfPickle(Pickle(cycle)), HasSubstr("\"self\" is a dict"));
  EXPECT_THAT(RefusalOfPickle(Pickle(Joined({"X", test::Little<std::uint32_t>(0xFFFFFFFF), "a"}))),
              HasSubstr("are wanted"));
}

TEST(PickleMachine, CutOffOrAlteredPicklesAreRefusedOrRead) {
  const std::string good = PickleStateDict({{"a.weight", {}}, {"b", {}}});
  for (std::size_t end = 0; end < good.size(); ++end) EXPECT_NE(RefusalOfPickle(good.substr(0, end)), "taken") << end;
  int refused = 0;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
      refused += RefusalOfPickle(bad) != "taken" ? 1 : 0;
    }
  }
  EXPECT_GT(refused, 1000);  // what is left changes a key or a number
}

}  // namespace
}  // namespace linkbert
