// RapidJSON: the plain parse that everything is compared with, and its own schema validator.
#include <rapidjson/document.h>
#include <rapidjson/schema.h>

#include "contender.h"
#include "parser.h"

namespace norm::bench {
namespace {

class Parse {
 public:
  explicit Parse(const Question&) {}
  bool operator()(const Message& message) {
    return parser_.parse(message.bytes, [](const rapidjson::Document&) { return true; });
  }

 private:
  Parser parser_;
};

class Schema {
 public:
  explicit Schema(const Question& question) : schema_(parsed(question.json_schema)), validator_(schema_) {}
  bool operator()(const Message& message) {
    return parser_.parse(message.bytes, [this](const rapidjson::Document& document) {
      validator_.Reset();
      return document.Accept(validator_);
    });
  }

 private:
  static rapidjson::SchemaDocument parsed(const std::string& text) {
    rapidjson::Document json;
    json.Parse(text.data(), text.size());
    return rapidjson::SchemaDocument(json);
  }

  Parser parser_;
  rapidjson::SchemaDocument schema_;
  rapidjson::SchemaValidator validator_;
};

}  // namespace

std::unique_ptr<Contender> rapidjson_parse(const Question& question) {
  return std::make_unique<ByMessage<Parse>>(question);
}
std::unique_ptr<Contender> rapidjson_schema(const Question& question) {
  return std::make_unique<ByMessage<Schema>>(question);
}

}  // namespace norm::bench
