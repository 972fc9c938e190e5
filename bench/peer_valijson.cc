// valijson over RapidJSON's documents.
#include <valijson/adapters/rapidjson_adapter.hpp>  // before RapidJSON, whose assertions it replaces

#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "contender.h"
#include "parser.h"

namespace norm::bench {
namespace {

class Valijson {
 public:
  explicit Valijson(const Question& question) {
    rapidjson::Document json;
    json.Parse(question.json_schema.data(), question.json_schema.size());
    valijson::SchemaParser().populateSchema(valijson::adapters::RapidJsonAdapter(json), schema_);
  }
  bool operator()(const Message& message) {
    return parser_.parse(message.bytes, [this](const rapidjson::Document& document) {
      return validator_.validate(schema_, valijson::adapters::RapidJsonAdapter(document), nullptr);
    });
  }

 private:
  Parser parser_;
  valijson::Schema schema_;
  valijson::Validator validator_;
};

}  // namespace

std::unique_ptr<Contender> valijson_schema(const Question& question) {
  return std::make_unique<ByMessage<Valijson>>(question);
}

}  // namespace norm::bench
