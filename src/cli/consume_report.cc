// Sentences and tables of `norm consume`: see the header.
#include "cli/consume_report.h"

#include <norm/report.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "cli/console.h"

namespace norm::cli {
namespace {

constexpr std::size_t kSamples = 4;
constexpr std::size_t kLinesPerSample = 3;
constexpr std::size_t kReasons = 12;
constexpr std::size_t kBar = 24;
// Paths hold what producers wrote (keys, indexes): their number must not be the producers' choice.
constexpr std::size_t kMostReasons = 1000;

// What failed, without the value, so that like goes with like: `:data/:user_id  integer?`.
std::vector<std::string> reasons(const kafka::Rejection& rejection) {
  if (rejection.decode == nullptr) return {std::string(rejection.explain)};
  if (rejection.decode->malformed) return {fmt::format("malformed JSON: {}", rejection.decode->malformed->reason)};
  std::set<std::string> distinct;
  for (const Problem& problem : rejection.decode->problems) {
    const std::string path = to_path(problem.path);
    distinct.insert(path.empty() ? problem.predicate : fmt::format("{}  {}", path, problem.predicate));
  }
  return {distinct.begin(), distinct.end()};
}

std::string cut(std::string_view text, std::size_t width) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (++columns > width) return std::string(text.substr(0, i)) + "…";
  }
  return std::string(text);
}

// A key is any bytes: what is no plain ASCII becomes escapes, so that it does nothing to a terminal.
std::string printable(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes.substr(0, 40)) {
    if (byte >= ' ' && byte <= '~') {
      text += byte;
    } else {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
  }
  return bytes.size() > 40 ? text + "…" : text;
}

}  // namespace

std::string with_commas(std::uint64_t number) {
  std::string digits = fmt::format("{}", number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
  return digits;
}

std::string Paint::in(std::string_view code, std::string_view text) const {
  return on_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

void Rejections::add(const kafka::Rejection& rejection) {
  std::optional<std::size_t> kept;
  for (std::string& reason : reasons(rejection)) {
    auto found = reasons_.find(reason);
    if (found == reasons_.end()) {
      if (reasons_.size() >= kMostReasons) {
        ++others_;
        continue;
      }
      if (!kept) {
        kept = samples_.size();
        samples_.push_back(sample(rejection));
      }
      found = reasons_.emplace(std::move(reason), Reason{0, *kept}).first;
    }
    ++found->second.count;
  }
}

Rejections::Sample Rejections::sample(const kafka::Rejection& rejection) {
  Sample sample;
  sample.where =
      fmt::format("{} [{}] offset {}", rejection.record.topic, rejection.record.partition, rejection.record.offset);
  if (rejection.record.key) sample.where += fmt::format(", key {}", printable(*rejection.record.key));
  std::string_view text = rejection.explain;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (sample.lines.size() < kLinesPerSample) {
      sample.lines.push_back(for_terminal(text.substr(0, end)));
    } else {
      ++sample.more;
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return sample;
}

std::vector<Rejections::Row> Rejections::by_count() const {
  std::vector<Row> sorted(reasons_.begin(), reasons_.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Row& a, const Row& b) { return a.second.count > b.second.count; });
  return sorted;
}

std::string Rejections::histogram(const Paint& paint, std::size_t width) const {
  const std::vector<Row> sorted = by_count();
  std::string text;
  if (sorted.empty()) return text;
  const std::uint64_t most = sorted.front().second.count;
  const std::size_t digits = with_commas(most).size();
  for (std::size_t i = 0; i < std::min(sorted.size(), kReasons); ++i) {
    const auto& [reason, seen] = sorted[i];
    const auto filled = static_cast<std::size_t>(std::max<std::uint64_t>(1, seen.count * kBar / most));
    std::string bar;
    for (std::size_t k = 0; k < filled; ++k) bar += "█";
    const std::size_t used = 8 + digits + kBar;
    text +=
        fmt::format("  {:>{}}  {}{}  {}\n", with_commas(seen.count), digits, paint.yellow(bar),
                    std::string(kBar - filled, ' '), for_terminal(cut(reason, width > used + 20 ? width - used : 20)));
  }
  const std::size_t more = sorted.size() - std::min(sorted.size(), kReasons);
  if (more != 0)
    text +=
        fmt::format("  and {} other {}{}\n", more, more == 1 ? "reason" : "reasons", others_ != 0 ? " and more" : "");
  return text;
}

std::string Rejections::samples(const Paint& paint) const {
  std::string text;
  std::set<std::size_t> shown;
  for (const auto& [reason, seen] : by_count()) {
    if (shown.size() == kSamples) break;
    if (!shown.insert(seen.sample).second) continue;
    const Sample& sample = samples_[seen.sample];
    text += fmt::format("  {}\n", paint.dim(sample.where));
    for (const std::string& line : sample.lines) text += fmt::format("    {}\n", line);
    if (sample.more != 0) text += fmt::format("    {}\n", paint.dim(fmt::format("and {} more", sample.more)));
  }
  return text;
}

std::string sentence(const kafka::Event& event, kafka::OnFlood on_flood) {
  const auto place = [&] { return fmt::format("{} [{}]", event.topic, event.partition); };
  switch (event.kind) {
    case kafka::Event::Kind::assigned:
    case kafka::Event::Kind::revoked: return {};
    case kafka::Event::Kind::lost:
      return fmt::format("{} was taken by the group; what was not committed comes again", place());
    case kafka::Event::Kind::blocked:
      return fmt::format("{} waits at offset {}: {}; the other partitions go on", place(), event.offset, event.message);
    case kafka::Event::Kind::still_blocked:
      return fmt::format("{} still waits at offset {}, {}, {} attempts", place(), event.offset, event.message,
                         event.attempts);
    case kafka::Event::Kind::unblocked: return fmt::format("{} goes on after offset {}", place(), event.offset);
    case kafka::Event::Kind::delivery_failed:
      return fmt::format("{} waits at offset {}: {}; it will be sent again", place(), event.offset, event.message);
    case kafka::Event::Kind::commit_failed: return fmt::format("{}; the next commit tries again", event.message);
    case kafka::Event::Kind::broker: return event.message;
    case kafka::Event::Kind::parked:
      return fmt::format("{} stands at offset {}, uncommitted: {}; it needs a person", place(), event.offset,
                         event.message);
    case kafka::Event::Kind::fenced:
      return fmt::format("{}: the group has gone on without us; nothing is begun until it gives us partitions",
                         place());
    case kafka::Event::Kind::flood:
      return fmt::format("{}; {}", event.message,
                         on_flood == kafka::OnFlood::pause   ? "reading waits for SIGUSR1, which lets as many more in"
                         : on_flood == kafka::OnFlood::go_on ? "reading goes on all the same, as --on-flood has it"
                                                             : "--on-flood ends the run");
    case kafka::Event::Kind::flood_over: return "reading goes on";
    case kafka::Event::Kind::circuit_open:
      return fmt::format("one record after another has to be tried again: {}; single ones are tried until one ends",
                         event.message);
    case kafka::Event::Kind::circuit_closed: return "records end again";
    case kafka::Event::Kind::gone:
      return fmt::format("{} has lost offsets {} to {} before they were read: {}", place(), event.offset,
                         event.last_offset, event.message);
    case kafka::Event::Kind::left_behind:
      return event.topic.empty() ? event.message
                                 : fmt::format("{} offset {}: {}", place(), event.offset, event.message);
  }
  return {};
}

namespace {

std::string rows(const RunEnd& end, const Paint& paint) {
  const kafka::Summary& summary = end.summary;
  const std::size_t digits = std::max<std::size_t>(with_commas(summary.read).size(), 5);
  const auto row = [&](std::string_view what, std::uint64_t count, const std::string& where) {
    return fmt::format("  {:<12}{:>{}}{}{}\n", what, with_commas(count), digits, where.empty() ? "" : "  ", where);
  };
  std::string text = row("read", summary.read, {});
  text += row("conforming", summary.done, end.done);
  text += row("rejected", summary.error_topic, fmt::format("to {}, with the explanation", end.errors));
  if (summary.skipped != 0) {
    text += row("skipped", summary.skipped,
                end.skipped + (summary.duplicates != 0 ? ", and messages that were done before" : ""));
  }
  if (summary.duplicates != 0) text += row("duplicates", summary.duplicates, "of messages that were done");
  if (summary.unknown_outcomes != 0) {
    text += row("unknown", summary.unknown_outcomes, paint.yellow("begun once, outcome unknown; not handled again"));
  }
  if (summary.uncommitted != 0) {
    text += row("uncommitted", summary.uncommitted, paint.yellow("read, but not committed: they come again"));
  }
  if (summary.retries != 0) text += row("retries", summary.retries, "each held up its own partition only");
  if (summary.delivery_failures != 0)
    text += row("sent again", summary.delivery_failures, "refused by a broker at first");
  if (summary.parked != 0) text += row("parked", summary.parked, paint.yellow("can go nowhere; of the uncommitted"));
  if (summary.gone != 0) text += row("gone", summary.gone, paint.yellow("left the log before they were read"));
  if (summary.lost != 0) text += row("lost", summary.lost, "partitions taken by the group");
  return text;
}

}  // namespace

std::string report(const RunEnd& end, const Rejections& rejections, const Paint& paint, std::size_t width) {
  std::string text =
      fmt::format("{}\n", paint.bold(fmt::format("{} records in {:.1f} s", with_commas(end.summary.read), end.took)));
  text += rows(end, paint);
  if (rejections.empty()) return text;
  text += fmt::format("\n{}\n{}", paint.bold("Why they were rejected"), rejections.histogram(paint, width));
  text += fmt::format("\n{}\n{}", paint.bold("In the words that the error topic carries"), rejections.samples(paint));
  return text;
}

std::vector<kafka::LogLine> log_lines(const RunEnd& end) {
  const auto now = std::chrono::system_clock::now();
  std::vector<kafka::LogLine> lines;
  kafka::LogLine& line = lines.emplace_back(kafka::LogLine{.time = now, .event = "summary"});
  const kafka::Summary& all = end.summary;
  const std::pair<const char*, std::uint64_t> fields[] = {
      {"read", all.read},
      {"done", all.done},
      {"error_topic", all.error_topic},
      {"skipped", all.skipped},
      {"uncommitted", all.uncommitted},
      {"retries", all.retries},
      {"duplicates", all.duplicates},
      {"unknown_outcomes", all.unknown_outcomes},
      {"delivery_failures", all.delivery_failures},
      {"parked", all.parked},
      {"gone", all.gone},
      {"left_behind", all.left_behind},
      {"milliseconds", static_cast<std::uint64_t>(end.took * 1000)},
  };
  for (const auto& [name, count] : fields) line.fields.emplace_back(name, static_cast<std::int64_t>(count));
  if (!end.error) return lines;
  lines.push_back({.level = kafka::LogLevel::error,
                   .time = now,
                   .event = "failed",
                   .fields = {{"error", end.error->name}},
                   .message = end.error->message});
  return lines;
}

}  // namespace norm::cli
