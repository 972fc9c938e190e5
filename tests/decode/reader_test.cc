// What the reader takes and refuses, after RFC 8259: the text is the case, the first byte that cannot be its offset.
#include "decode/reader.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decode/exact_bytes.h"
#include "decode/random_json.h"
#include "decode/reader_cases.h"
#include "decode/tree.h"

namespace norm::decode {
namespace {

using namespace std::string_view_literals;
using testing::ExactBytes;
using testing::kAccepted;
using testing::kRefused;
using testing::Refused;

const Limits kLimits = clamped(std::size_t{64} << 20, 128);

Fault read(std::string_view text, const Limits& limits = kLimits) {
  Tree tree(limits);
  return tree.read(ExactBytes(text).view());
}

std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 60)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte >= 0x20 && byte < 0x7F ? std::string(1, c) : fmt::format("\\x{:02X}", byte);
  }
  return text.size() > 60 ? out + fmt::format("… ({} bytes)", text.size()) : out;
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string out;
  for (; count > 0; --count) out += piece;
  return out;
}

TEST(Reader, Accepts) {
  for (const std::string_view text : kAccepted) {
    const Fault fault = read(text);
    ASSERT_FALSE(fault) << shown(text) << ": at byte " << fault.offset;
  }
}

TEST(Reader, Refuses) {
  static_assert(std::size(kRefused) + std::size(kAccepted) >= 300);
  for (const Refused& expected : kRefused) {
    const Fault fault = read(expected.text);
    ASSERT_TRUE(fault) << shown(expected.text);
    const DecodeError::Malformed malformed = to_malformed(fault, kLimits);
    EXPECT_EQ(malformed.offset, expected.offset) << shown(expected.text) << ": " << malformed.reason;
    EXPECT_EQ(malformed.code, expected.code) << shown(expected.text) << ": " << malformed.reason;
    EXPECT_EQ(is_unfinished(fault), expected.code == "unexpected_end") << shown(expected.text);
    EXPECT_FALSE(malformed.reason.empty());
  }
}

/// The definition of the offset: the bytes before it are a document or the beginning of one, with it they are not.
void expect_first_impossible_byte(std::string_view text, const Fault& fault) {
  if (fault.kind == FaultKind::empty || is_unfinished(fault)) {
    EXPECT_EQ(fault.offset, text.size()) << shown(text);
    return;
  }
  ASSERT_LT(fault.offset, text.size()) << shown(text);
  const Fault before = read(text.substr(0, fault.offset));
  EXPECT_TRUE(!before || before.kind == FaultKind::empty || is_unfinished(before)) << shown(text);
  EXPECT_EQ(read(text.substr(0, fault.offset + 1)).offset, fault.offset) << shown(text);
}

TEST(Reader, OffsetIsTheFirstByteThatCannotBe) {
  for (const Refused& refused : kRefused) expect_first_impossible_byte(refused.text, read(refused.text));
}

TEST(Reader, OffsetIsTheFirstByteThatCannotBeInDamagedDocuments) {
  std::mt19937_64 random(7);
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    std::string text = testing::RandomJson(seed).text();
    for (std::uint64_t n = 1 + random() % 3; n > 0; --n) {
      text[random() % text.size()] = static_cast<char>(random() % 4 == 0 ? random() : "\"\\[]{}:,0e-.u"[random() % 13]);
    }
    if (const Fault fault = read(text)) {
      ++refused;
      expect_first_impossible_byte(text, fault);
    }
  }
  EXPECT_GT(refused, 1000);
}

// ---- truncation, limits

constexpr std::string_view kSample =
    " {\"id\": \"8700635f-1802-417e-89e7-595ad3600104\", \"n\" : [0, -1, 2.5e+3, null , true,false,{}],\n"
    "\"text\":\"caf\xC3\xA9 \\u00e9 \\uD83D\\uDE42 \xF0\x9F\x99\x82 \\\\ \\\"\", \"deep\":{\"a\":[[[\"\"]]]}}";

TEST(Reader, EveryTruncationIsUnfinishedAtItsSize) {
  ASSERT_FALSE(read(kSample));
  for (std::size_t size = 0; size < kSample.size(); ++size) {
    const Fault fault = read(kSample.substr(0, size));
    EXPECT_EQ(fault.offset, size) << size;
    EXPECT_TRUE(fault.kind == FaultKind::empty || is_unfinished(fault)) << size;
  }
}

TEST(Reader, EveryByteValueInsideAString) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = {'"', static_cast<char>(byte), '"'};
    const Fault fault = read(text);
    EXPECT_EQ(!fault, byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') << byte;
  }
}

TEST(Reader, EveryTwoByteSequenceAgreesWithTheTable) {
  for (unsigned lead = 0x80; lead < 0x100; ++lead) {
    for (unsigned next = 0x80; next < 0x100; ++next) {
      const std::string text = {'"', static_cast<char>(lead), static_cast<char>(next), '"'};
      EXPECT_EQ(!read(text), lead >= 0xC2 && lead <= 0xDF && next <= 0xBF) << shown(text);
    }
  }
}

TEST(Reader, EveryCodePointByBytesAndByEscapes) {
  Tree tree(kLimits);
  for (std::uint32_t code = 0x80; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 61) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    char utf8[5] = {};
    *put_utf8(code, utf8) = '\0';
    const std::string escape =
        code < 0x10000 ? fmt::format("\\u{:04x}", code)
                       : fmt::format("\\u{:04X}\\u{:04X}", 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + (code & 0x3FF));
    const std::string text = fmt::format("[\"{}\",\"{}\"]", utf8, escape);
    ASSERT_FALSE(tree.read(text)) << shown(text);
    EXPECT_STREQ(tree.root()[0].GetString(), utf8);
    EXPECT_STREQ(tree.root()[1].GetString(), utf8);
  }
}

TEST(Reader, SpecialBytesAtEveryPlaceOfAWord) {
  for (std::size_t before = 0; before < 20; ++before) {
    for (std::size_t after = 0; after < 20; ++after) {
      const auto with = [&](std::string_view middle, std::string_view end = "\"") {
        return fmt::format("\"{:a<{}}{}{:b<{}}{}", "", before, middle, "", after, end);
      };
      EXPECT_EQ(read(with("\x1F")).offset, before + 1);
      EXPECT_EQ(read(with("\xFF")).offset, before + 1);
      EXPECT_FALSE(read(with("\\n")));
      EXPECT_FALSE(read(with("\xC3\xA9")));
      EXPECT_FALSE(read(with("\x7F")));
      EXPECT_TRUE(is_unfinished(read(with("\\\"", ""))));
    }
  }
}

TEST(Reader, DepthCountsArraysAndObjects) {
  EXPECT_FALSE(read(repeated("[", 128) + repeated("]", 128)));
  EXPECT_FALSE(read(repeated("{\"a\":", 128) + "1" + repeated("}", 128)));
  EXPECT_EQ(read(repeated("[", 129) + repeated("]", 129)), (Fault{FaultKind::too_deep, 128}));
  EXPECT_EQ(read(repeated("{\"a\":", 129) + "1" + repeated("}", 129)), (Fault{FaultKind::too_deep, 640}));
  EXPECT_EQ(read(repeated("[", std::size_t{2} << 20)), (Fault{FaultKind::too_deep, 128}));
  EXPECT_FALSE(read("1", clamped(100, 0)));
  EXPECT_EQ(read(" []", clamped(100, 0)), (Fault{FaultKind::too_deep, 1}));
  EXPECT_FALSE(read("[{}]", clamped(100, 2)));
  EXPECT_EQ(read("[1,{\"a\":[]}]", clamped(100, 2)), (Fault{FaultKind::too_deep, 8}));
  EXPECT_EQ(read(repeated("[", 5000), clamped(100'000, 5000)), (Fault{FaultKind::too_deep, 1000}));
  const DecodeError::Malformed malformed = to_malformed({FaultKind::too_deep, 128}, kLimits);
  EXPECT_EQ(malformed.code, "too_deep");
  EXPECT_EQ(malformed.reason, "nested deeper than 128");
}

TEST(Reader, SizeIsLimited) {
  EXPECT_FALSE(read("[1,2]", clamped(5, 128)));
  EXPECT_EQ(read("[1,2] ", clamped(5, 128)), (Fault{FaultKind::too_large, 5}));
  EXPECT_EQ(read("{}", clamped(0, 128)), (Fault{FaultKind::too_large, 0}));
  const DecodeError::Malformed malformed = to_malformed({FaultKind::too_large, 5}, clamped(5, 128));
  EXPECT_EQ(malformed.code, "too_large");
  EXPECT_EQ(malformed.reason, "more than 5 bytes");
}

TEST(Reader, SaysWhatWasExpected) {
  const auto reason = [](std::string_view text) { return to_malformed(read(text), kLimits).reason; };
  EXPECT_EQ(reason("{\"a\":1 \"b\"}"), "expected ',' or '}' after a member");
  EXPECT_EQ(reason("[1 2]"), "expected ',' or ']' after an element");
  EXPECT_EQ(reason("[1,]"), "expected a value after ','");
  EXPECT_EQ(reason("{\"a\":}"), "expected a value after ':'");
  EXPECT_EQ(reason("{\"a\":1,}"), "expected a member name in double quotes after ','");
  EXPECT_EQ(reason("{a:1}"), "expected a member name in double quotes or '}'");
  EXPECT_EQ(reason("\"abc"), "unexpected end of text inside a string");
  EXPECT_EQ(reason("{} x"), "expected nothing but blanks after the value");
  EXPECT_EQ(reason("{}\0x"sv), "a NUL byte after the value");
  EXPECT_EQ(reason("01"), "no digit may follow a leading 0");
}

TEST(Reader, CheckingAgreesWithBuilding) {
  Reader reader(kLimits);
  Checker checker;
  for (const std::string_view text : kAccepted) EXPECT_FALSE(reader.read(text, nullptr, checker)) << shown(text);
  for (const Refused& refused : kRefused) {
    EXPECT_EQ(reader.read(ExactBytes(refused.text).view(), nullptr, checker), read(refused.text))
        << shown(refused.text);
  }
}

}  // namespace
}  // namespace norm::decode
