// What the records of each topic have to conform to: see the header.
#include "cli/consume_schemas.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace norm::cli {

void SchemaOptions::configure(CLI::App& app) {
  app.add_option(
      "--schema", schema_,
      "What records have to conform to: FILE#Name; of a FILE alone the definition with @topic of their topic");
  app.add_option("--map", maps_, "Of one topic: TOPIC=FILE#Name; may be given again")->type_name("TOPIC=SCHEMA");
  app.add_option("--key-schema", key_schema_, "What keys have to conform to, as JSON: FILE#Name");
  argument_.configure(app);
  expression_ = app.get_option_no_throw("-e");
}

bool SchemaOptions::has_others() const {
  return !schema_.empty() || (expression_ != nullptr && expression_->count() != 0);
}

bool SchemaOptions::given() const { return has_others() || !maps_.empty(); }

std::optional<kafka::Schemas> SchemaOptions::load(const std::vector<std::string>& topics,
                                                  const ColourOption& colour) const {
  kafka::Schemas schemas;
  for (const std::string& map : maps_) {
    const std::size_t equals = map.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == map.size()) {
      complain(fmt::format("--map takes TOPIC=FILE#Name, not {}", map));
      return {};
    }
    const std::string topic = map.substr(0, equals);
    const std::string schema = map.substr(equals + 1);
    auto loaded = argument_.load_file_of(schema, topic, colour);
    if (!loaded) return {};
    schemas.by_topic.insert_or_assign(topic, kafka::Schemas::Named{std::move(loaded->validator), loaded->name});
  }
  if (has_others()) {
    std::vector<std::string> positionals;
    if (!schema_.empty()) positionals.push_back(schema_);
    auto loaded = argument_.load(positionals, colour);
    if (!loaded) return {};
    schemas.others = kafka::Schemas::Named{std::move(loaded->validator), name()};
    const bool by_annotation = !schema_.empty() && schema_.find('#') == std::string::npos;
    for (const std::string& topic : topics) {
      if (!by_annotation || topic.starts_with('^') || schemas.by_topic.contains(topic)) continue;
      auto own = argument_.load_file_of(schema_, topic, colour);
      if (!own) return {};
      schemas.by_topic.insert_or_assign(topic, kafka::Schemas::Named{std::move(own->validator), own->name});
    }
  }
  if (!key_schema_.empty()) {
    auto loaded = argument_.load_file_of(key_schema_, {}, colour);
    if (!loaded) return {};
    schemas.key = kafka::Schemas::Named{std::move(loaded->validator), loaded->name};
  }
  for (const std::string& topic : topics) {
    if (schemas.others || topic.starts_with('^') || schemas.by_topic.contains(topic)) continue;
    complain(
        fmt::format("the topic {} has no schema; add --map {}=FILE#Name, or a --schema for all others", topic, topic));
    return {};
  }
  return schemas;
}

}  // namespace norm::cli
