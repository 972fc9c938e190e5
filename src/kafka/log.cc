// Events and librdkafka's lines as structured log lines.
#include <norm/kafka/log.h>

#include <fmt/format.h>

#include <iterator>

#include "kafka/command.h"
#include "kafka/json_text.h"

namespace norm::kafka {
namespace {

LogLevel level_of(Event::Kind kind) {
  switch (kind) {
    case Event::Kind::assigned:
    case Event::Kind::revoked:
    case Event::Kind::unblocked:
    case Event::Kind::flood_over:
    case Event::Kind::circuit_closed: return LogLevel::info;
    case Event::Kind::lost:
    case Event::Kind::blocked:
    case Event::Kind::still_blocked:
    case Event::Kind::delivery_failed:
    case Event::Kind::commit_failed:
    case Event::Kind::broker:
    case Event::Kind::fenced:
    case Event::Kind::flood:
    case Event::Kind::circuit_open:
    case Event::Kind::gone: return LogLevel::warning;
    case Event::Kind::parked:
    case Event::Kind::left_behind: return LogLevel::error;
  }
  return LogLevel::error;
}

// `2026-01-02T03:04:05.678Z`, by H. Hinnant's civil_from_days: gmtime would do, but not for every time_point.
std::string utc(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const year_month_day date{sys_days{day.time_since_epoch()}};
  const hh_mm_ss clock{floor<milliseconds>(time - day)};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

}  // namespace

std::string_view to_text(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
  }
  return "";
}

std::string_view to_text(Event::Kind kind) { return name(kind); }

std::string to_json(const LogLine& line) {
  std::string text = fmt::format(R"({{"time":"{}","level":"{}","event":)", utc(line.time), to_text(line.level));
  append_json(text, line.event);
  for (const auto& [name, value] : line.fields) {
    text += ',';
    append_json(text, name);
    text += ':';
    if (const auto* const number = std::get_if<std::int64_t>(&value)) {
      fmt::format_to(std::back_inserter(text), "{}", *number);
    } else {
      append_json(text, std::get<std::string>(value));
    }
  }
  if (!line.message.empty()) {
    text += R"(,"message":)";
    append_json(text, line.message);
  }
  return text + '}';
}

LogLine to_log(const Event& event, std::chrono::system_clock::time_point time) {
  LogLine line{
      .level = level_of(event.kind), .time = time, .event = std::string(name(event.kind)), .message = event.message};
  if (!event.topic.empty()) line.fields.emplace_back("topic", event.topic);
  if (event.partition >= 0) line.fields.emplace_back("partition", event.partition);
  if (event.offset >= 0) line.fields.emplace_back("offset", event.offset);
  if (event.last_offset >= 0) line.fields.emplace_back("last_offset", event.last_offset);
  if (event.attempts != 0) line.fields.emplace_back("attempts", event.attempts);
  return line;
}

}  // namespace norm::kafka
