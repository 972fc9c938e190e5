#pragma once

// Which schema a record is judged by: one set for all threads, which may be exchanged while they run, and a thread's
// own decoders for it.
#include <norm/decode.h>
#include <norm/kafka/consumer.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm::kafka {

/// A topic that is read by its name and has no schema; none: each has one.
[[nodiscard]] std::optional<std::string> topic_without_schema(const Schemas& schemas,
                                                              const std::vector<std::string>& topics);

class SchemaSet {
 public:
  explicit SchemaSet(Schemas schemas) : schemas_(std::make_shared<const Schemas>(std::move(schemas))) {}
  void replace(Schemas schemas);
  [[nodiscard]] std::shared_ptr<const Schemas> get() const;
  /// Another number after each `replace`.
  [[nodiscard]] std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Schemas> schemas_;
  std::atomic<std::uint64_t> version_{1};
};

/// A decoder, and what its schema is called.
struct NamedDecoder {
  NamedDecoder(const Validator& validator, const DecodeOptions& options, std::string schema)
      : decoder(validator, options), name(std::make_shared<const std::string>(std::move(schema))) {}
  Decoder decoder;
  std::shared_ptr<const std::string> name;
};

/// One thread's.
class Decoders {
 public:
  /// The options outlive it.
  Decoders(std::shared_ptr<const SchemaSet> set, const DecodeOptions& options)
      : set_(std::move(set)), options_(options) {}

  /// Takes over what has been exchanged: between two records.
  void refresh();
  /// Null: the topic has no schema. Good until `refresh`.
  [[nodiscard]] NamedDecoder* value_of(std::string_view topic);
  /// Null: keys are not judged.
  [[nodiscard]] NamedDecoder* key() { return key_.get(); }

 private:
  std::shared_ptr<const SchemaSet> set_;
  const DecodeOptions& options_;
  std::uint64_t version_ = 0;
  std::shared_ptr<const Schemas> schemas_;
  std::map<std::string, std::unique_ptr<NamedDecoder>, std::less<>> by_topic_;  // null: it has none
  std::unique_ptr<NamedDecoder> key_;
  std::string last_topic_;  // records come in runs of one topic
  NamedDecoder* last_ = nullptr;
};

}  // namespace norm::kafka
