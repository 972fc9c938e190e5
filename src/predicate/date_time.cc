// Scans dates, times and durations.
#include "predicate/date_time.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

#include "predicate/characters.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

#if defined(__SSE2__)
// Sixteen bytes of which some are digits, in pairs, and the others given: in the form digits are `0`.
struct Sixteen {
  __m128i numbers;   // where a pair begins, what it says; elsewhere anything
  unsigned fit = 0;  // bit i: byte i is as the form wants it, and no number that begins there is out of bounds

  Sixteen(__m128i text, __m128i form, __m128i most) {
    const __m128i values = _mm_xor_si128(text, form);
    const __m128i nines = _mm_and_si128(_mm_cmpeq_epi8(form, _mm_set1_epi8('0')), _mm_set1_epi8(9));
    // Two digits at a time, as ten times a digit is still a byte.
    numbers = _mm_add_epi8(_mm_mullo_epi16(values, _mm_set1_epi16(10)), _mm_srli_si128(values, 1));
    fit = zeros(_mm_or_si128(_mm_subs_epu8(values, nines), _mm_subs_epu8(numbers, most)));
  }
  template <int kAt>
  [[nodiscard]] unsigned number() const {
    return static_cast<unsigned>(_mm_extract_epi16(numbers, kAt / 2)) >> (kAt % 2 * 8) & 0xFFU;
  }
  static unsigned zeros(__m128i bytes) {
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_setzero_si128())));
  }
  static __m128i load(const char* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }
};

// Whether the text is a date-time of the everyday sort: no leap day, no leap second, at most nine digits of a second.
// Fractions and zones differ in length from text to text, so that none of it is left to a branch that would be guessed
// wrong.
bool is_plain_date_time(std::string_view text) {
  constexpr std::size_t kSeconds = 19;  // where they end
  if (text.size() <= kSeconds) return false;
  const char* const at = text.data();
  std::uint32_t year = 0;
  std::memcpy(&year, at, sizeof year);
  year ^= 0x30303030U;

  constexpr char kAny = -1;  // of bounds: none
  // From the year's last digit on: `0-00-00t00:00:00`.
  const Sixteen rest(
      _mm_or_si128(Sixteen::load(at + 3), _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0)),
      _mm_setr_epi8('0', '-', '0', '0', '-', '0', '0', 't', '0', '0', ':', '0', '0', ':', '0', '0'),
      _mm_setr_epi8(kAny, kAny, 12, kAny, kAny, 31, kAny, kAny, 23, kAny, kAny, 59, kAny, kAny, 59, kAny));
  static constexpr std::uint8_t kDays[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if ((((year + 0x76767676U) | year) & 0x80808080U) != 0 || rest.fit != 0xFFFF) return false;
  if (rest.number<5>() - 1 >= kDays[rest.number<2>()]) return false;

  const char* const end = at + text.size();
  const __m128i last = Sixteen::load(end - 16);
  const unsigned utc = (end[-1] | 0x20) == 'z' ? 1 : 0;
  const unsigned zone = 6 - 5 * utc;
  const std::size_t fraction = text.size() - kSeconds - zone;  // with its point
  // Bits of the bytes that have to be digits (of a point alone, one that no byte has), and of the byte of the point.
  struct Wanted {
    unsigned digits, point;
  };
  static constexpr Wanted kFractions[] = {{0, 0},       {0x10000, 0xFF}, {0x1, 0xFF},  {0x3, 0xFF},
                                          {0x7, 0xFF},  {0xF, 0xFF},     {0x1F, 0xFF}, {0x3F, 0xFF},
                                          {0x7F, 0xFF}, {0xFF, 0xFF},    {0x1FF, 0xFF}};
  if (fraction >= std::size(kFractions)) return false;
  const Wanted wanted = kFractions[fraction];
  const unsigned digits = Sixteen::zeros(_mm_subs_epu8(_mm_xor_si128(last, _mm_set1_epi8('0')), _mm_set1_epi8(9)));
  const unsigned wrong_fraction =
      (wanted.digits << (17 - zone - fraction) & ~digits) | (wanted.point & (at[kSeconds] ^ '.'));
  const Sixteen offset(
      last, _mm_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '+', '0', '0', ':', '0', '0'),
      _mm_setr_epi8(kAny, kAny, kAny, kAny, kAny, kAny, kAny, kAny, kAny, kAny, kAny, 23, kAny, kAny, 59, kAny));
  const unsigned wrong_sign = static_cast<unsigned>(end[-6] - '+') & ~unsigned{'-' - '+'};
  const unsigned wrong_offset = (0xF800U & ~offset.fit) | wrong_sign;
  return (wrong_fraction | ((utc - 1) & wrong_offset)) == 0;
}
#else
bool is_plain_date_time(std::string_view) { return false; }
#endif

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

[[gnu::noinline]] static bool is_other_date_time(std::string_view text) { return read_date_time(text).has_value(); }

bool is_date_time(std::string_view text) { return is_plain_date_time(text) || is_other_date_time(text); }

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
