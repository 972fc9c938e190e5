// Properties of numbers and equality on generated values, judged by machine arithmetic.
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "predicate/support.h"

namespace norm::predicate {
namespace {

__extension__ using Wide = __int128;

// Prints a property's own report where it fails.
template <class Property>
void holds_always(const char* what, Property property) {
  EXPECT_TRUE(rc::check(what, std::move(property)));
}

// value / 10^scale as JSON text.
std::string scaled(std::int64_t value, int scale) { return std::to_string(value) + "e-" + std::to_string(scale); }

// The same as plain digits with a point, padded with zeros on both sides of need.
std::string pointed(std::int64_t value, int scale) {
  std::string digits =
      std::to_string(value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value));
  const auto point = static_cast<std::size_t>(scale);
  if (digits.size() <= point) digits.insert(0, point + 1 - digits.size(), '0');
  if (point > 0) digits.insert(digits.size() - point, ".");
  return (value < 0 ? "-" : "") + digits;
}

Wide power_of_ten(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::string wide_text(Wide value) {
  const bool negative = value < 0;
  std::string text;
  do {
    const int digit = static_cast<int>(value % 10);
    text.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
    value /= 10;
  } while (value != 0);
  if (negative) text.push_back('-');
  std::reverse(text.begin(), text.end());
  return text;
}

TEST(Properties, OrderIsThatOfIntegers) {
  holds_always("order of a / 10^s and b / 10^t", [](std::int64_t a, std::int64_t b) {
    const int s = *rc::gen::inRange(0, 18), t = *rc::gen::inRange(0, 18);
    const auto left = Decimal::parse(scaled(a, s)), right = Decimal::parse(pointed(b, t));
    RC_ASSERT(left && right);
    const Wide x = Wide{a} * power_of_ten(t), y = Wide{b} * power_of_ten(s);
    RC_ASSERT((*left <=> *right) == (x < y   ? std::strong_ordering::less
                                     : x > y ? std::strong_ordering::greater
                                             : std::strong_ordering::equal));
    RC_ASSERT((*left == *right) == (x == y));
  });
}

TEST(Properties, SpellingDoesNotMatter) {
  holds_always("exponent or point", [](std::int64_t a) {
    const int scale = *rc::gen::inRange(0, 40);
    const auto left = Decimal::parse(scaled(a, scale)), right = Decimal::parse(pointed(a, scale));
    RC_ASSERT(left && right);
    RC_ASSERT(*left == *right);
    RC_ASSERT(left->hash() == right->hash());
  });
}

TEST(Properties, IntegersComeBack) {
  holds_always("int64", [](std::int64_t a) { RC_ASSERT(Decimal::parse(std::to_string(a))->to_int64() == a); });
  holds_always("uint64", [](std::uint64_t a) { RC_ASSERT(Decimal::parse(std::to_string(a))->to_uint64() == a); });
  holds_always("double", [](double a) { RC_ASSERT(Decimal::of(Json(a))->to_double() == a); });
}

TEST(Properties, MultiplesAreThoseOfIntegers) {
  holds_always("of a small divisor", [](std::int64_t a) {
    const auto b =
        *rc::gen::suchThat(rc::gen::inRange<std::int64_t>(-2000, 2000), [](std::int64_t n) { return n != 0; });
    const int scale = *rc::gen::inRange(0, 12);
    RC_ASSERT(is_multiple_of(*Decimal::parse(scaled(a, scale)), *Decimal::parse(scaled(b, scale))) == (a % b == 0));
    RC_ASSERT(is_multiple_of(*Decimal::parse(std::to_string(a) + "e" + std::to_string(scale)),
                             *Decimal::parse(std::to_string(b))) == (Wide{a} * power_of_ten(scale) % b == 0));
  });
  holds_always("of a divisor beyond a word", [](std::uint32_t a) {
    const auto factor = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
    const Wide divisor = (Wide{1} << 70) + *rc::gen::arbitrary<std::int64_t>();
    const Wide rest = *rc::gen::element(Wide{0}, Wide{1}, divisor - 1, divisor / 2, Wide{a});
    const Wide value = divisor * factor + rest;
    RC_ASSERT(is_multiple_of(*Decimal::parse(wide_text(value)), *Decimal::parse(wide_text(divisor))) ==
              (value % divisor == 0));
  });
}

// The shortcut through doubles never disagrees with the digits, least of all near the bound.
TEST(Properties, BoundsAgreeWithDecimals) {
  holds_always("a bound that is close to the value", [](double value) {
    const Json json(value);
    std::string bound = fmt::format("{:e}", value);
    const auto shape = *rc::gen::inRange(0, 4);
    if (shape == 0) bound = fmt::format("{:.17e}", value);
    if (shape == 1) bound = fmt::format("{:.25e}", value);
    if (shape == 2) bound = std::to_string(*rc::gen::arbitrary<std::int64_t>());
    const auto order = *Decimal::of(json) <=> *Decimal::parse(bound);
    const std::vector<Argument> args = {Constant(Number(bound))};
    const auto says = [&](std::string_view name) {
      const Row& row = *find(name);
      return row.test(*row.prepare(args), Subject{json, {}});
    };
    RC_ASSERT(says(">") == (order > 0));
    RC_ASSERT(says(">=") == (order >= 0));
    RC_ASSERT(says("<") == (order < 0));
    RC_ASSERT(says("<=") == (order <= 0));
  });
}

TEST(Properties, WholeDoubles) {
  holds_always("integral? of a Document", [](double value) {
    const double number = *rc::gen::element(value, std::trunc(value), value * 1e10, std::ldexp(std::trunc(value), 60));
    const Json json(number);
    RC_ASSERT(find("integral?")->test(Operand(), Subject{json, {}}) == Decimal::of(json)->is_integral());
  });
}

// A JSON value of few different pieces, so that equal ones are met.
void write_value(std::string& out, int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 8 : 6);
  if (kind == 0) out += *rc::gen::element<std::string>("null", "true", "false");
  if (kind == 1 || kind == 2) out += *rc::gen::element<std::string>("0", "-0.0", "1", "1.0", "10e-1", "2");
  if (kind == 3 || kind == 4) out += *rc::gen::element<std::string>("\"\"", "\"a\"", "\"\\u0061\"", "\"é\"");
  if (kind == 5) out += *rc::gen::element<std::string>("[]", "{}");
  if (kind < 6) return;
  const int size = *rc::gen::inRange(1, 4);
  out += kind == 6 ? '[' : '{';
  for (int i = 0; i < size; ++i) {
    if (i > 0) out += ',';
    if (kind == 7) out += *rc::gen::element<std::string>("\"a\":", "\"b\":", "\"c\":");
    write_value(out, depth - 1);
  }
  out += kind == 6 ? ']' : '}';
}

// The slow judge: equality by the definition, a value at a time.
bool slowly_equal(const Json& a, const Json& b) {
  if (a.IsNumber() && b.IsNumber()) return Decimal::of(a) == Decimal::of(b);
  if (a.GetType() != b.GetType()) return false;
  if (a.IsString()) return std::string(a.GetString()) == b.GetString();
  if (a.IsArray()) {
    return a.Size() == b.Size() && std::equal(a.Begin(), a.End(), b.Begin(), slowly_equal);
  }
  if (!a.IsObject()) return true;
  const auto count = [](const Json& object, const Json& name) {
    return std::count_if(object.MemberBegin(), object.MemberEnd(),
                         [&](const auto& member) { return member.name == name; });
  };
  if (a.MemberCount() != b.MemberCount()) return false;
  return std::all_of(a.MemberBegin(), a.MemberEnd(), [&](const auto& member) {
    return count(a, member.name) == 1 && count(b, member.name) == 1 && slowly_equal(member.value, b[member.name]);
  });
}

TEST(Properties, EqualityIsTheJudges) {
  holds_always("equal, symmetric, equal hashes", [] {
    std::string one, other;
    write_value(one, 3);
    write_value(other, 3);
    const Parsed a(one), b(other);
    const Digits none;
    const bool same = equal(a.json(), none, b.json(), none);
    RC_ASSERT(same == slowly_equal(a.json(), b.json()));
    RC_ASSERT(same == equal(b.json(), none, a.json(), none));
    RC_ASSERT(equal(a.json(), none, a.json(), none) == slowly_equal(a.json(), a.json()));
    if (same) RC_ASSERT(hash(a.json(), none) == hash(b.json(), none));
  });
}

TEST(Properties, DuplicatesAreTheJudges) {
  holds_always("first_duplicate", [] {
    std::string text = "[";
    const int size = *rc::gen::inRange(0, 30);
    for (int i = 0; i < size; ++i) {
      if (i > 0) text += ',';
      write_value(text, 2);
    }
    const Parsed array(text + "]");
    std::size_t wanted = array.json().Size();
    for (rapidjson::SizeType i = 0; i < array.json().Size() && wanted == array.json().Size(); ++i) {
      for (rapidjson::SizeType j = 0; j < i; ++j) {
        if (slowly_equal(array.json()[i], array.json()[j])) wanted = i;
      }
    }
    RC_ASSERT(first_duplicate(array.json(), Digits()) == wanted);
  });
}

}  // namespace
}  // namespace norm::predicate
