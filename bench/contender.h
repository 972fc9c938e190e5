#pragma once

// What is timed: something that looks at all messages of a set and says of each whether it conforms.
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "sets.h"

namespace norm::bench {

/// A set with its messages drawn and its schema printed.
struct Question {
  explicit Question(const Set& from);
  std::string set;
  Messages messages;
  std::string norm_schema;
  std::string json_schema;
};

class Contender {
 public:
  virtual ~Contender() = default;
  /// Whether a message conforms (of a plain parse: is JSON).
  virtual bool judge(std::size_t message) = 0;
  /// One pass over all messages; how many conform.
  virtual std::size_t pass() = 0;
  /// How often a pass looks at each message; its time is divided by that.
  [[nodiscard]] virtual std::size_t repeats() const { return 1; }
};

/// `Judge` is what says it of one message: bool operator()(const Message&). Only its call is in the loop.
template <class Judge>
class ByMessage final : public Contender {
 public:
  explicit ByMessage(const Question& question) : messages_(question.messages), judge_(question) {}
  bool judge(std::size_t message) override { return judge_(messages_[message]); }
  std::size_t pass() override {
    std::size_t conform = 0;
    for (const Message& message : messages_) conform += judge_(message) ? 1U : 0U;
    return conform;
  }

 private:
  const Messages& messages_;
  Judge judge_;
};

using Make = std::unique_ptr<Contender> (*)(const Question&);

/// The baseline: RapidJSON's `Document::Parse(ptr, len)` with an allocator that keeps its memory. UTF-8 is not checked.
std::unique_ptr<Contender> rapidjson_parse(const Question& question);
std::unique_ptr<Contender> rapidjson_schema(const Question& question);
std::unique_ptr<Contender> valijson_schema(const Question& question);

/// Whether NORM_PEERS names the folder in which `make bench-peers` builds those in other languages. In each the time is
/// that of its own parser and of the validation.
bool has_piped_peers();
std::unique_ptr<Contender> ajv_pipe(const Question& question);
std::unique_ptr<Contender> rust_jsonschema_pipe(const Question& question);

std::unique_ptr<Contender> norm_bytes_to_verdict(const Question& question);
std::unique_ptr<Contender> norm_bytes_to_document(const Question& question);
/// As on a processor without SIMD that simdjson knows.
std::unique_ptr<Contender> norm_scalar_to_document(const Question& question);
/// Over documents that were parsed before and are in the processor's cache. Messages that are no JSON are left out.
std::unique_ptr<Contender> norm_hot_document(const Question& question);

/// What is left of the time when the schema is C++ that somebody wrote for this set, as few are (`has_limit`).
[[nodiscard]] bool has_limit(const std::string& set);
std::unique_ptr<Contender> limit_on_demand(const Question& question);
std::unique_ptr<Contender> limit_hot_document(const Question& question);

}  // namespace norm::bench
