// What can be had at all: set a judged by functions that were written for it alone, without a schema and without an
// explanation; over RapidJSON's document hot in the cache, and over bytes with simdjson's On Demand.
#include <rapidjson/document.h>
#include <simdjson.h>

#include <string>
#include <string_view>

#include "contender.h"
#include "hot_documents.h"

namespace norm::bench {
namespace {

bool is_hex(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

bool is_uuid(std::string_view text) {
  if (text.size() != 36 || text[14] != '4') return false;
  const char variant = static_cast<char>(text[19] | 0x20);
  bool good = text[19] == '8' || text[19] == '9' || variant == 'a' || variant == 'b';
  for (std::size_t i = 0; i < 36; ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    good &= hyphen ? text[i] == '-' : is_hex(text[i]);
  }
  return good;
}

constexpr std::int64_t kLastUser = 10'000'000;

std::string_view text_of(const rapidjson::Value& string) { return {string.GetString(), string.GetStringLength()}; }

class OfDocument {
 public:
  explicit OfDocument(const Question&) {}

  bool operator()(const rapidjson::Value& message) {
    if (!message.IsObject()) return false;
    unsigned seen = 0;
    for (const auto& member : message.GetObject()) {
      const std::string_view name = text_of(member.name);
      unsigned bit = 0;
      if (name == "msg_id") {
        bit = 1;
        if (!member.value.IsString() || !is_uuid(text_of(member.value))) return false;
      } else if (name == "type") {
        bit = 2;
        if (!member.value.IsString() || text_of(member.value) != "comment.created") return false;
      } else if (name == "data") {
        bit = 4;
        if (!data(member.value)) return false;
      }
      if ((seen & bit) != 0) return false;
      seen |= bit;
    }
    return seen == 7;
  }

 private:
  static bool user(const rapidjson::Value& value) {
    if (value.IsString()) return is_uuid(text_of(value));
    return value.IsInt64() && value.GetInt64() >= 1 && value.GetInt64() <= kLastUser;
  }

  static bool data(const rapidjson::Value& value) {
    if (!value.IsObject()) return false;
    unsigned seen = 0;
    for (const auto& member : value.GetObject()) {
      const std::string_view name = text_of(member.name);
      unsigned bit = 0;
      if (name == "user_id") {
        bit = 1;
        if (!user(member.value)) return false;
      } else if (name == "msg") {
        bit = 2;
        if (!member.value.IsString()) return false;
      }
      if ((seen & bit) != 0) return false;
      seen |= bit;
    }
    return seen == 3;
  }
};

// What On Demand skips it does not check.
class OnDemand {
 public:
  explicit OnDemand(const Question&) {}

  bool operator()(const Message& message) {
    bytes_.assign(message.bytes.data(), message.bytes.size());
    bytes_.reserve(message.bytes.size() + simdjson::SIMDJSON_PADDING);
    simdjson::ondemand::document document;
    if (parser_.iterate(simdjson::padded_string_view(bytes_.data(), bytes_.size(), bytes_.capacity())).get(document))
      return false;
    simdjson::ondemand::object object;
    if (document.get_object().get(object)) return false;
    unsigned seen = 0;
    for (auto field : object) {
      std::string_view name;
      if (field.unescaped_key().get(name)) return false;
      unsigned bit = 0;
      std::string_view text;
      if (name == "msg_id") {
        bit = 1;
        if (field.value().get_string().get(text) || !is_uuid(text)) return false;
      } else if (name == "type") {
        bit = 2;
        if (field.value().get_string().get(text) || text != "comment.created") return false;
      } else if (name == "data") {
        bit = 4;
        if (!data(field.value())) return false;
      }
      if ((seen & bit) != 0) return false;
      seen |= bit;
    }
    const char* more = nullptr;  // of what stands after the document
    return seen == 7 && document.current_location().get(more) != simdjson::SUCCESS;
  }

 private:
  static bool data(simdjson::simdjson_result<simdjson::ondemand::value> value) {
    simdjson::ondemand::object object;
    if (value.get_object().get(object)) return false;
    unsigned seen = 0;
    for (auto field : object) {
      std::string_view name, text;
      if (field.unescaped_key().get(name)) return false;
      unsigned bit = 0;
      if (name == "user_id") {
        bit = 1;
        simdjson::ondemand::json_type type;
        if (field.value().type().get(type)) return false;
        if (type == simdjson::ondemand::json_type::string) {
          if (field.value().get_string().get(text) || !is_uuid(text)) return false;
        } else {
          std::int64_t number = 0;
          if (field.value().get_int64().get(number) || number < 1 || number > kLastUser) return false;
        }
      } else if (name == "msg") {
        bit = 2;
        if (field.value().get_string().get(text)) return false;
      }
      if ((seen & bit) != 0) return false;
      seen |= bit;
    }
    return seen == 3;
  }

  simdjson::ondemand::parser parser_;
  std::string bytes_;
};

}  // namespace

std::unique_ptr<Contender> limit_hot_document(const Question& question) {
  return std::make_unique<HotDocuments<OfDocument>>(question);
}
std::unique_ptr<Contender> limit_on_demand(const Question& question) {
  return std::make_unique<ByMessage<OnDemand>>(question);
}

}  // namespace norm::bench
