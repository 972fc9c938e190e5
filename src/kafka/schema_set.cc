// Which schema a record is judged by: see the header.
#include "kafka/schema_set.h"

#include <utility>

namespace norm::kafka {
namespace {

const Schemas::Named* find(const Schemas& schemas, std::string_view topic) {
  const auto own = schemas.by_topic.find(topic);
  if (own != schemas.by_topic.end()) return &own->second;
  return schemas.others ? &*schemas.others : nullptr;
}

}  // namespace

std::optional<std::string> topic_without_schema(const Schemas& schemas, const std::vector<std::string>& topics) {
  for (const std::string& topic : topics) {
    if (!topic.starts_with('^') && find(schemas, topic) == nullptr) return topic;
  }
  return std::nullopt;
}

void SchemaSet::replace(Schemas schemas) {
  const std::lock_guard lock(mutex_);
  schemas_ = std::make_shared<const Schemas>(std::move(schemas));
  version_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<const Schemas> SchemaSet::get() const {
  const std::lock_guard lock(mutex_);
  return schemas_;
}

void Decoders::refresh() {
  const std::uint64_t version = set_->version();
  if (version == version_) return;
  version_ = version;
  last_ = nullptr;
  last_topic_.clear();
  by_topic_.clear();
  schemas_ = set_->get();
  key_ =
      schemas_->key ? std::make_unique<NamedDecoder>(schemas_->key->validator, options_, schemas_->key->name) : nullptr;
}

NamedDecoder* Decoders::value_of(std::string_view topic) {
  if (last_ != nullptr && last_topic_ == topic) return last_;
  auto found = by_topic_.find(topic);
  if (found == by_topic_.end()) {
    const Schemas::Named* const named = find(*schemas_, topic);
    auto made = named == nullptr ? nullptr : std::make_unique<NamedDecoder>(named->validator, options_, named->name);
    found = by_topic_.emplace(std::string(topic), std::move(made)).first;
  }
  last_topic_ = topic;
  last_ = found->second.get();
  return last_;
}

}  // namespace norm::kafka
