// Lines as Python's json.dumps writes them. Expected texts are what CPython 3.11 printed.
#include "data/datasets/task_line.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace linkbert {
namespace {

TEST(TaskLine, EscapesAsJsonDumps) {
  EXPECT_EQ(PythonJson("a\"\\/\b\f\n\r\t\x01\x7f"), R"("a\"\\/\b\f\n\r\t\u0001\u007f")");
  EXPECT_EQ(PythonJson("\u00e9\u2028\U0001D53C"), R"("\u00e9\u2028\ud835\udd3c")");
}

TEST(TaskLine, KeepsOrderAndSeparators) {
  const TaskJson object{{"z", 1}, {"a", {1, 2}}, {"m", nullptr}, {"b", true}, {"e", TaskJson::array()}};
  EXPECT_EQ(JsonLine(object), "{\"z\": 1, \"a\": [1, 2], \"m\": null, \"b\": true, \"e\": []}\n");
  EXPECT_EQ(PythonJson(TaskJson::object()), "{}");
}

TEST(TaskLine, WritesFloatsAsRepr) {
  const std::vector<std::pair<double, const char*>> cases{{4, "4.0"},
                                                          {0, "0.0"},
                                                          {-0.0, "-0.0"},
                                                          {2.2, "2.2"},
                                                          {0.1 + 0.2, "0.30000000000000004"},
                                                          {0.0001, "0.0001"},
                                                          {0.00001, "1e-05"},
                                                          {-1.5e-7, "-1.5e-07"},
                                                          {123456789012345680.0, "1.2345678901234568e+17"},
                                                          {1e15, "1000000000000000.0"},
                                                          {1e16, "1e+16"},
                                                          {-123.456, "-123.456"},
                                                          {5e-324, "5e-324"}};
  for (const auto& [number, text] : cases) EXPECT_EQ(PythonFloat(number), text);
  EXPECT_EQ(PythonJson(TaskJson{{"x", 3.0}}), "{\"x\": 3.0}");
}

TEST(TaskLine, StripsWhatPythonStrips) {
  EXPECT_EQ(PythonStrip(" \t\r\n\v\f\x1c\u0085\u00a0\u2003\u3000a b\u2009\x1f "), "a b");
  EXPECT_EQ(PythonStrip("\u200b\ufeffa"), "\u200b\ufeffa");  // no white space to Python
  EXPECT_EQ(PythonStrip(" \u00a0 "), "");
}

}  // namespace
}  // namespace linkbert
