// The SIMD front end against the scalar one: the same verdict, document and fault for valid, damaged and random bytes.
#include "decode/front_ends.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "decode/exact_bytes.h"
#include "decode/indexed_reader.h"
#include "decode/random_json.h"
#include "decode/reader_cases.h"

namespace norm::decode {
namespace {

using testing::ExactBytes;
using testing::FrontEnds;
using testing::kAccepted;
using testing::kRefused;
using testing::RandomJson;
using testing::Refused;

const Limits kLimits = clamped(std::size_t{64} << 20, 128);

std::vector<std::string_view> all_cases() {
  std::vector<std::string_view> texts(std::begin(kAccepted), std::end(kAccepted));
  for (const Refused& refused : kRefused) texts.push_back(refused.text);
  return texts;
}

TEST(FrontEnds, AgreeOnTheTableWhereverATextStands) {
  FrontEnds both(kLimits);
  for (const std::string_view text : all_cases()) {
    // The first stage looks at 64 bytes at a time: each text at the beginning of such a block, across two, at the end.
    for (const std::size_t before : {0, 1, 40, 58, 61, 62, 63, 64}) {
      for (const std::string_view form : {"{}", "{}\n", "[{}]", "[{},{}]", "[ {} ]", "{{\"k\":{}}}", "[[{}],{{}}]"}) {
        std::string whole(before, ' ');
        for (std::size_t at = 0; at < form.size(); ++at) {
          if (form.substr(at, 2) == "{{" || form.substr(at, 2) == "}}") {
            whole += form[at++];
          } else if (form.substr(at, 2) == "{}") {
            whole += text;
            ++at;
          } else {
            whole += form[at];
          }
        }
        const ExactBytes bytes(whole);
        ASSERT_EQ(both.difference(bytes.view()), "") << whole;
      }
    }
  }
}

TEST(FrontEnds, AgreeOnEveryPairOfTokens) {
  constexpr std::string_view kTokens[] = {"{",    "}",    "[", "]",  ",",  ":", "\"a\"", "\"\\n\"", "1",       "-0.5",
                                          "null", "true", "x", "\\", "\"", " ", "\x0C",  "\x1A",    "\xC3\xA9"};
  FrontEnds both(kLimits);
  for (const std::string_view form : {"[_]", "[1,_]", "{_}", "{\"a\":_}", "{\"a\"_}", "{\"a\":1_}", "_", "[]_"}) {
    for (const std::string_view first : kTokens) {
      for (const std::string_view second : kTokens) {
        std::string text(form);
        text.replace(text.find('_'), 1, std::string(first).append(second));
        const ExactBytes bytes(text);
        ASSERT_EQ(both.difference(bytes.view()), "") << text;
      }
    }
  }
}

TEST(FrontEnds, AgreeOnRandomDocumentsAndWhatIsDamagedOfThem) {
  FrontEnds both(kLimits);
  std::mt19937_64 random(11);
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    std::string text = RandomJson(seed).text();
    ASSERT_EQ(both.difference(ExactBytes(text).view()), "") << text;
    ASSERT_FALSE(both.fault());
    for (int damage = 0; damage < 4; ++damage) {
      std::string other = text;
      for (std::uint64_t n = 1 + random() % 3; n > 0; --n) {
        const std::size_t at = random() % other.size();
        const char c = static_cast<char>(random() % 4 == 0 ? random() : "\"\\[]{}:,0e-.u \n"[random() % 15]);
        switch (random() % 4) {
          case 0: other.insert(at, 1, c); break;
          case 1: other.erase(at, 1); break;
          default: other[at] = c; break;
        }
        if (other.empty()) other = "[";
      }
      ASSERT_EQ(both.difference(ExactBytes(other).view()), "") << other;
      refused += both.fault() ? 1 : 0;
    }
    text.resize(random() % text.size());
    ASSERT_EQ(both.difference(ExactBytes(text).view()), "") << text;
  }
  EXPECT_GT(refused, 5000);
}

TEST(FrontEnds, AgreeOnRandomBytes) {
  FrontEnds both(kLimits);
  std::mt19937_64 random(13);
  constexpr std::string_view kLikely = "{}[],:\"\\ 01e-.tfnu\n";
  int accepted = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string text(random() % 12, ' ');
    for (char& c : text) c = static_cast<char>(i % 3 == 0 ? random() : kLikely[random() % kLikely.size()]);
    ASSERT_EQ(both.difference(ExactBytes("[" + text + "]").view()), "") << text;
    accepted += both.fault() ? 0 : 1;
  }
  EXPECT_GT(accepted, 100);
}

TEST(FrontEnds, AgreeOnDepth) {
  for (const std::size_t most : {0, 1, 2, 3, 128}) {
    FrontEnds both(clamped(std::size_t{1} << 20, most));
    for (std::size_t depth = most > 2 ? most - 2 : 0; depth < most + 3; ++depth) {
      std::string text = "1";
      for (std::size_t i = 0; i < depth; ++i) text = i % 2 == 0 ? "[" + text + "]" : "{\"a\":" + text + "}";
      EXPECT_EQ(both.difference(text), "") << text;
      EXPECT_EQ(static_cast<bool>(both.fault()), depth > most);
    }
  }
}

// ---- the SIMD front end by itself

class Indexed : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!TokenIndex::available()) GTEST_SKIP() << "this processor has no SIMD that simdjson knows";
  }

  bool takes(std::string_view text, Strings strings) {
    std::vector<char> arena(text.size() + 1);
    std::vector<LostNumber> lost;
    StackAllocator stack;
    ReusedPool pool;
    TreeDocument document(&pool.renew(text.size()), 1024, &stack);
    bool taken = false;
    auto generate = [&](TreeDocument& handler) {
      Builder builder(handler, lost);
      return taken = strings == Strings::terminated ? reader_.read<Strings::terminated>(text, arena.data(), builder)
                                                    : reader_.read<Strings::in_place>(text, arena.data(), builder);
    };
    document.Populate(generate);
    return taken;
  }

 private:
  IndexedReader reader_{kLimits};
};

TEST_F(Indexed, TakesWhatIsGood) {
  // A text that is handed to the scalar reader without need is right, too, but slow.
  for (const std::string_view text : kAccepted) {
    const std::string list = fmt::format("[{}]", text);
    ASSERT_TRUE(takes(list, Strings::terminated)) << list;
    ASSERT_TRUE(takes(list, Strings::in_place)) << list;
  }
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const std::string list = fmt::format(" [{}]\n", RandomJson(seed).text());
    ASSERT_TRUE(takes(list, Strings::terminated)) << list;
    ASSERT_TRUE(takes(list, Strings::in_place)) << list;
  }
}

TEST_F(Indexed, LeavesTheRestToTheScalarReader) {
  for (const Refused& refused : kRefused) {
    const std::string list = fmt::format("[{}]", refused.text);
    EXPECT_FALSE(takes(refused.text, Strings::terminated)) << refused.text;
    // Some become good in brackets: `[1,2]`.
    Tree scalar(kLimits, FrontEnd::scalar);
    EXPECT_EQ(takes(list, Strings::in_place), !scalar.read(list)) << list;
  }
}

TEST_F(Indexed, StringsInPlaceLieInTheText) {
  Tree tree(kLimits);
  const std::string text = R"({"a":"plain","b":"esc\taped"})";
  ASSERT_FALSE(tree.read(text, Strings::in_place));
  EXPECT_EQ(tree.root()["a"].GetString(), text.data() + text.find("plain"));
  EXPECT_STREQ(tree.root()["b"].GetString(), "esc\taped");
  ASSERT_FALSE(tree.read(text));
  EXPECT_STREQ(tree.root()["a"].GetString(), "plain");
}

TEST_F(Indexed, TextsBeyondItsMemoryAreStillRead) {
  Tree tree(kLimits);
  const std::string text = "[\"" + std::string(TokenIndex::kMostBytes, 'x') + "\"]";
  ASSERT_FALSE(IndexedReader::takes(text));
  ASSERT_FALSE(tree.read(text));
  EXPECT_EQ(tree.root()[0].GetStringLength(), TokenIndex::kMostBytes);
}

// A page that nobody may touch stands behind the text: simdjson's own code is not instrumented by a sanitizer.
TEST_F(Indexed, NeverReadsPastTheLastByte) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  void* const mapped = ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(mapped, MAP_FAILED);
  char* const behind = static_cast<char*>(mapped) + page;
  ASSERT_EQ(::mprotect(behind, page, PROT_NONE), 0);
  FrontEnds both(kLimits);
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    std::string text = fmt::format("[{}]", RandomJson(seed).text());
    if (text.size() > page) continue;
    for (const std::size_t cut : {0, 1, 2, 7, 20}) {
      const std::size_t size = text.size() - std::min<std::size_t>(cut, text.size());
      std::copy_n(text.data(), size, behind - size);
      ASSERT_EQ(both.difference({behind - size, size}), "") << text.substr(0, size);
    }
  }
  ASSERT_EQ(::munmap(mapped, 2 * page), 0);
}

}  // namespace
}  // namespace norm::decode
