// RapidJSON: the plain parse that everything is compared with, and its own schema validator.
#include <rapidjson/document.h>
#include <rapidjson/schema.h>

#include "contender.h"

namespace norm::bench {
namespace {

using Pool = rapidjson::MemoryPoolAllocator<>;

/// One Document's worth of memory, used again for each message: as fast as RapidJSON can be asked to be.
class ReusedMemory {
 public:
  ReusedMemory() : block_(std::size_t{64} << 10), pool_(block_.data(), block_.size()) {}
  Pool& fresh() {
    pool_.Clear();
    return pool_;
  }

 private:
  std::vector<char> block_;
  Pool pool_;
};

class Parse final : public Contender {
 public:
  explicit Parse(const Messages& messages) : messages_(messages) {}

  std::size_t pass() override {
    std::size_t parsed = 0;
    for (const Message& message : messages_) {
      rapidjson::Document document(&memory_.fresh(), 1024, &stack_);
      document.Parse(message.bytes.data(), message.bytes.size());
      parsed += document.HasParseError() ? 0U : 1U;
    }
    return parsed;
  }

 private:
  const Messages& messages_;
  ReusedMemory memory_;
  rapidjson::CrtAllocator stack_;
};

class Schema final : public Contender {
 public:
  explicit Schema(const Messages& messages) : messages_(messages), schema_(parsed_schema()), validator_(schema_) {}

  std::size_t pass() override {
    std::size_t conform = 0;
    for (const Message& message : messages_) {
      rapidjson::Document document(&memory_.fresh(), 1024, &stack_);
      document.Parse(message.bytes.data(), message.bytes.size());
      if (document.HasParseError()) continue;
      validator_.Reset();
      conform += document.Accept(validator_) ? 1U : 0U;
    }
    return conform;
  }

 private:
  static rapidjson::SchemaDocument parsed_schema() {
    rapidjson::Document json;
    json.Parse(kJsonSchema.data(), kJsonSchema.size());
    return rapidjson::SchemaDocument(json);
  }

  const Messages& messages_;
  ReusedMemory memory_;
  rapidjson::CrtAllocator stack_;
  rapidjson::SchemaDocument schema_;
  rapidjson::SchemaValidator validator_;
};

}  // namespace

std::unique_ptr<Contender> rapidjson_parse(const Messages& messages) { return std::make_unique<Parse>(messages); }
std::unique_ptr<Contender> rapidjson_schema(const Messages& messages) { return std::make_unique<Schema>(messages); }

}  // namespace norm::bench
