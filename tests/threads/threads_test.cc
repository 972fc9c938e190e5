// What threads share: a Validator that never changes. Each has a Decoder of its own, and all come to the same answers.
#include <gtest/gtest.h>
#include <norm/decode.h>
#include <norm/dsl.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/judge.h"
#include "decode/random_json.h"
#include "program/compile.h"

namespace norm {
namespace {

constexpr int kThreads = 4;

// One of everything that an evaluation has working memory for: regexes, remembered verdicts, twins, distinct.
Validator validator() {
  const Spec text = string() & re_matches("^[A-Za-z\\\\/]*$");
  const Spec list = coll_of(number() | text | null() | boolean() | array() | object(), {.distinct = true});
  const Spec spec = map_of(string() & max_length(40), any()) | list | (integer() & ge("-1e30")) | multiple_of("0.01");
  return Validator(*program::compile(spec, {}));
}

std::vector<std::string> payloads() {
  std::vector<std::string> texts;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    texts.push_back(decode::testing::RandomJson(seed).text());
    if (seed % 9 == 0) texts.back().pop_back();
  }
  return texts;
}

/// What there is to say of a payload, in a form that compares.
std::string said(const std::optional<DecodeError>& error) {
  if (!error) return "conforms";
  if (error->malformed) return std::to_string(error->malformed->offset) + ' ' + error->malformed->reason;
  std::string text;
  for (const Problem& problem : error->problems) text += problem.predicate + ' ' + problem.val + '\n';
  return text;
}

std::vector<std::string> answers(Decoder& decoder, const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  for (const std::string& text : texts) {
    all.push_back(said(decoder.explain(text)));
    if (decoder.valid(text) != (all.back() == "conforms")) all.back() += " but valid says otherwise";
    if (decoder.decode(text).has_value() != (all.back() == "conforms")) all.back() += " but decode says otherwise";
  }
  return all;
}

TEST(Threads, ShareAValidator) {
  const Validator shared = validator();
  const std::vector<std::string> texts = payloads();
  Decoder alone(shared);
  const std::vector<std::string> expected = answers(alone, texts);
  EXPECT_NE(std::count(expected.begin(), expected.end(), "conforms"), 0);
  EXPECT_LT(std::count(expected.begin(), expected.end(), "conforms"), 500);

  std::vector<std::vector<std::string>> found(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Decoder decoder(shared, {.front_end = i % 2 == 0 ? FrontEnd::fastest : FrontEnd::scalar});
      found[static_cast<std::size_t>(i)] = answers(decoder, texts);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& each : found) EXPECT_EQ(each, expected);
}

TEST(Threads, ADecoderMayMoveToAnother) {
  Decoder decoder(validator());
  ASSERT_TRUE(decoder.valid("[1]"));
  bool valid = false;
  std::thread([&valid, moved = std::move(decoder)]() mutable { valid = moved.valid("[1, 2]"); }).join();
  EXPECT_TRUE(valid);
}

// ---- the command's judging

struct Visited {
  std::size_t number;
  std::string bytes;
  std::string said;
  friend bool operator==(const Visited&, const Visited&) = default;
};

/// Judges payload after payload, as often as `rounds` says; stops after `most` visits.
std::vector<Visited> judge_with(std::size_t jobs, const std::vector<std::string>& texts, int rounds, std::size_t most) {
  std::vector<Visited> visited;
  cli::Judge judge(validator(), {}, jobs, [&](const cli::Payload& payload, cli::Verdict& verdict) {
    visited.push_back({payload.number, std::string(payload.record.bytes), said(verdict.error)});
    return visited.size() < most;
  });
  const std::string name = "texts";
  std::size_t number = 0;
  for (int round = 0; round < rounds; ++round) {
    for (const std::string& text : texts) {
      cli::Payload payload;
      payload.record.bytes = text;
      payload.number = ++number;
      payload.file = &name;
      if (!judge.add(payload)) return visited;
    }
    if (round % 5 == 4 && !judge.drain()) return visited;
  }
  (void)judge.drain();
  return visited;
}

TEST(Judge, KeepsTheOrderOfTheInput) {
  std::vector<std::string> texts = payloads();
  texts.push_back("\"" + std::string(std::size_t{3} << 20, 'x') + "\"");  // larger than any batch
  constexpr int kRounds = 12;
  constexpr std::size_t kAll = 1'000'000;
  const std::vector<Visited> expected = judge_with(1, texts, kRounds, kAll);
  ASSERT_EQ(expected.size(), texts.size() * kRounds);
  EXPECT_TRUE(judge_with(2, texts, kRounds, kAll) == expected);
  EXPECT_TRUE(judge_with(kThreads, texts, kRounds, kAll) == expected);
}

TEST(Judge, StopsWhenNoMoreAreWanted) {
  const std::vector<std::string> texts = payloads();
  for (const std::size_t most : {1, 7, 2000}) EXPECT_EQ(judge_with(kThreads, texts, 40, most).size(), most);
}

}  // namespace
}  // namespace norm
