// valijson over RapidJSON's documents.
#include <valijson/adapters/rapidjson_adapter.hpp>  // before RapidJSON, whose assertions it replaces

#include <rapidjson/document.h>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "contender.h"

namespace norm::bench {
namespace {

class Valijson final : public Contender {
 public:
  explicit Valijson(const Messages& messages) : messages_(messages) {
    rapidjson::Document json;
    json.Parse(kJsonSchema.data(), kJsonSchema.size());
    valijson::SchemaParser().populateSchema(valijson::adapters::RapidJsonAdapter(json), schema_);
  }

  std::size_t pass() override {
    std::size_t conform = 0;
    for (const Message& message : messages_) {
      pool_.Clear();
      rapidjson::Document document(&pool_);
      document.Parse(message.bytes.data(), message.bytes.size());
      if (document.HasParseError()) continue;
      conform += validator_.validate(schema_, valijson::adapters::RapidJsonAdapter(document), nullptr) ? 1U : 0U;
    }
    return conform;
  }

 private:
  const Messages& messages_;
  valijson::Schema schema_;
  valijson::Validator validator_;
  std::vector<char> block_ = std::vector<char>(std::size_t{64} << 10);
  rapidjson::MemoryPoolAllocator<> pool_{block_.data(), block_.size()};
};

}  // namespace

std::unique_ptr<Contender> valijson_schema(const Messages& messages) { return std::make_unique<Valijson>(messages); }

}  // namespace norm::bench
