// The records of the demonstration: see the header.
#include "cli/consume_demo_records.h"

#include <fmt/format.h>

#include <array>
#include <random>
#include <string_view>

namespace norm::cli {
namespace {

constexpr std::array<std::string_view, 10> kComments = {
    "First!",
    "This made my morning, thank you.",
    "Does anyone have a link to the slides?",
    "Grüße aus Ålesund — 10 °C und Regen ☔",
    "I disagree, but politely.",
    "What \\\"at least once\\\" means: be ready for me twice.",
    "The second paragraph contradicts the first.\\nOr does it?",
    "日本語でもコメントできます",
    "+1",
    "Could you explain why, and not only that?",
};

// How comments go wrong in practice, each with what the schema says of it.
enum class Fault : std::uint8_t {
  user_is_text,    // a name where an id belongs
  no_type,         // the field is absent
  other_type,      // an event of another kind on this topic
  message_number,  // a kind that JSON gives freely
  null_message,    // null is not absent
  id_not_v4,       // a UUID of version 1
  no_data,         // a bare envelope
  float_user,      // 17.0 after a trip through another language
  cut_short,       // no JSON: a buffer that was too small
  empty,           // no bytes, which is not a tombstone
  array,           // a batch where one was meant
  broken_utf8,     // Latin-1
  lone_surrogate,  // half an emoji
  count,
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  DemoRecord next(std::size_t index);

 private:
  // Not std::uniform_int_distribution: its answers differ between standard libraries, and a seed should not.
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  std::string uuid(char version) {
    const std::uint64_t high = random_();
    const std::uint64_t low = random_();
    return fmt::format("{:08x}-{:04x}-{}{:03x}-{:x}{:03x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU, version,
                       high & 0xfffU, 8 + (low >> 62U), (low >> 48U) & 0xfffU, low & 0xffffffffffffU);
  }
  std::string broken_value(Fault fault, const std::string& user, const std::string& msg);

  std::mt19937_64 random_;
};

std::string value_of(std::string_view id, std::string_view user, std::string_view msg) {
  return fmt::format(R"({{"msg_id":"{}","type":"comment.created","data":{{"user_id":{},"msg":"{}"}}}})", id, user, msg);
}

std::string Generator::broken_value(Fault fault, const std::string& user, const std::string& msg) {
  const std::string id = uuid('4');
  switch (fault) {
    case Fault::user_is_text: return value_of(id, "\"ada\"", msg);
    case Fault::no_type: return fmt::format(R"({{"msg_id":"{}","data":{{"user_id":{},"msg":"{}"}}}})", id, user, msg);
    case Fault::other_type:
      return fmt::format(R"({{"msg_id":"{}","type":"comment.liked","data":{{"user_id":{},"msg":"{}"}}}})", id, user,
                         msg);
    case Fault::message_number:
      return fmt::format(R"({{"msg_id":"{}","type":"comment.created","data":{{"user_id":{},"msg":42}}}})", id, user);
    case Fault::null_message:
      return fmt::format(R"({{"msg_id":"{}","type":"comment.created","data":{{"user_id":{},"msg":null}}}})", id, user);
    case Fault::id_not_v4: return value_of(uuid('1'), user, msg);
    case Fault::no_data: return fmt::format(R"({{"msg_id":"{}","type":"comment.created"}})", id);
    case Fault::float_user: return value_of(id, "17.0", msg);
    case Fault::cut_short: {
      const std::string whole = value_of(id, user, msg);
      return whole.substr(0, 60 + below(whole.size() - 61));
    }
    case Fault::empty: return {};
    case Fault::array: return "[" + value_of(id, user, msg) + "]";
    case Fault::broken_utf8: return value_of(id, user, "caf\xe9");
    case Fault::lone_surrogate: return value_of(id, user, "so happy \\ud83d");
    case Fault::count: break;
  }
  return {};
}

DemoRecord Generator::next(std::size_t index) {
  DemoRecord record;
  const std::uint64_t number = 1 + below(400);
  const bool has_uuid = number % 5 == 0;  // accounts made since the migration
  const std::string user =
      has_uuid ? fmt::format("\"{:08X}-0000-4000-8000-{:012X}\"", number * 2654435761U & 0xffffffffU, number)
               : fmt::format("{}", number);
  record.key = fmt::format("user-{}", number);
  record.timestamp_ms = 1'717'750'800'000 + static_cast<std::int64_t>(index) * 37;
  record.headers.emplace_back(kDemoIndexHeader, fmt::format("{}", index));
  // One draw a statement: in which order a call's arguments are drawn, compilers differ.
  const std::uint64_t trace_high = random_();
  const std::uint64_t trace_low = random_();
  const std::uint64_t span = random_() | 1;
  record.headers.emplace_back("traceparent", fmt::format("00-{:016x}{:016x}-{:016x}-01", trace_high, trace_low, span));
  // Header names may occur twice, values may be null or empty: all of it has to arrive as it was.
  if (below(4) == 0) {
    record.headers.emplace_back("hop", "edge");
    record.headers.emplace_back("hop", "ingest");
    record.headers.emplace_back("flag", std::nullopt);
    record.headers.emplace_back("note", "");
  }
  const std::string msg(kComments[below(kComments.size())]);
  const std::uint64_t fate = below(256);
  if (fate == 0) return record;  // somebody deleted a comment
  if (fate <= 16) {
    record.broken = true;
    record.value = broken_value(static_cast<Fault>(below(static_cast<std::uint64_t>(Fault::count))), user, msg);
  } else if (fate <= 48) {
    // What a producer of tomorrow adds, with spacing, number text and order of its own that must survive.
    record.unknown = true;
    const std::string id = uuid('4');
    const std::uint64_t build = below(100'000);
    record.value = fmt::format(
        R"({{ "schema_rev": 2.0,"msg_id":"{}", "type":"comment.created",)"
        R"(  "data":{{"mood":"\u263a","msg":"{}","user_id":{},"score":1.50}},"client":{{"app":"web","build":{}}}}})",
        id, msg, user, build);
  } else {
    record.value = value_of(uuid('4'), user, msg);
  }
  return record;
}

}  // namespace

std::vector<DemoRecord> demo_records(std::size_t count, std::uint64_t seed) {
  Generator generator(seed);
  std::vector<DemoRecord> records;
  records.reserve(count);
  for (std::size_t i = 0; i < count; ++i) records.push_back(generator.next(i));
  return records;
}

}  // namespace norm::cli
