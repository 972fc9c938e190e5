// Nanoseconds a call of single predicates, over texts that are hot in the cache and differ from call to call.
#include <benchmark/benchmark.h>
#include <norm/spec.h>
#include <rapidjson/document.h>

#include <string>
#include <vector>

#include "draw.h"
#include "predicate/table.h"

namespace norm::bench {
namespace {

constexpr std::size_t kTexts = 256;

void ask(benchmark::State& state, const char* name, const std::vector<Argument>& args, std::string (*draw)(Draw&)) {
  const predicate::Row* row = predicate::find(name);
  const auto operand = row->prepare(args);
  if (!operand) return state.SkipWithError(operand.error().message.c_str());
  Draw from(1);
  rapidjson::Document texts;
  texts.SetArray();
  for (std::size_t i = 0; i < kTexts; ++i) {
    const std::string text = draw(from);
    texts.PushBack(Json(text.data(), static_cast<rapidjson::SizeType>(text.size()), texts.GetAllocator()),
                   texts.GetAllocator());
  }
  for ([[maybe_unused]] auto _ : state) {
    for (const Json& text : texts.GetArray()) {
      const bool passes = row->test(*operand, {text, {}});
      if (!passes) return state.SkipWithError("a text should pass");
      benchmark::DoNotOptimize(passes);
    }
  }
  state.counters["ns_a_call"] =
      benchmark::Counter(kTexts * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

std::string uuid(Draw& draw) { return draw.uuid(); }
std::string date_time(Draw& draw) { return draw.date_time(); }
std::string prose(Draw& draw) { return draw.prose(40); }

const std::string kUuid = "^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$";

BENCHMARK_CAPTURE(ask, uuid, "uuid?", std::vector<Argument>{}, uuid);
BENCHMARK_CAPTURE(ask, uuid_4, "uuid?", std::vector<Argument>{Constant(4)}, uuid);
BENCHMARK_CAPTURE(ask, the_decks_regex, "re_matches?", std::vector<Argument>{Regex{kUuid, "i"}}, uuid);
BENCHMARK_CAPTURE(ask, date_time, "date_time?", std::vector<Argument>{}, date_time);
BENCHMARK_CAPTURE(ask, length, "length?", std::vector<Argument>{Range{1, 60}}, prose);

}  // namespace
}  // namespace norm::bench

BENCHMARK_MAIN();
