// Exact decimals: reading, order, divisibility, at any size.
#include "predicate/decimal.h"

#include <chrono>
#include <limits>

#include "predicate/support.h"

namespace norm::predicate {
namespace {

Decimal decimal(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Decimal());
}

TEST(Decimal, ReadsJsonNumbersOnly) {
  for (const char* good : {"0", "-0", "0.0", "1", "10", "-1.5", "1e1", "1E+1", "1e-01", "0e0", "12.340e0005"}) {
    EXPECT_TRUE(Decimal::parse(good)) << good;
  }
  for (const char* bad : {"",   "-",  "+1", "01",  "-01", "00",  ".5",  "1.",  "1.e1",  "1e",    "1e+",     "1e1.5",
                          "1 ", " 1", "1x", "0x1", "inf", "NaN", "1,5", "--1", "1e--1", "1.5.5", "\xd9\xa1"}) {
    EXPECT_FALSE(Decimal::parse(bad)) << bad;
  }
  EXPECT_FALSE(Decimal::parse(std::string_view("1\0", 2)));
}

TEST(Decimal, EqualWhateverTheSpelling) {
  const std::vector<std::vector<const char*>> same = {
      {"0", "-0", "0.0", "-0.000", "0e5", "0e-999999999999999999999999"},
      {"1", "1.0", "10e-1", "0.1e1", "0.01E+2", "100e-2", "1e0", "1e-0", "1e00000000000000000000000000"},
      {"-120", "-1.2e2", "-0.12e3", "-120.00", "-12000e-2", "-1.2e0000000000000000000002"},
      {"1e400", "10e399", "0.001e403"},
      {"1e999999999", "10e999999998"},
  };
  for (std::size_t i = 0; i < same.size(); ++i) {
    for (const char* a : same[i]) {
      for (const char* b : same[i]) {
        EXPECT_EQ(decimal(a), decimal(b)) << a << " " << b;
        EXPECT_EQ(decimal(a).hash(), decimal(b).hash()) << a << " " << b;
      }
      EXPECT_NE(decimal(a), decimal(same[(i + 1) % same.size()].front())) << a;
    }
  }
}

TEST(Decimal, Order) {
  const std::vector<const char*> rising = {"-1e4000000000000000000",
                                           "-1e999999999",
                                           "-1e999999998",
                                           "-18446744073709551616",
                                           "-9223372036854775809",
                                           "-9223372036854775808",
                                           "-10",
                                           "-9.99",
                                           "-9",
                                           "-0.11",
                                           "-0.1",
                                           "-1e-999999999",
                                           "0",
                                           "1e-9999999999999999999999",
                                           "1e-999999999",
                                           "1e-400",
                                           "0.1",
                                           "0.10000000000000000001",
                                           "0.11",
                                           "0.9",
                                           "1",
                                           "1.0000000001",
                                           "9",
                                           "9.99",
                                           "10",
                                           "9007199254740992",
                                           "9007199254740992.5",
                                           "9007199254740993",
                                           "9223372036854775807",
                                           "9223372036854775808",
                                           "18446744073709551615",
                                           "18446744073709551616",
                                           "1e308",
                                           "1e400",
                                           "1e999999998",
                                           "9.9e999999998",
                                           "1e999999999",
                                           "1e4000000000000000000"};
  for (std::size_t i = 0; i < rising.size(); ++i) {
    for (std::size_t j = 0; j < rising.size(); ++j) {
      EXPECT_EQ(decimal(rising[i]) <=> decimal(rising[j]), i <=> j) << rising[i] << " " << rising[j];
    }
  }
}

TEST(Decimal, OfJsonIsTheShortestDecimal) {
  EXPECT_EQ(Decimal::of(Json(0.1)), decimal("0.1"));
  EXPECT_EQ(Decimal::of(Json(3.2)), decimal("3.2"));
  EXPECT_EQ(Decimal::of(Json(-0.0)), decimal("0"));
  EXPECT_EQ(Decimal::of(Json(5e-324)), decimal("5e-324"));
  EXPECT_EQ(Decimal::of(Json(1e22)), decimal("1e22"));
  EXPECT_EQ(Decimal::of(Json(std::numeric_limits<double>::max())), decimal("1.7976931348623157e308"));
  // 2^60 as a double: 16 digits give it back, though its own value has 19.
  EXPECT_EQ(Decimal::of(Json(1152921504606846976.0)), decimal("1152921504606847000"));
  EXPECT_EQ(Decimal::of(Json(std::int64_t{1152921504606846976})), decimal("1152921504606846976"));
  EXPECT_EQ(Decimal::of(Json(std::numeric_limits<std::int64_t>::min())), decimal("-9223372036854775808"));
  EXPECT_EQ(Decimal::of(Json(std::numeric_limits<std::uint64_t>::max())), decimal("18446744073709551615"));
  EXPECT_EQ(Decimal::of(Json(std::numeric_limits<double>::infinity())), std::nullopt);
  EXPECT_EQ(Decimal::of(Json(std::numeric_limits<double>::quiet_NaN())), std::nullopt);
}

TEST(Decimal, Integers) {
  EXPECT_EQ(decimal("9223372036854775807").to_int64(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(decimal("-9223372036854775808").to_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(decimal("9223372036854775808").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("-9223372036854775809").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("9999999999999999999").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("1e999999999").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("1.5").to_int64(), std::nullopt);
  EXPECT_EQ(decimal("-0").to_int64(), 0);
  EXPECT_EQ(decimal("12.0e1").to_int64(), 120);
  EXPECT_EQ(decimal("18446744073709551615").to_uint64(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(decimal("18446744073709551616").to_uint64(), std::nullopt);
  EXPECT_EQ(decimal("1e19").to_uint64(), 10'000'000'000'000'000'000U);
  EXPECT_EQ(decimal("99999999999999999999").to_uint64(), std::nullopt);
  EXPECT_EQ(decimal("1e20").to_uint64(), std::nullopt);
  EXPECT_EQ(decimal("-1").to_uint64(), std::nullopt);
  EXPECT_TRUE(decimal("1e999999999").is_integral());
  EXPECT_TRUE(decimal("1e999999999").is_even());
  EXPECT_FALSE(decimal("1e-999999999").is_integral());
  EXPECT_FALSE(decimal("1.5").is_integral());
  EXPECT_TRUE(decimal("0").is_even());
  EXPECT_TRUE(decimal("-20").is_even());
  EXPECT_FALSE(decimal("-21").is_even());
}

TEST(Decimal, NearestDouble) {
  for (const double value : {0.0, 0.1, -0.1, 1.5, 1e22, 9007199254740993.0, 5e-324, 1.7976931348623157e308, -3.25e-7}) {
    EXPECT_EQ(Decimal::of(Json(value))->to_double(), value);
  }
  EXPECT_EQ(decimal("1e400").to_double(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(decimal("-1e399").to_double(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(decimal("-1e999999999").to_double(), -std::numeric_limits<double>::infinity());
  EXPECT_EQ(decimal("1e-399").to_double(), 0.0);
  EXPECT_EQ(decimal("1e-999999999").to_double(), 0.0);
}

TEST(Decimal, Multiples) {
  struct Case {
    const char* value;
    const char* divisor;
    bool wanted;
  };
  const std::string power_of_two =
      "21359870359209100823950217061695521146027045223566527699470416078222197257806405500"
      "22962086936576";  // 2^320
  const std::vector<Case> cases = {
      {"0", "7", true},
      {"0.3", "0.1", true},
      {"0.1", "0.3", false},
      {"0.35", "0.1", false},
      {"1", "0.1", true},
      {"-0.7", "0.1", true},
      {"0.7", "-0.1", true},
      {"9007199254740993", "3", true},
      {"9007199254740993", "2", false},
      {"1e999999999", "7", false},
      {"7e999999999", "7", true},
      {"1e999999999", "1024", true},
      {"1e999999999", "1.024", true},
      {"1e999999999", "1e-999999999", true},
      {"1e-999999999", "1e999999999", false},
      {"1e999999999", "1e999999999", true},
      {"3e999999999", "1.5e999999999", true},
      {"1e10", "1024", true},
      {"1e9", "1024", false},
      {"1e10", "9765625", true},
      {"1e9", "9765625", false},
      {"1e27", "7450580596923828125", true},
      {"1e26", "7450580596923828125", false},
      {"18446744073709551615", "4294967297", true},
      {"18446744073709551616", "4294967297", false},
      {"9999999999999999999", "9999999999999999999", true},
      {"9999999999999999998", "9999999999999999999", false},
      {"340282366920938463463374607431768211456", "18446744073709551616", true},
      {"340282366920938463463374607431768211457", "18446744073709551616", false},
      {"1e64", "18446744073709551616", true},
      {"1e63", "18446744073709551616", false},
      {"1e320", power_of_two.c_str(), true},
      {"1e319", power_of_two.c_str(), false},
      {"1e999999999", power_of_two.c_str(), true},
      {power_of_two.c_str(), power_of_two.c_str(), true},
      {"121932631356500531591068431581771069347203169112635269", "123456789123456789123456789", true},
      {"121932631356500531591068431581771069347203169112635268", "123456789123456789123456789", false},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(is_multiple_of(decimal(one.value), decimal(one.divisor)), one.wanted) << one.value << " " << one.divisor;
  }
}

// 10^1000 - 1 is a row of nines: divisible by the rows whose length divides 1000. Crosses every limb of the division.
TEST(Decimal, MultiplesOfRowsOfNines) {
  const Decimal value = decimal(std::string(1000, '9'));
  for (std::size_t size = 1; size <= 1001; ++size) {
    EXPECT_EQ(is_multiple_of(value, decimal(std::string(size, '9'))), 1000 % size == 0) << size;
  }
}

// Cost grows with the digits and never with the exponent: a million digits are a matter of milliseconds, where anything
// quadratic would take minutes.
TEST(Decimal, HostileSizes) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string nines(1'000'000, '9');
  const std::string zeros(1'000'000, '0');
  EXPECT_LT(decimal(nines), decimal(nines + "0"));
  EXPECT_GT(decimal("0." + nines), decimal("0." + nines.substr(1)));
  EXPECT_EQ(decimal("1" + zeros), decimal("1e1000000"));
  EXPECT_EQ(decimal("0." + zeros + "1"), decimal("1e-1000001"));
  EXPECT_EQ(decimal("1." + zeros), decimal("1"));
  EXPECT_EQ(decimal("1e" + zeros + "1"), decimal("10"));
  EXPECT_EQ(decimal("1e" + nines), decimal("1e4000000000000000000"));
  EXPECT_EQ(decimal(nines).hash(), decimal(nines + ".0").hash());
  EXPECT_TRUE(is_multiple_of(decimal(nines), decimal("9")));
  EXPECT_FALSE(is_multiple_of(decimal(nines), decimal("9999999999999999998")));
  EXPECT_TRUE(is_multiple_of(decimal(nines + "e999999999"), decimal(nines)));
  EXPECT_TRUE(is_multiple_of(decimal("1e999999999"), decimal("0.125")));
  EXPECT_FALSE(is_multiple_of(decimal(nines.substr(0, 100'000)), decimal("7" + nines.substr(0, 20'000))));
  EXPECT_FALSE(decimal(nines).to_int64());
  EXPECT_FALSE(decimal(nines).to_uint64());
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(NumberReader, KeepsNothingOfTheLastRead) {
  NumberReader reader;
  EXPECT_EQ(Decimal(*reader.read("123456789012345678901234567890.123456789")),
            decimal("123456789012345678901234567890.123456789"));
  EXPECT_EQ(Decimal(*reader.read("1.5")), decimal("1.5"));
  EXPECT_EQ(Decimal(*reader.read(Json(2.5))), decimal("2.5"));
  EXPECT_EQ(Decimal(*reader.read(Json(7), "7.25")), decimal("7.25"));
  EXPECT_EQ(reader.read("x"), std::nullopt);
}

}  // namespace
}  // namespace norm::predicate
