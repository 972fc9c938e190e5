// The harness: each iteration times a pass of the baseline and, right after it, a pass of the contender; what counts is
// the median of the pairs' ratios. Machines change their speed from second to second, both halves of a pair with it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "allocations.h"
#include "contender.h"

namespace norm::bench {
namespace {

constexpr std::size_t kMessages = 10'000;
constexpr int kPairs = 61;

struct Row {
  std::string name;
  std::unique_ptr<Contender> (*make)(const Messages&);
  bool judges;  // a plain parse does not
};

const std::vector<Row> kRows = {
    {"RapidJSON parse (the baseline)", rapidjson_parse, false},
    {"RapidJSON parse + SchemaValidator", rapidjson_schema, true},
    {"valijson: RapidJSON parse + validate", valijson_schema, true},
    {"norm Decoder::valid, bytes to verdict", norm_bytes_to_verdict, true},
    {"norm Decoder::decode, bytes to document", norm_bytes_to_document, true},
    {"norm Validator::valid, hot document", norm_hot_document, true},
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double seconds_of(Contender& contender) {
  const auto begin = std::chrono::steady_clock::now();
  benchmark::DoNotOptimize(contender.pass());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return taken.count() / static_cast<double>(contender.repeats());
}

void run(benchmark::State& state, const Row& row, const Messages& messages) {
  const std::unique_ptr<Contender> baseline = rapidjson_parse(messages);
  const std::unique_ptr<Contender> contender = row.make(messages);

  // A wrong verdict has no speed. The passes also warm both up.
  baseline->pass();
  const auto expected =
      std::ranges::count_if(messages, [&](const Message& m) { return row.judges ? m.conforms : m.is_json; });
  if (const std::size_t found = contender->pass() / contender->repeats(); found != static_cast<std::size_t>(expected)) {
    return state.SkipWithError(fmt::format("{} messages conform, {} were found", expected, found).c_str());
  }
  const std::size_t before = allocations();
  contender->pass();
  const std::size_t allocated = (allocations() - before) / contender->repeats();

  std::vector<double> ratios;
  std::vector<double> seconds;
  for ([[maybe_unused]] auto _ : state) {
    const double base = seconds_of(*baseline);
    seconds.push_back(seconds_of(*contender));
    ratios.push_back(seconds.back() / base);
    state.SetIterationTime(seconds.back());
  }
  const auto count = static_cast<double>(messages.size());
  state.counters["ratio"] = median(std::move(ratios));
  state.counters["ns"] = median(std::move(seconds)) / count * 1e9;
  state.counters["mallocs"] = static_cast<double>(allocated) / count;
}

/// One row a contender; nothing else.
class Table final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override {
    std::cout << fmt::format("{:<42}{:>10}{:>12}{:>12}\n", "a message", "ratio", "ns", "mallocs");
    return true;
  }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const std::string name = run.run_name.function_name;
      if (run.error_occurred) {
        std::cout << fmt::format("{:<42}  {}\n", name, run.error_message);
        failed_ = true;
        continue;
      }
      std::cout << fmt::format("{:<42}{:>10.3f}{:>12.0f}{:>12.2f}\n", name, value(run, "ratio"), value(run, "ns"),
                               value(run, "mallocs"));
    }
    std::cout.flush();
  }

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  static double value(const Run& run, const std::string& name) { return run.counters.at(name).value; }
  bool failed_ = false;
};

}  // namespace
}  // namespace norm::bench

int main(int argc, char** argv) {
  using namespace norm::bench;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;

  const Messages messages = comment_events(kMessages, 2019);
  std::size_t bytes = 0;
  for (const Message& message : messages) bytes += message.bytes.size();
  std::cout << fmt::format("{} comment.created events of {} bytes, {} pairs of passes a row\n\n", messages.size(),
                           bytes / messages.size(), kPairs);

  for (const Row& row : kRows) {
    benchmark::RegisterBenchmark(row.name.c_str(),
                                 [&row, &messages](benchmark::State& state) { run(state, row, messages); })
        ->Iterations(kPairs)
        ->UseManualTime();
  }
  Table table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return table.failed() ? 1 : 0;
}
