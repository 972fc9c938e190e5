#pragma once

// Dates and times of RFC 3339 and durations of its appendix A, read without allocation, locale or time zone.
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace norm::predicate {

/// A moment on the UTC line, for comparing: a leap second stands after 23:59:59.999… and before the next day.
struct Instant {
  std::int64_t minutes = 0;   ///< since 0000-01-01T00:00Z
  int second = 0;             ///< 0 to 60
  std::string_view fraction;  ///< digits of the text, without zeros at the end

  friend std::strong_ordering operator<=>(const Instant&, const Instant&) = default;
  friend bool operator==(const Instant&, const Instant&) = default;
};

/// RFC 3339 date-time; nullopt where it is none. The fraction is a piece of `text`.
[[nodiscard]] std::optional<Instant> read_date_time(std::string_view text);

/// Whether read_date_time would read it, in a fraction of its time.
[[nodiscard]] bool is_date_time(std::string_view text);

/// RFC 3339 full-date, with the days of each month and leap years.
[[nodiscard]] bool is_date(std::string_view text);
/// RFC 3339 full-time: the offset is required.
[[nodiscard]] bool is_time(std::string_view text);
/// RFC 3339 appendix A, its letters as capitals, as ISO 8601 has them.
[[nodiscard]] bool is_duration(std::string_view text);

}  // namespace norm::predicate
