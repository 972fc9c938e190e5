// How an input is cut: the same from memory and from a stream, whatever the size of its blocks.
#include <gtest/gtest.h>
#include <norm/records.h>

#include <algorithm>
#include <cstring>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "decode/allocation_count.h"
#include "decode/exact_bytes.h"

namespace norm {
namespace {

using decode::testing::ExactBytes;

/// A record with its bytes kept.
struct Seen {
  std::string bytes;
  std::size_t line = 1;
  std::size_t offset = 0;
  bool malformed = false;

  friend bool operator==(const Seen&, const Seen&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Seen& seen) {
    return out << '"' << seen.bytes << "\" line " << seen.line << " offset " << seen.offset
               << (seen.malformed ? " malformed" : "");
  }
};

std::vector<Seen> all(RecordReader reader) {
  std::vector<Seen> seen;
  while (const std::optional<Record> record = reader.next()) {
    EXPECT_EQ(record->number, seen.size() + 1);
    if (record->malformed) {
      EXPECT_EQ(record->malformed->code, "too_large");
    }
    seen.push_back({std::string(record->bytes), record->line, record->offset, record->malformed.has_value()});
  }
  EXPECT_FALSE(reader.next()) << "the end stays";
  return seen;
}

RecordReader::Source in_blocks(std::string_view text, std::size_t block) {
  return [text, block](char* to, std::size_t size) mutable {
    const std::size_t n = std::min({size, block, text.size()});
    if (n != 0) std::memcpy(to, text.data(), n);
    text.remove_prefix(n);
    return n;
  };
}

void expect_records(std::string_view text, const std::vector<Seen>& expected, RecordOptions options = {}) {
  const ExactBytes bytes(text);
  EXPECT_EQ(all(RecordReader(bytes.view(), options)), expected) << text;
  for (const std::size_t block : {1, 2, 3, 7, 100'000}) {
    EXPECT_EQ(all(RecordReader(in_blocks(text, block), options)), expected) << text << " in blocks of " << block;
  }
}

const RecordOptions kSingle{.mode = RecordMode::single};
const RecordOptions kNdjson{.mode = RecordMode::ndjson};

TEST(Records, OneDocumentOnOneLine) {
  expect_records("{}", {{"{}"}});
  expect_records("{}\n", {{"{}"}});
  expect_records("{}\r\n", {{"{}"}});
  expect_records("1", {{"1"}});
}

TEST(Records, ALineEach) {
  expect_records("{}\n[]\n1", {{"{}"}, {"[]", 2, 3}, {"1", 3, 6}});
  expect_records("{}\r\n[]\r\n", {{"{}"}, {"[]", 2, 4}});
  expect_records(" {} \n\t[]\n", {{" {} "}, {"\t[]", 2, 5}});
  expect_records("1\r\r\n2\r", {{"1\r"}, {"2\r", 2, 4}});
}

TEST(Records, BlankLinesAreSkippedAndNotCounted) {
  expect_records("\n\n1\n \t\r\n\n2\n\n", {{"1", 3, 2}, {"2", 6, 9}});
}

TEST(Records, AnUnfinishedFirstLineMakesOneDocument) {
  expect_records("{\n}\n", {{"{\n}\n"}});
  expect_records("[1,\n2]", {{"[1,\n2]"}});
  expect_records("{ \"a\":\r\n1}\r\n{}", {{"{ \"a\":\r\n1}\r\n{}"}});
  expect_records("\n \n{\n}", {{"\n \n{\n}"}});
  expect_records("{", {{"{"}});
  expect_records("[[[\n{}\n{}\n", {{"[[[\n{}\n{}\n"}});
}

TEST(Records, ABrokenFirstLineIsARecordOfNdjson) {
  expect_records("{]\n{}\n", {{"{]"}, {"{}", 2, 3}});
  expect_records("{}{\n{}\n", {{"{}{"}, {"{}", 2, 4}});
  expect_records("hello\n{\n", {{"hello"}, {"{", 2, 6}});
  expect_records("\xEF\xBB\xBF{\n}\n", {{"\xEF\xBB\xBF{"}, {"}", 2, 5}});
}

TEST(Records, LaterLinesDecideNothing) { expect_records("{}\n{\n}\n", {{"{}"}, {"{", 2, 3}, {"}", 3, 5}}); }

TEST(Records, ByHand) {
  expect_records("{}\n{}\n", {{"{}\n{}\n"}}, kSingle);
  expect_records("{\n}\n", {{"{"}, {"}", 2, 2}}, kNdjson);
  expect_records("", {{""}}, kSingle);
  expect_records(" \n", {{" \n"}}, kSingle);
}

TEST(Records, NothingButBlanksIsNoRecord) {
  for (const std::string_view text : {"", " ", "\n", "\r\n \t\n"}) {
    expect_records(text, {});
    expect_records(text, {}, kNdjson);
  }
}

TEST(Records, SaysWhichModeWasChosen) {
  const auto mode = [](std::string_view text, RecordOptions options = {}) {
    RecordReader reader(text, options);
    EXPECT_EQ(reader.mode(), options.mode);
    (void)reader.next();
    return reader.mode();
  };
  EXPECT_EQ(mode("{\n}"), RecordMode::single);
  EXPECT_EQ(mode("{}\n{}"), RecordMode::ndjson);
  EXPECT_EQ(mode(" "), RecordMode::automatic);
  EXPECT_EQ(mode("{}\n{}", kSingle), RecordMode::single);
}

TEST(Records, ALongLineIsOneMalformedRecordAndNotTheEnd) {
  const RecordOptions five{.mode = RecordMode::automatic, .max_bytes = 5};
  expect_records("12345\n123456\n1\n", {{"12345"}, {"12345", 2, 6, true}, {"1", 3, 13}}, five);
  expect_records("12345\r\n123456\r\n1\r\n", {{"12345"}, {"12345", 2, 7, true}, {"1", 3, 15}}, five);
  expect_records("12345678901234567890\n1", {{"12345", 1, 0, true}, {"1", 2, 21}}, five);
  expect_records("1\n12345678901234567890", {{"1"}, {"12345", 2, 2, true}}, five);
  expect_records("1\n123456", {{"1"}, {"12345", 2, 2, true}}, five);
  expect_records("1\n1234567", {{"1"}, {"12345", 2, 2, true}}, five);
  expect_records("[[[[[[[[[[[[\n1\n", {{"[[[[[", 1, 0, true}, {"1", 2, 13}}, five);
}

TEST(Records, ALongDocumentIsMalformed) {
  const RecordOptions five{.mode = RecordMode::automatic, .max_bytes = 5};
  expect_records("[\n1\n]", {{"[\n1\n]"}}, five);
  expect_records("[\n1\n] ", {{"[\n1\n]", 1, 0, true}}, five);
}

TEST(Records, ManyBlanksBeforeADocument) {
  const RecordOptions five{.mode = RecordMode::automatic, .max_bytes = 5};
  expect_records("\n\n\n\n\n\n[\n]", {{"[\n]", 7, 6}}, five);
  expect_records(std::string(100, '\n') + "1\n2", {{"1", 101, 100}, {"2", 102, 102}}, five);
}

TEST(Records, AStreamPassesThroughTheMemoryOfItsLongestLine) {
  const std::string line = "{\"text\":\"" + std::string(1000, 'x') + "\"}\n";
  std::size_t left = std::size_t{32} << 20;
  std::size_t at = 0;
  const auto source = [&](char* to, std::size_t size) {
    const std::size_t n = std::min(size, left);
    for (std::size_t i = 0; i < n; ++i) to[i] = line[(at + i) % line.size()];
    at += n;
    left -= n;
    return n;
  };
  const std::size_t before = decode::testing::live_bytes();
  RecordReader reader(source);
  std::size_t records = 0;
  std::size_t peak = 0;
  while (const std::optional<Record> record = reader.next()) {
    ++records;
    peak = std::max(peak, decode::testing::live_bytes() - before);
    if (records == 1) {
      ASSERT_EQ(record->bytes, line.substr(0, line.size() - 1));
    }
  }
  EXPECT_EQ(records, (std::size_t{32} << 20) / line.size() + 1);
  EXPECT_LT(peak, std::size_t{1} << 20);
}

// Where the last line has no end, looking for it may move the bytes at hand, whatever the size of a block.
TEST(Records, TheLastLineOfAStreamMayEndAnywhere) {
  for (const std::size_t size : {65'535, 65'536, 65'537, 98'304, 131'071, 131'072, 131'073, 330'000, 393'216, 393'217}) {
    const std::string line = '"' + std::string(size - 2, 'a') + '"';
    for (const std::string& before : {std::string(), std::string("1\n"), std::string(70'000, '2') + '\n'}) {
      for (const std::size_t block : {4096, 65'536}) {
        const std::string text = before + line;
        const auto seen = all(RecordReader(in_blocks(text, block)));
        ASSERT_FALSE(seen.empty());
        EXPECT_EQ(seen.back().bytes, line) << size << " in blocks of " << block;
      }
    }
  }
}

TEST(Records, ALongLineOfAStreamIsNotKept) {
  std::size_t left = std::size_t{16} << 20;
  const auto source = [&](char* to, std::size_t size) {
    const std::size_t n = std::min(size, left);
    std::memset(to, 'x', n);
    left -= n;
    return n;
  };
  const std::size_t before = decode::testing::live_bytes();
  RecordReader reader(source, {.max_bytes = 1000});
  ASSERT_TRUE(reader.next()->malformed);
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(left, 0u);
  EXPECT_LT(decode::testing::live_bytes() - before, std::size_t{1} << 20);
}

TEST(Records, AreMovable) {
  RecordReader first(in_blocks("1\n2\n3\n", 1));
  EXPECT_EQ(first.next()->bytes, "1");
  RecordReader second = std::move(first);
  EXPECT_EQ(second.next()->bytes, "2");
  first = std::move(second);
  EXPECT_EQ(first.next()->bytes, "3");
  EXPECT_FALSE(first.next());
}

TEST(TrimBlanks, TakesJsonBlanksOnly) {
  EXPECT_EQ(trim_blanks(" \t\r\n1 2\n"), "1 2");
  EXPECT_EQ(trim_blanks("\v1"), "\v1");
  EXPECT_EQ(trim_blanks(" \n"), "");
  EXPECT_EQ(trim_blanks(""), "");
}

}  // namespace
}  // namespace norm
