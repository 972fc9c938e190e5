// Scans dates, times and durations.
#include "predicate/date_time.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "predicate/characters.h"

namespace norm::predicate {
namespace {

constexpr int kMinutesOfDay = 24 * 60;

// The two digits at `at`, -1 where there are none. REQUIRES: at + 2 <= text.size().
int two_digits(std::string_view text, std::size_t at) {
  const char tens = text[at], units = text[at + 1];
  return is_digit(tens) && is_digit(units) ? (tens - '0') * 10 + (units - '0') : -1;
}

constexpr bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Days before the year, counted from year 0, which the proleptic calendar of ISO 8601 has and which is a leap year.
constexpr int days_before(int year) {
  if (year == 0) return 0;
  const int last = year - 1;
  return year * 365 + last / 4 - last / 100 + last / 400 + 1;
}

// The day since 0000-01-01; -1: no full-date.
int read_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return -1;
  const int century = two_digits(text, 0), rest = two_digits(text, 2);
  const int month = two_digits(text, 5), day = two_digits(text, 8);
  if (century < 0 || rest < 0 || month < 1 || month > 12 || day < 1) return -1;
  const int year = century * 100 + rest;
  constexpr int kBefore[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  const bool leap = is_leap(year);
  const int length = kBefore[month] - kBefore[month - 1] + (leap && month == 2 ? 1 : 0);
  if (day > length) return -1;
  return days_before(year) + kBefore[month - 1] + (leap && month > 2 ? 1 : 0) + day - 1;
}

// full-time on the day 0: minutes below 0 or over a day where the offset crosses midnight.
std::optional<Instant> read_time(std::string_view text) {
  if (text.size() < 9 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const int hour = two_digits(text, 0), minute = two_digits(text, 3), second = two_digits(text, 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
  Instant instant;
  instant.second = second;
  text.remove_prefix(8);
  if (text.front() == '.') {
    text.remove_prefix(1);
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    instant.fraction = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    if (instant.fraction.empty()) return std::nullopt;
    text.remove_prefix(instant.fraction.size());
    instant.fraction = instant.fraction.substr(0, instant.fraction.find_last_not_of('0') + 1);
  }
  int offset = 0;
  if (text != "Z" && text != "z") {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = two_digits(text, 1), minutes = two_digits(text, 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    offset = (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
  }
  instant.minutes = hour * 60 + minute - offset;
  if (second == 60 && (instant.minutes + kMinutesOfDay) % kMinutesOfDay != kMinutesOfDay - 1) return std::nullopt;
  return instant;
}

// Eight bytes, the first one lowest on every processor.
std::uint64_t load_eight(const char* from) {
  std::uint64_t word = 0;
  std::memcpy(&word, from, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Eight bytes of which some are digits and the others given: in the text digits are `0`.
struct Form {
  std::uint64_t text = 0, fixed = 0;  // all bits of the bytes that are given

  // Not left to the optimiser, which would compute it at every call.
  consteval explicit Form(const char (&form)[9]) {
    for (unsigned i = 0; i < 8; ++i) {
      text |= std::uint64_t{static_cast<unsigned char>(form[i])} << (8 * i);
      fixed |= form[i] == '0' ? 0 : std::uint64_t{0xff} << (8 * i);
    }
  }
};

// Of a text that has the form each byte holds its digit's value.
struct Eight {
  std::uint64_t values = 0;
  bool good = false;

  Eight(std::uint64_t word, const Form& form) : values(word ^ form.text) {
    constexpr std::uint64_t kHigh = 0x8080808080808080U, kAboveNine = 0x7676767676767676U;
    good = ((((values + kAboveNine) | values) & kHigh) | (values & form.fixed)) == 0;
  }
  [[nodiscard]] unsigned pair(unsigned at) const {
    return static_cast<unsigned>(values >> (8 * at) & 15U) * 10 + static_cast<unsigned>(values >> (8 * at + 8) & 15U);
  }
};

// Whether the `count` bytes before `end` are digits. REQUIRES: eight bytes before `end`.
bool are_digits(const char* end, std::size_t count) {
  constexpr std::uint64_t kHigh = 0x8080808080808080U, kZeros = 0x3030303030303030U, kAboveNine = 0x7676767676767676U;
  for (; count > 8; count -= 8, end -= 8) {
    const std::uint64_t values = load_eight(end - 8) ^ kZeros;
    if ((((values + kAboveNine) | values) & kHigh) != 0) return false;
  }
  if (count == 0) return true;
  const std::uint64_t values = (load_eight(end - 8) ^ kZeros) >> (8 * (8 - count));
  return (((values + kAboveNine) | values) & kHigh) == 0;
}

// Where the zone begins that `text` ends with; 0: there is none. REQUIRES: text.size() >= 20.
std::size_t find_zone(std::string_view text) {
  if ((text.back() | 0x20) == 'z') return text.size() - 1;
  const std::size_t at = text.size() - 6;
  if (at < 19 || (text[at] != '+' && text[at] != '-')) return 0;
  const Eight offset(load_eight(text.data() + text.size() - 8) >> 24 | std::uint64_t{0x303030} << 40, Form("00:00000"));
  return offset.good && offset.pair(0) <= 23 && offset.pair(3) <= 59 ? at : 0;
}

// Takes `1*DIGIT unit` from the front of `text`.
bool take_amount(std::string_view& text, char unit) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  if (end == text.begin() || end == text.end() || *end != unit) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.begin()) + 1);
  return true;
}

// One or more amounts whose units follow each other in `units` without a gap: `1Y2M` but not `1Y2D`. Each attempt
// reads the same digits again, so a run of digits costs at most three times its length.
bool take_amounts(std::string_view& text, std::string_view units) {
  std::size_t next = 0;
  while (next < units.size() && !take_amount(text, units[next])) ++next;
  if (next == units.size()) return false;
  for (++next; next < units.size() && take_amount(text, units[next]); ++next) {
  }
  return true;
}

}  // namespace

std::optional<Instant> read_date_time(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
  const int day = read_date(text.substr(0, 10));
  auto instant = read_time(text.substr(11));
  if (day < 0 || !instant) return std::nullopt;
  instant->minutes += std::int64_t{day} * kMinutesOfDay;
  return instant;
}

bool is_date_time(std::string_view text) {
  if (text.size() < 20) return false;
  constexpr std::uint64_t kSmallT = std::uint64_t{0x20} << 16;
  const Eight month_of_year(load_eight(text.data()), Form("0000-00-"));
  const Eight minute_of_day(load_eight(text.data() + 8) | kSmallT, Form("00t00:00"));
  const Eight second_of_day(load_eight(text.data() + 11), Form("00:00:00"));
  if (!month_of_year.good || !minute_of_day.good || !second_of_day.good) return false;
  const unsigned month = month_of_year.pair(5), day = minute_of_day.pair(0), second = second_of_day.pair(6);
  constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month - 1 > 11 || day == 0 || second_of_day.pair(0) > 23 || second_of_day.pair(3) > 59) return false;
  // Leap days and leap seconds are rare: the reader knows them.
  if (second > 59 || day > kDays[month - 1]) return read_date_time(text).has_value();
  const std::size_t zone = find_zone(text);
  if (zone == 19) return true;
  return zone > 20 && text[19] == '.' && are_digits(text.data() + zone, zone - 20);
}

bool is_date(std::string_view text) { return read_date(text) >= 0; }

bool is_time(std::string_view text) { return read_time(text).has_value(); }

bool is_duration(std::string_view text) {
  if (text.empty() || text.front() != 'P') return false;
  text.remove_prefix(1);
  if (take_amount(text, 'W')) return text.empty();
  const bool dated = take_amounts(text, "YMD");
  if (text.empty()) return dated;
  if (text.front() != 'T') return false;
  text.remove_prefix(1);
  return take_amounts(text, "HMS") && text.empty();
}

}  // namespace norm::predicate
