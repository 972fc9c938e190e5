// First the sizes, then one block, then the copy by the same events that a front end gives.
#include "decode/copy.h"

#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include "exec/walk.h"

namespace norm::decode {
namespace {

/// Adds up what values and strings need.
struct Measure {
  std::size_t values = 0;
  std::size_t strings = 0;

  void enter(const Json& container) {
    values += container.IsArray() ? container.Size() * sizeof(Json) : container.MemberCount() * sizeof(Json::Member);
  }
  void leave(const Json&) {}
  void name(const Json& text) { strings += text.GetStringLength() + 1; }
  void scalar(const Json& value) {
    if (value.IsString()) name(value);
  }
};

/// Hands a tree's events to a new document, the strings moved to `text`.
class Rebuild {
 public:
  Rebuild(rapidjson::Document& document, char* text) : document_(document), text_(text) {}

  void enter(const Json& container) { container.IsArray() ? document_.StartArray() : document_.StartObject(); }
  void leave(const Json& container) {
    container.IsArray() ? document_.EndArray(container.Size()) : document_.EndObject(container.MemberCount());
  }
  void name(const Json& name) { document_.Key(put(name), name.GetStringLength(), false); }
  void scalar(const Json& value) {
    switch (value.GetType()) {
      case rapidjson::kNullType:
        document_.Null();
        return;
      case rapidjson::kFalseType:
        document_.Bool(false);
        return;
      case rapidjson::kTrueType:
        document_.Bool(true);
        return;
      case rapidjson::kStringType:
        document_.String(put(value), value.GetStringLength(), false);
        return;
      case rapidjson::kNumberType:
        break;
      case rapidjson::kArrayType:
      case rapidjson::kObjectType:
        return;  // the walk enters them
    }
    if (value.IsDouble()) {
      document_.Double(value.GetDouble());
    } else if (value.IsInt64()) {
      document_.Int64(value.GetInt64());
    } else {
      document_.Uint64(value.GetUint64());
    }
  }

 private:
  const char* put(const Json& string) {
    const std::size_t size = string.GetStringLength();
    char* const begin = text_;
    std::memcpy(begin, string.GetString(), size);
    begin[size] = '\0';
    text_ += size + 1;
    return begin;
  }

  rapidjson::Document& document_;
  char* text_;
};

/// Where a copy lives. A member's order is that of its use: the pool is over the block, the values are in the pool.
struct Home {
  explicit Home(std::size_t values, std::size_t texts)
      : block(std::make_unique_for_overwrite<char[]>(values + texts)), pool(block.get(), values) {}

  std::unique_ptr<char[]> block;  // values first, for their alignment; then strings and bytes
  rapidjson::MemoryPoolAllocator<> pool;
  Json root;
};

}  // namespace

Copy copy_of(const Json& root, std::string_view bytes) {
  std::vector<exec::WalkFrame> frames;
  Measure measure;
  walk(root, frames, measure);
  constexpr std::size_t kPoolHeader = 64;  // more than RapidJSON's own; a pool too small would still grow by itself
  const std::size_t values = measure.values + kPoolHeader;
  const auto home = std::make_shared<Home>(values, measure.strings + bytes.size());
  char* const strings = home->block.get() + values;
  char* const text = strings + measure.strings;
  if (!bytes.empty()) std::memcpy(text, bytes.data(), bytes.size());

  rapidjson::Document document(&home->pool);
  auto generate = [&](rapidjson::Document& handler) {
    Rebuild rebuild(handler, strings);
    walk(root, frames, rebuild);
    return true;
  };
  document.Populate(generate);
  home->root = std::move(static_cast<Json&>(document));
  return {&home->root, std::string_view(text, bytes.size()), home};
}

}  // namespace norm::decode
