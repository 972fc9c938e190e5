// Names that occur more than once, in small objects and large ones.
#include "exec/twins.h"

#include <gtest/gtest.h>

#include <string>

namespace norm::exec {
namespace {

std::string shown(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.c_str());
  Memory memory;
  Twins twins(memory, document);
  std::string out;
  for (rapidjson::SizeType i = 0; i < document.MemberCount(); ++i) {
    if (twins.is_later(i)) {
      out += 'L';
    } else {
      out += twins.second(i) == 0 ? std::string(".") : std::to_string(twins.second(i));
    }
  }
  return out + (twins.any() ? " twins" : "");
}

TEST(Twins, OfAFew) {
  EXPECT_EQ(shown("{}"), "");
  EXPECT_EQ(shown(R"({"a":1,"b":1})"), "..");
  EXPECT_EQ(shown(R"({"a":1,"b":1,"a":1,"a":2,"b":3})"), "24LLL twins");
  EXPECT_EQ(shown(R"({"":1,"":1})"), "1L twins");
}

TEST(Twins, OfMany) {
  std::string json = "{";
  for (int i = 0; i < 20; ++i) json += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_EQ(shown(json + "\"z\":1}"), std::string(21, '.'));
  EXPECT_EQ(shown(json + "\"k1\":1,\"k1\":1}"), ".20" + std::string(18, '.') + "LL twins");
}

}  // namespace
}  // namespace norm::exec
