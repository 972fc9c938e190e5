// What the records of each topic have to conform to: see the header.
#include "cli/consume_schemas.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace norm::cli {

void SchemaOptions::configure(CLI::App& app) {
  auto* schema = app.add_option(
      "--schema", schema_,
      "What records have to conform to: FILE#Name; of a FILE alone the definition with @topic of their topic");
  app.add_option("--map", maps_, "Of one topic: TOPIC=FILE#Name; may be given again")->type_name("TOPIC=SCHEMA");
  app.add_option("--key-schema", key_schema_, "What keys have to conform to, as JSON: FILE#Name");
  argument_.configure(app);
  expression_ = app.get_option_no_throw("-e");
  schema->excludes(app.get_option("-e"));
}

bool SchemaOptions::has_others() const {
  return !schema_.empty() || (expression_ != nullptr && expression_->count() != 0);
}

std::string SchemaOptions::unread(const std::vector<std::string>& topics) const {
  if (std::any_of(topics.begin(), topics.end(), [](const std::string& topic) { return topic.starts_with('^'); }))
    return {};
  for (const std::string& map : maps_) {
    std::string topic = map.substr(0, map.find('='));
    if (std::find(topics.begin(), topics.end(), topic) == topics.end()) return topic;
  }
  return {};
}

bool SchemaOptions::given() const { return has_others() || !maps_.empty(); }

// A file that speaks of topics is silent on this one: that may be a slip.
void SchemaOptions::say_who_has_the_last(const std::vector<std::string>& topics, const kafka::Schemas& schemas) const {
  for (const std::string& topic : topics) {
    if (schemas.by_topic.contains(topic)) continue;
    complain(topic.starts_with('^') ? fmt::format("what {} finds is judged by its @topic in {}, and without one by the "
                                                  "file's last definition",
                                                  topic, schema_)
                                    : fmt::format("{} has no @topic(\"{}\"); its last definition judges it; --schema "
                                                  "{}#Name says which does",
                                                  schema_, topic, schema_));
  }
}

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
    if (!schema_.empty() && schema_.find('#') == std::string::npos) {
      auto annotated = argument_.load_topics_of(schema_, colour);
      if (!annotated) return {};
      for (auto& [topic, own] : *annotated) {
        schemas.by_topic.try_emplace(topic, kafka::Schemas::Named{std::move(own.validator), std::move(own.name)});
      }
      if (!annotated->empty()) say_who_has_the_last(topics, schemas);
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
