// Places in a topic as a command line has them: see the header.
#include "cli/position.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string>

namespace norm::cli {
namespace {

// Takes so many digits and what follows them from the front.
std::optional<int> take(std::string_view& text, std::size_t digits) {
  int number = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + digits, number);
  if (failure != std::errc() || end != text.data() + digits || text.front() == '-') return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// `+02:00` as minutes.
std::optional<int> take_zone(std::string_view& text) {
  if (text.empty() || skip(text, 'Z')) return 0;
  const bool east = text.starts_with('+');
  if (!east && !text.starts_with('-')) return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take(text, 2);
  if (!hours || !skip(text, ':')) return std::nullopt;
  const auto minutes = take(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (*hours * 60 + *minutes) * (east ? 1 : -1);
}

std::optional<std::int64_t> to_ms(std::string_view text) {
  using namespace std::chrono;
  const auto y = take(text, 4);
  if (!y || !skip(text, '-')) return std::nullopt;
  const auto m = take(text, 2);
  if (!m || !skip(text, '-')) return std::nullopt;
  const auto d = take(text, 2);
  if (!d) return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  int of_day = 0;
  int milliseconds_of_day = 0;
  if (skip(text, 'T')) {
    const auto hour = take(text, 2);
    if (!hour || *hour > 23 || !skip(text, ':')) return std::nullopt;
    const auto minute = take(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    const bool to_the_second = skip(text, ':');
    const auto second = to_the_second ? take(text, 2) : 0;
    if (!second || *second > 59) return std::nullopt;
    of_day = (*hour * 60 + *minute) * 60 + *second;
    if (to_the_second && skip(text, '.')) {  // as a log has it; what is finer than a millisecond Kafka does not know
      const auto fraction = take(text, 3);
      if (!fraction) return std::nullopt;
      milliseconds_of_day = *fraction;
    }
  }
  const auto zone = take_zone(text);
  if (!zone || !text.empty()) return std::nullopt;
  return duration_cast<milliseconds>(sys_days(date).time_since_epoch()).count() +
         (std::int64_t{of_day} - std::int64_t{*zone} * 60) * 1000 + milliseconds_of_day;
}

}  // namespace

std::optional<kafka::Position> to_position(std::string_view text) {
  using Kind = kafka::Position::Kind;
  if (text == "earliest") return kafka::Position{Kind::beginning, 0};
  if (text == "latest") return kafka::Position{Kind::end, 0};
  std::int64_t offset = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (failure == std::errc() && end == text.data() + text.size() && offset >= 0) {
    return kafka::Position{Kind::offset, offset};
  }
  if (const auto ms = to_ms(text)) return kafka::Position{Kind::time, *ms};
  return std::nullopt;
}

}  // namespace norm::cli
