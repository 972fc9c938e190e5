#pragma once

// What `norm consume` tells people: why records were rejected, what happened to partitions, what it all came to.
#include <norm/kafka/kafka.h>
#include <norm/report.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm::cli {

/// Beside the exit statuses of every command: a fatal error after the start, or a demonstration whose counts are off.
inline constexpr int kExitConsumeFatal = 3;

/// 5000 as `5,000`, whatever the locale.
[[nodiscard]] std::string with_commas(std::uint64_t number);

/// Text in a colour, or as it is.
class Paint {
 public:
  explicit Paint(Colour colour) : on_(colour == Colour::on) {}
  [[nodiscard]] std::string bold(std::string_view text) const { return in("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return in("2", text); }
  [[nodiscard]] std::string red(std::string_view text) const { return in("31", text); }
  [[nodiscard]] std::string green(std::string_view text) const { return in("32", text); }
  [[nodiscard]] std::string yellow(std::string_view text) const { return in("33", text); }

 private:
  [[nodiscard]] std::string in(std::string_view code, std::string_view text) const;
  bool on_;
};

/// Gathers why records went to the error topic: counts by what failed, and an example of each.
class Rejections {
 public:
  void add(const kafka::Rejection& rejection);
  [[nodiscard]] bool empty() const { return reasons_.empty(); }
  /// Most frequent first: `  86  ████  :data/:user_id  integer?`.
  [[nodiscard]] std::string histogram(const Paint& paint, std::size_t width) const;
  /// Records that failed for the most frequent reasons: `comments [1] offset 12, key 17` and the lines below it.
  [[nodiscard]] std::string samples(const Paint& paint) const;

 private:
  struct Sample {
    std::string where;
    std::vector<std::string> lines;
    std::size_t more = 0;
  };
  struct Reason {
    std::uint64_t count = 0;
    std::size_t sample = 0;
  };
  using Row = std::pair<std::string, Reason>;
  [[nodiscard]] std::vector<Row> by_count() const;
  [[nodiscard]] static Sample sample(const kafka::Rejection& rejection);

  std::map<std::string, Reason> reasons_;  // by path and predicate
  std::vector<Sample> samples_;
  std::uint64_t others_ = 0;
};

/// A sentence for an event, empty for those that people need not see.
[[nodiscard]] std::string sentence(const kafka::Event& event, kafka::OnFlood on_flood);

/// How a run has ended, and where its records went.
struct RunEnd {
  kafka::Summary summary = {};
  std::optional<kafka::Error> error = {};
  double took = 0;           ///< seconds
  std::string done = {};     ///< what became of conforming records
  std::string errors = {};   ///< the error topic
  std::string skipped = {};  ///< what kinds of records were left out, but for duplicates
};
/// Rows, and why records were rejected.
[[nodiscard]] std::string report(const RunEnd& end, const Rejections& rejections, const Paint& paint,
                                 std::size_t width);
/// The same as log lines: `summary` with a field a count, and `failed` where there is an error.
[[nodiscard]] std::vector<kafka::LogLine> log_lines(const RunEnd& end);

}  // namespace norm::cli
