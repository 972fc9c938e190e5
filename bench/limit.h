#pragma once

// Words for validators by hand. A set's validator is written once (limit_*.cc), over either view of a value:
// RapidJSON's document, or bytes by simdjson's On Demand. No schema, no explanation; what On Demand skips it does not
// check.
#include <rapidjson/document.h>
#include <simdjson.h>

#include <array>
#include <bitset>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "contender.h"
#include "hot_documents.h"

namespace norm::bench {

/// The two validators of a set.
struct Limit {
  Make hot_document;
  Make on_demand;
};

// In limit_*.cc.
[[nodiscard]] Limit limit_of_comment_created();
[[nodiscard]] Limit limit_of_tracked_event();
[[nodiscard]] Limit limit_of_issue_comment();

namespace by_hand {

class InDocument {
 public:
  class Object {
   public:
    explicit Object(const rapidjson::Value& object) : object_(object) {}
    /// Whether `key` is a string; `each` afterwards begins at the first member.
    bool tag(std::string_view key, std::string_view& out) {
      const auto found = object_.FindMember(rapidjson::StringRef(key.data(), key.size()));
      return found != object_.MemberEnd() && InDocument(found->value).text(out);
    }
    template <class Fits>
    bool each(Fits fits) {
      for (const auto& member : object_.GetObject()) {
        if (!fits(text_of(member.name), InDocument(member.value))) return false;
      }
      return true;
    }

   private:
    const rapidjson::Value& object_;
  };

  explicit InDocument(const rapidjson::Value& value) : value_(value) {}

  bool text(std::string_view& out) {
    if (!value_.IsString()) return false;
    out = text_of(value_);
    return true;
  }
  bool is_string() { return value_.IsString(); }
  bool is_null() { return value_.IsNull(); }
  bool boolean() { return value_.IsBool(); }
  bool integer(std::int64_t& out) {
    if (!value_.IsInt64()) return false;
    out = value_.GetInt64();
    return true;
  }
  bool number(double& out) {
    if (!value_.IsNumber()) return false;
    out = value_.GetDouble();
    return true;
  }
  template <class Fits>
  bool object(Fits fits) {
    return value_.IsObject() && fits(Object(value_));
  }
  template <class Fits>
  bool each(std::size_t& count, Fits fits) {
    if (!value_.IsArray()) return false;
    for (const auto& element : value_.GetArray()) {
      if (!fits(InDocument(element))) return false;
    }
    count = value_.Size();
    return true;
  }

 private:
  static std::string_view text_of(const rapidjson::Value& string) {
    return {string.GetString(), string.GetStringLength()};
  }
  const rapidjson::Value& value_;
};

class OnDemand {
 public:
  class Object {
   public:
    explicit Object(simdjson::ondemand::object object) : object_(object) {}
    bool tag(std::string_view key, std::string_view& out) {
      bool empty = false;
      return object_.find_field_unordered(key).get_string().get(out) == simdjson::SUCCESS &&
             object_.reset().get(empty) == simdjson::SUCCESS;
    }
    template <class Fits>
    bool each(Fits fits) {
      for (auto field : object_) {
        std::string_view name;
        if (field.unescaped_key().get(name) || !fits(name, OnDemand(field.value()))) return false;
      }
      return true;
    }

   private:
    simdjson::ondemand::object object_;
  };

  explicit OnDemand(simdjson::simdjson_result<simdjson::ondemand::value> value) : value_(value) {}

  bool text(std::string_view& out) { return value_.get_string().get(out) == simdjson::SUCCESS; }
  bool is_string() { return is(simdjson::ondemand::json_type::string); }
  bool is_null() {
    bool null = false;
    return value_.is_null().get(null) == simdjson::SUCCESS && null;
  }
  bool boolean() {
    bool truth = false;
    return value_.get_bool().get(truth) == simdjson::SUCCESS;
  }
  bool integer(std::int64_t& out) { return value_.get_int64().get(out) == simdjson::SUCCESS; }
  bool number(double& out) { return value_.get_double().get(out) == simdjson::SUCCESS; }
  template <class Fits>
  bool object(Fits fits) {
    simdjson::ondemand::object object;
    return value_.get_object().get(object) == simdjson::SUCCESS && fits(Object(object));
  }
  template <class Fits>
  bool each(std::size_t& count, Fits fits) {
    simdjson::ondemand::array array;
    if (value_.get_array().get(array)) return false;
    for (auto element : array) {
      if (!fits(OnDemand(element))) return false;
      ++count;
    }
    return true;
  }

 private:
  bool is(simdjson::ondemand::json_type expected) {
    simdjson::ondemand::json_type type{};
    return value_.type().get(type) == simdjson::SUCCESS && type == expected;
  }
  simdjson::simdjson_result<simdjson::ondemand::value> value_;
};

/// A member that is declared.
template <class View>
struct Field {
  std::string_view key;
  bool (*fits)(View);
  bool required = true;
};

/// The next member is guessed to be the next field, or one soon after; any order is judged rightly.
template <class Object, class View, std::size_t N>
bool members_fit(Object object, const std::array<Field<View>, N>& fields) {
  static_assert(N <= 128);
  std::bitset<128> seen;
  std::size_t missing = 0;
  for (const Field<View>& field : fields) missing += field.required ? 1U : 0U;
  std::size_t next = 0;
  const bool fit = object.each([&](std::string_view name, View value) {
    std::size_t at = next;
    while (at < N && fields[at].key != name) ++at;
    if (at == N) {
      at = 0;
      while (at < next && fields[at].key != name) ++at;
      if (at == next) return true;  // not declared
    }
    if (seen[at]) return false;
    seen[at] = true;
    missing -= fields[at].required ? 1U : 0U;
    next = at + 1;
    return fields[at].fits(value);
  });
  return fit && missing == 0;
}

/// `kFields` of a view: an object that has them.
template <const auto& kFields, class View>
bool object(View value) {
  return value.object([](auto members) { return members_fit(members, kFields); });
}

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  bool good = text[14] == '4' && std::string_view("89abAB").find(text[19]) != std::string_view::npos;
  for (const std::size_t hyphen : {8, 13, 18, 23}) good &= text[hyphen] == '-';
  // Without branches, 32 and 4 at a time: the compiler makes vectors of it.
  std::uint8_t hex = 0;
  const auto count = [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto c = static_cast<std::uint8_t>(text[i]);
      const auto digit = static_cast<std::uint8_t>(static_cast<std::uint8_t>(c - '0') < 10);
      const auto letter = static_cast<std::uint8_t>(static_cast<std::uint8_t>((c | 0x20) - 'a') < 6);
      hex = static_cast<std::uint8_t>(hex + (digit | letter));
    }
  };
  count(0, 32);
  count(32, 36);
  return good && hex == 32;
}

/// RFC 3339, without leap seconds: no message has one.
inline bool is_instant(std::string_view text) {
  const auto two = [&](std::size_t at) {
    return is_digit(text[at]) && is_digit(text[at + 1]) ? (text[at] - '0') * 10 + text[at + 1] - '0' : 99;
  };
  if (text.size() < 20 || two(0) == 99 || !is_digit(text[2]) || !is_digit(text[3])) return false;
  if (text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':') return false;
  const int year = two(0) * 100 + two(2);
  const int month = two(5);
  if (month < 1 || month > 12 || two(11) > 23 || two(14) > 59 || two(17) > 59) return false;
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (two(8) < 1 || two(8) > kDays[static_cast<std::size_t>(month - 1)] + (leap ? 1 : 0)) return false;
  std::size_t at = 19;
  if (text[at] == '.') {
    const std::size_t first = ++at;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == first) return false;
  }
  if (at + 1 == text.size()) return (text[at] | 0x20) == 'z';
  return at + 6 == text.size() && (text[at] == '+' || text[at] == '-') && two(at + 1) <= 23 && text[at + 3] == ':' &&
         two(at + 4) <= 59;
}

template <class View>
bool text(View value) {
  std::string_view any;
  return value.text(any);
}

template <class View>
bool uuid(View value) {
  std::string_view any;
  return value.text(any) && is_uuid(any);
}

template <class View>
bool instant(View value) {
  std::string_view any;
  return value.text(any) && is_instant(any);
}

template <class View>
bool boolean(View value) {
  return value.boolean();
}

template <std::int64_t kLow, std::int64_t kHigh, class View>
bool integer(View value) {
  std::int64_t number = 0;
  return value.integer(number) && number >= kLow && number <= kHigh;
}

template <class View>
bool amount(View value) {
  double number = 0;
  return value.number(number) && number >= 0;
}

template <class View>
bool choice(View value, std::initializer_list<std::string_view> of) {
  std::string_view any;
  if (!value.text(any)) return false;
  for (const std::string_view one : of) {
    if (any == one) return true;
  }
  return false;
}

template <bool (*kFits)(InDocument)>
bool nullable(InDocument value) {
  return value.is_null() || kFits(value);
}
template <bool (*kFits)(OnDemand)>
bool nullable(OnDemand value) {
  return value.is_null() || kFits(value);
}

template <class View>
bool list(View value, std::size_t low, std::size_t high, bool (*fits)(View)) {
  std::size_t count = 0;
  return value.each(count, fits) && count >= low && count <= high;
}

/// `Whole` is the set's: bool operator()(Object) for the Object of either view.
template <class Whole>
struct DocumentJudge {
  explicit DocumentJudge(const Question&) {}
  bool operator()(const rapidjson::Value& message) {
    return InDocument(message).object([](auto object) { return Whole()(object); });
  }
};

template <class Whole>
class BytesJudge {
 public:
  explicit BytesJudge(const Question&) {}

  bool operator()(const Message& message) {
    bytes_.assign(message.bytes.data(), message.bytes.size());
    bytes_.reserve(message.bytes.size() + simdjson::SIMDJSON_PADDING);
    simdjson::ondemand::document document;
    if (parser_.iterate(simdjson::padded_string_view(bytes_.data(), bytes_.size(), bytes_.capacity())).get(document))
      return false;
    simdjson::ondemand::object object;
    if (document.get_object().get(object) || !Whole()(OnDemand::Object(object))) return false;
    const char* more = nullptr;  // of what stands after the document
    return document.current_location().get(more) != simdjson::SUCCESS;
  }

 private:
  simdjson::ondemand::parser parser_;
  std::string bytes_;
};

template <class Whole>
Limit limit() {
  return {[](const Question& question) -> std::unique_ptr<Contender> {
            return std::make_unique<HotDocuments<DocumentJudge<Whole>>>(question);
          },
          [](const Question& question) -> std::unique_ptr<Contender> {
            return std::make_unique<ByMessage<BytesJudge<Whole>>>(question);
          }};
}

}  // namespace by_hand
}  // namespace norm::bench
