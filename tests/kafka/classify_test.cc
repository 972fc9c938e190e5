// Which error is which.
#include "kafka/classify.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm::kafka {
namespace {

TEST(Classify, DecodeErrors) {
  const auto malformed = [](std::string code) {
    DecodeError error;
    error.malformed = DecodeError::Malformed{3, std::move(code), "reason"};
    return classify(error);
  };
  EXPECT_EQ(malformed("syntax"), (ErrorKind{ErrorClass::payload, ErrorStage::decode}));
  EXPECT_EQ(malformed("too_deep"), (ErrorKind{ErrorClass::payload, ErrorStage::decode}));
  EXPECT_EQ(malformed("too_large"), (ErrorKind{ErrorClass::oversize, ErrorStage::decode}));
  DecodeError invalid;
  invalid.problems.emplace_back();
  EXPECT_EQ(classify(invalid), (ErrorKind{ErrorClass::payload, ErrorStage::validate}));
}

TEST(Classify, NamesAreStable) {
  EXPECT_EQ(name(ErrorClass::payload), "payload");
  EXPECT_EQ(name(ErrorClass::oversize), "oversize");
  EXPECT_EQ(name(ErrorClass::exhausted), "exhausted");
  EXPECT_EQ(name(ErrorClass::handler), "handler");
  EXPECT_EQ(name(ErrorClass::poison), "poison");
  EXPECT_EQ(name(ErrorStage::decode), "decode");
  EXPECT_EQ(name(ErrorStage::validate), "validate");
  EXPECT_EQ(name(ErrorStage::handle), "handle");
}

}  // namespace
}  // namespace norm::kafka
