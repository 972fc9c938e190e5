// What no payload may contradict: random schemas, near variants of them, and payloads drawn from both.
//
// NORM_DIFF_PAYLOADS sets how many payloads are tried, NORM_SEED the first module's seed; the next module has the next
// seed, so a failure is repeated by its own.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <norm/norm.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "diff/variants.h"
#include "judge/random_payload.h"
#include "judge/random_spec.h"

namespace norm::judge {
namespace {

constexpr std::size_t kPayloadsEach = 20;

std::uint64_t environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct Tally {
  std::size_t pairs = 0, payloads = 0, telling = 0;
  std::size_t holds = 0, fails = 0, unknown = 0, same = 0;

  void count(Holding holding) {
    (holding == Holding::holds ? holds : holding == Holding::fails ? fails : unknown) += 1;
  }
};

/// A name twice means an error wherever the schema speaks of it, which containment leaves out of account.
bool repeats_a_key(const DecodeError& error) {
  for (const Problem& problem : error.problems) {
    if (problem.code == "duplicate_key") return true;
  }
  return false;
}

Comparison compared(const Spec& old, const Spec& now, const DiffOptions& options) {
  const auto found = diff(std::span(&old, 1), now, options);
  EXPECT_TRUE(found) << (found ? std::string() : to_text(found.error()));
  return found ? found->overall : Comparison();
}

void expect_no_bug(const Comparison& comparison, std::uint64_t seed, const std::string& texts) {
  for (const Unknown& unknown : comparison.unknowns) {
    ASSERT_NE(unknown.code, "disagreement") << "seed " << seed << " " << to_string(unknown.direction) << "\n" << texts;
  }
}

/// Payloads of one schema under the other, where containment is claimed.
class Claim {
 public:
  Claim(const Spec& part, const Spec& whole) : part_(*compile(part)), whole_(*compile(whole)) {}

  /// Empty, or the payload that contradicts it.
  std::string contradicted(const std::string& payload, Tally& tally) {
    const auto in_part = part_.decode(payload);
    ++tally.payloads;
    if (!in_part) return {};
    ++tally.telling;
    const auto in_whole = whole_.decode(payload);
    if (in_whole || in_whole.error().malformed || repeats_a_key(in_whole.error())) return {};
    return payload + "\n" + to_lines(in_whole.error());
  }

 private:
  Decoder part_, whole_;
};

void try_pair(const Spec& old, const Spec& now, Random& random, std::uint64_t seed, Tally& tally) {
  const std::string texts = "old " + print(old) + "\n" + (old.library() ? text_of(*old.library()) : "") + "new " +
                            print(now) + "\n" + (now.library() ? text_of(*now.library()) : "");
  DiffOptions options;
  options.strict_open = true;
  const Comparison plain = compared(old, now, options);
  const Comparison open = compared(old, now, {});
  ++tally.pairs;
  tally.count(plain.directions.old_data_under_new);
  tally.count(plain.directions.new_data_under_old);
  tally.same += plain.verdict == Verdict::same ? 1 : 0;
  expect_no_bug(plain, seed, texts);
  expect_no_bug(open, seed, texts);
  // What is emitted is accepted.
  for (const auto direction : {&Directions::old_data_under_new, &Directions::new_data_under_old}) {
    if (plain.directions.*direction != Holding::holds) continue;
    ASSERT_NE(open.directions.*direction, Holding::fails) << "seed " << seed << "\n" << texts;
  }
  for (const bool forward : {true, false}) {
    const Holding holding = forward ? plain.directions.old_data_under_new : plain.directions.new_data_under_old;
    if (holding != Holding::holds) continue;
    const Spec& part = forward ? old : now;
    const Spec& whole = forward ? now : old;
    Claim claim(part, whole);
    for (std::size_t i = 0; i < kPayloadsEach; ++i) {
      const Spec& drawn = i % 3 == 0 ? whole : part;
      const std::string payload = random_payload(random, drawn, drawn.library().get());
      const std::string contradiction = claim.contradicted(payload, tally);
      ASSERT_EQ(contradiction, "") << "seed " << seed << (forward ? " old in new\n" : " new in old\n") << texts;
    }
  }
}

/// A last definition that puts others together; near variants of one definition hardly ever lie apart by a negation.
std::string combination(Random& random, const Library& library) {
  const auto& definitions = library.files.front().definitions;
  const auto some = [&] {
    const auto at = static_cast<std::size_t>(random.between(0, static_cast<int>(definitions.size()) - 1));
    return (random.between(0, 3) == 0 ? "!" : "") + definitions[at].name;
  };
  const auto either = [&] { return random.between(0, 1) == 0 ? "&" : "|"; };
  return fmt::format("Combined = ({} {} {}) {} ({} {} {})\n", some(), either(), some(), either(), some(), either(),
                     some());
}

TEST(Payloads, NeverContradictGrowth) {
  const std::uint64_t wanted = environment("NORM_DIFF_PAYLOADS", 4000);
  const std::uint64_t first = environment("NORM_SEED", 1);
  Tally tally;
  for (std::uint64_t seed = first; tally.payloads < wanted; ++seed) {
    ASSERT_LT(tally.pairs, 2000 + wanted) << "hardly anything is ever contained";
    Random random(seed);
    const auto module = random_module(random);
    std::string text = text_of(*module);
    std::string changed = text;
    for (int i = random.between(1, 3); i > 0; --i) changed = altered(random, std::move(changed));
    if (random.between(0, 1) == 0) {
      text += combination(random, *module);
      changed += combination(random, *module);
    }
    const auto old = load_text(text, "old.norm");
    if (!old) continue;
    const auto now = load_text(changed, "new.norm");
    if (!now) continue;
    try_pair(*old->last(), *now->last(), random, seed, tally);
    if (HasFatalFailure()) return;
  }
  fmt::print("NORM_SEED={}: {} pairs, {} same; directions: {} hold, {} fail, {} unknown; {} payloads, {} valid\n",
             first, tally.pairs, tally.same, tally.holds, tally.fails, tally.unknown, tally.payloads, tally.telling);
  EXPECT_GT(tally.telling, tally.payloads / 8);
  EXPECT_GT(tally.fails, tally.pairs / 8);
  EXPECT_LT(tally.unknown, tally.pairs / 4);
}

TEST(Rewrites, ChangeNothing) {
  const std::uint64_t first = environment("NORM_SEED", 1);
  std::size_t pairs = 0;
  std::size_t unknown = 0;
  for (std::uint64_t seed = first; pairs < environment("NORM_DIFF_REWRITES", 300); ++seed) {
    Random random(seed);
    const std::string text = text_of(*random_module(random));
    const auto module = load_text(text, "old.norm");
    if (!module) continue;
    const Spec& old = *module->last();
    const Spec now(rewritten(random, old, module->library().get()), module->library());
    const std::string texts = text + "rewritten " + print(now) + "\n";
    DiffOptions options;
    options.strict_open = true;
    const Comparison plain = compared(old, now, options);
    const Comparison open = compared(old, now, {});
    for (const Comparison& comparison : {plain, open}) {
      expect_no_bug(comparison, seed, texts);
      ASSERT_NE(comparison.directions.old_data_under_new, Holding::fails) << "seed " << seed << "\n" << texts;
      ASSERT_NE(comparison.directions.new_data_under_old, Holding::fails) << "seed " << seed << "\n" << texts;
      ++pairs;
      unknown += comparison.verdict == Verdict::unknown ? 1 : 0;
    }
    const Comparison itself = compared(old, old, {});
    ASSERT_EQ(itself.verdict, Verdict::same) << "seed " << seed << "\n" << text;
    if (HasFatalFailure()) return;
  }
  EXPECT_LT(unknown, pairs / 5);
}

}  // namespace
}  // namespace norm::judge
