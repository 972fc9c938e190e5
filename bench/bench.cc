// The harness: it times a pass of the baseline and, right after it, a pass of the contender, again and again; what
// counts is the median of the pairs' ratios. Machines change their speed from second to second, both halves of a pair
// with it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "allocations.h"
#include "contender.h"

namespace norm::bench {

Question::Question(const Set& from)
    : set(from.name),
      messages(draw_messages(from.shape, from.drawing)),
      norm_schema(bench::norm_schema(from.shape)),
      json_schema(bench::json_schema(from.shape)) {}

namespace {

constexpr std::size_t kPairs = 31;
// A slow contender gets fewer pairs, or one row would take minutes.
constexpr std::size_t kFewestPairs = 5;
constexpr double kSecondsARow = 2;

struct Row {
  std::string name;
  Make make;
  bool judges = true;    // a plain parse does not
  bool piped = false;    // a child, which has to be built
  bool by_hand = false;  // knows some sets
};

const std::vector<Row> kRows = {
    {"RapidJSON parse (the baseline)", rapidjson_parse, false},
    {"RapidJSON parse + SchemaValidator", rapidjson_schema},
    {"valijson: RapidJSON parse + validate", valijson_schema},
    {"ajv: JSON.parse + validate, by pipe", ajv_pipe, true, true},
    {"Rust jsonschema: serde_json + validate, by pipe", rust_jsonschema_pipe, true, true},
    {"norm Decoder::valid, bytes to verdict", norm_bytes_to_verdict},
    {"norm Decoder::decode, bytes to document", norm_bytes_to_document},
    {"norm Decoder::decode, without SIMD", norm_scalar_to_document},
    {"norm Validator::valid, hot document", norm_hot_document},
    {"limit: by hand, simdjson On Demand", limit_on_demand, true, false, true},
    {"limit: by hand, hot document", limit_hot_document, true, false, true},
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

// Empty where every message is judged rightly.
std::string wrong_verdict(Contender& contender, const Row& row, const Messages& messages) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const bool expected = row.judges ? messages[i].conforms : messages[i].is_json;
    if (contender.judge(i) != expected) {
      return fmt::format("message {} should {}conform: {}", i, expected ? "" : "not ",
                         messages[i].bytes.substr(0, 2000));
    }
  }
  return {};
}

void run(benchmark::State& state, const Row& row, const Question& question) {
  const Messages& messages = question.messages;
  const std::unique_ptr<Contender> baseline = rapidjson_parse(question);
  const std::unique_ptr<Contender> contender = row.make(question);

  // A wrong verdict has no speed. The passes also warm both up.
  baseline->pass();
  if (const std::string wrong = wrong_verdict(*contender, row, messages); !wrong.empty()) {
    return state.SkipWithError(wrong.c_str());
  }
  contender->pass();
  const std::size_t before = allocations();
  contender->pass();
  const std::size_t allocated = (allocations() - before) / contender->repeats();

  std::vector<double> ratios;
  std::vector<double> seconds;
  for ([[maybe_unused]] auto _ : state) {
    double spent = 0;
    while (ratios.size() < kPairs && (spent < kSecondsARow || ratios.size() < kFewestPairs)) {
      const double base = seconds_of(*baseline);
      seconds.push_back(seconds_of(*contender));
      ratios.push_back(seconds.back() / base);
      spent += base + seconds.back() * static_cast<double>(contender->repeats());
    }
    state.SetIterationTime(spent);
  }
  const auto count = static_cast<double>(messages.size());
  state.counters["ratio"] = median(std::move(ratios));
  state.counters["ns"] = median(std::move(seconds)) / count * 1e9;
  state.counters["mallocs"] = static_cast<double>(allocated) / count;
}

/// A line for each contender of each set as it comes, and at the end all ratios in one table.
class Table final : public benchmark::BenchmarkReporter {
 public:
  explicit Table(const std::vector<Question>& questions) : questions_(questions) {}

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      const std::string name = run.run_name.function_name;
      const std::string set = name.substr(0, name.find('/'));
      const std::string row = name.substr(name.find('/') + 1);
      if (std::exchange(set_, set) != set) head(set);
      if (run.error_occurred) {
        std::cout << fmt::format("{:<47}  {}\n", row, run.error_message);
        failed_ = true;
        continue;
      }
      std::cout << fmt::format("{:<47}{:>10.3f}{:>12.0f}{:>12.2f}\n", row, value(run, "ratio"), value(run, "ns"),
                               value(run, "mallocs"));
      ratios_[row][set] = value(run, "ratio");
    }
    std::cout.flush();
  }

  void Finalize() override {
    std::vector<std::string> columns;
    for (const Question& question : questions_) {
      const bool shown = std::any_of(ratios_.begin(), ratios_.end(),
                                     [&](const auto& row) { return row.second.contains(question.set); });
      if (shown) columns.push_back(question.set);
    }
    if (columns.empty()) return;
    std::cout << "\n| ratio |";
    for (const std::string& column : columns) std::cout << ' ' << column << " |";
    std::cout << "\n|---|";
    for (std::size_t i = 0; i < columns.size(); ++i) std::cout << "---|";
    std::cout << '\n';
    for (const Row& row : kRows) {
      const auto found = ratios_.find(row.name);
      if (found == ratios_.end()) continue;
      std::cout << "| " << row.name << " |";
      for (const std::string& column : columns) {
        const auto ratio = found->second.find(column);
        std::cout << (ratio == found->second.end() ? " |" : fmt::format(" {:.3f} |", ratio->second));
      }
      std::cout << '\n';
    }
  }

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  void head(const std::string& set) {
    const auto question =
        std::find_if(questions_.begin(), questions_.end(), [&](const Question& q) { return q.set == set; });
    if (question == questions_.end()) return;
    std::size_t bytes = 0;
    for (const Message& message : question->messages) bytes += message.bytes.size();
    std::cout << fmt::format(
        "\n{:<47}{:>10}{:>12}{:>12}\n",
        fmt::format("{}: {} of {} bytes", set, question->messages.size(), bytes / question->messages.size()), "ratio",
        "ns", "mallocs");
  }

  static double value(const Run& run, const std::string& name) { return run.counters.at(name).value; }

  const std::vector<Question>& questions_;
  std::map<std::string, std::map<std::string, double>> ratios_;
  std::string set_;
  bool failed_ = false;
};

}  // namespace
}  // namespace norm::bench

int main(int argc, char** argv) {
  using namespace norm::bench;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;

  std::vector<Question> questions;
  for (const Set& set : sets()) questions.emplace_back(set);
  for (const Question& question : questions) {
    for (const Row& row : kRows) {
      if ((row.by_hand && !has_limit(question.set)) || (row.piped && !has_piped_peers())) continue;
      benchmark::RegisterBenchmark((question.set + '/' + row.name).c_str(),
                                   [&row, &question](benchmark::State& state) { run(state, row, question); })
          ->Iterations(1)
          ->UseManualTime();
    }
  }
  Table table(questions);
  benchmark::RunSpecifiedBenchmarks(&table);
  return table.failed() ? 1 : 0;
}
