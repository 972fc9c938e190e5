// Instants: order across offsets, fractions of any length and leap seconds; the calendar day by day.
#include "predicate/date_time.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace norm::predicate {
namespace {

Instant instant(std::string_view text) {
  const auto read = read_date_time(text);
  EXPECT_TRUE(read.has_value()) << text;
  return read.value_or(Instant());
}

TEST(Instant, Order) {
  const std::vector<std::vector<const char*>> rising = {
      {"0000-01-01T00:00:00+23:59"},
      {"0000-01-01T00:00:00Z"},
      {"1990-12-31T23:59:59Z", "1990-12-31T15:59:59-08:00", "1991-01-01T00:59:59.000+01:00"},
      {"1990-12-31T23:59:59.49Z", "1990-12-31t23:59:59.4900z"},
      {"1990-12-31T23:59:59.5Z"},
      {"1990-12-31T23:59:59.50000000000000000000000000000000000000000001Z"},
      {"1990-12-31T23:59:60Z", "1990-12-31T15:59:60.0-08:00"},
      {"1990-12-31T23:59:60.5Z"},
      {"1991-01-01T00:00:00Z", "1991-01-01T00:00:00-00:00", "1990-12-31T23:00:00-01:00"},
      {"2000-02-28T23:59:00Z"},
      {"2000-02-29T00:00:00Z"},
      {"2000-03-01T00:00:00Z", "2000-02-29T23:30:00-00:30"},
      {"9999-12-31T23:59:59-23:59"},
  };
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (std::size_t j = 0; j < rising.size(); ++j) {
      for (const char* a : rising[i]) {
        for (const char* b : rising[j]) EXPECT_EQ(instant(a) <=> instant(b), i <=> j) << a << " " << b;
      }
    }
  }
}

void write_two(std::string& text, std::size_t at, int number) {
  text[at] = static_cast<char>('0' + number / 10);
  text[at + 1] = static_cast<char>('0' + number % 10);
}

// Every day of ten thousand years follows the one before by a day, and no other day is a date.
TEST(Date, TheWholeCalendar) {
  std::string text = "0000-00-00T00:00:00Z";
  std::int64_t previous = -1440;
  for (int year = 0; year <= 9999; ++year) {
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    write_two(text, 0, year / 100);
    write_two(text, 2, year % 100);
    for (int month = 1; month <= 12; ++month) {
      const int days = month == 2                                                ? (leap ? 29 : 28)
                       : (month == 4 || month == 6 || month == 9 || month == 11) ? 30
                                                                                 : 31;
      write_two(text, 5, month);
      for (int day = 1; day <= days; ++day) {
        write_two(text, 8, day);
        const auto found = read_date_time(text);
        ASSERT_TRUE(found.has_value()) << text;
        ASSERT_TRUE(is_date_time(text)) << text;
        ASSERT_EQ(found->minutes, previous + 1440) << text;
        previous = found->minutes;
      }
      for (const int day : {0, days + 1}) {
        write_two(text, 8, day);
        ASSERT_FALSE(is_date(text.substr(0, 10))) << text;
        ASSERT_FALSE(is_date_time(text)) << text;
      }
    }
  }
}

// Second 60 only where UTC is 23:59, for every offset.
TEST(Time, LeapSecondAtEveryOffset) {
  for (int minute = 0; minute < 1440; minute += 7) {
    for (int offset = -1439; offset < 1440; offset += 11) {
      const int size = offset < 0 ? -offset : offset;
      const std::string text = fmt::format("{:02}:{:02}:60{}{:02}:{:02}", minute / 60, minute % 60,
                                           offset < 0 ? '-' : '+', size / 60, size % 60);
      const int utc = ((minute - offset) % 1440 + 1440) % 1440;
      EXPECT_EQ(is_time(text), utc == 1439) << text;
    }
  }
}

// One wrong byte anywhere in a date-time is noticed: nothing is skipped.
TEST(DateTime, EveryByteIsRead) {
  const std::string good = "1985-04-12T23:20:50.52-08:00";
  ASSERT_TRUE(read_date_time(good).has_value());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = '?';
    EXPECT_FALSE(read_date_time(bad).has_value()) << bad;
    EXPECT_FALSE(read_date_time(good.substr(0, i)).has_value()) << good.substr(0, i);
  }
}

// The quick test and the reader are two: every byte at every place of every form.
TEST(DateTime, TheQuickTestAgreesWithTheReader) {
  for (const char* const form : {"1985-04-12T23:20:50Z", "2020-02-29t23:59:60.123456z", "1990-12-31T15:59:60-08:00",
                                 "0000-01-01T00:00:00.5+23:59", "2100-02-29T00:00:00Z", "2021-04-31T12:00:00.0Z"}) {
    const std::string text = form;
    for (std::size_t i = 0; i < text.size(); ++i) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed = text;
        changed[i] = static_cast<char>(byte);
        ASSERT_EQ(is_date_time(changed), read_date_time(changed).has_value()) << changed;
      }
      for (const std::string& cut : {text.substr(0, i), text.substr(0, i) + text.substr(i + 1), text + text[i]}) {
        ASSERT_EQ(is_date_time(cut), read_date_time(cut).has_value()) << cut;
      }
    }
    for (int two = 0; two < 100; ++two) {
      for (const std::size_t at : {0U, 2U, 5U, 8U, 11U, 14U, 17U}) {
        std::string changed = text;
        write_two(changed, at, two);
        ASSERT_EQ(is_date_time(changed), read_date_time(changed).has_value()) << changed;
      }
    }
  }
}

// Fractions as long as one, two and three words hold, before every form of a zone.
TEST(DateTime, TheQuickTestAgreesOnEveryFraction) {
  std::size_t good = 0;
  for (std::size_t digits = 0; digits <= 27; ++digits) {
    for (const char* const zone :
         {"Z", "z", "+00:00", "-23:59", "+24:00", "-12:60", "", "Zz", "+0000", "+1:000", "~08:00"}) {
      const std::string text = "1985-04-12T23:20:50." + std::string(digits, '7') + zone;
      good += is_date_time(text) ? 1 : 0;
      for (std::size_t i = 19; i < text.size(); ++i) {
        for (const char byte : {'0', '9', '/', ':', '.', '-', '+', 'Z', '\0', '\x7f', '\x80', '\xb0', '\xff'}) {
          std::string changed = text;
          changed[i] = byte;
          ASSERT_EQ(is_date_time(changed), read_date_time(changed).has_value()) << changed;
        }
      }
    }
  }
  EXPECT_EQ(good, 27U * 4);
}

}  // namespace
}  // namespace norm::predicate
