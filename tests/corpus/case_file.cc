// Reads files of cases.
#include "corpus/case_file.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace norm::corpus {
namespace {

// The end of the JSON value that begins at `at`, in text that RapidJSON has accepted.
std::size_t end_of_value(std::string_view text, std::size_t at) {
  int depth = 0;
  bool quoted = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      else if (c == '"') quoted = false;
      if (!quoted && depth == 0) return at + 1;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    } else if (c == ',' && depth == 0) {
      return at;
    }
  }
  return at;
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view what) {
  while (at < text.size() && what.find(text[at]) != std::string_view::npos) ++at;
  return at;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = skip(text, 0, " \t\r\n");
  std::size_t end = text.size();
  while (end > begin && std::string_view(" \t\r\n").find(text[end - 1]) != std::string_view::npos) --end;
  return text.substr(begin, end - begin);
}

// The bytes of `"input"` in each object of the array. In `text` null comes to stand for each: RapidJSON refuses some of
// what a schema may meet, `1e999999999`.
std::vector<std::string> take_inputs(std::string& whole) {
  const std::string text = std::exchange(whole, {});
  std::size_t copied = 0;
  constexpr std::string_view kBlank = " \t\r\n,";
  std::vector<std::string> out;
  std::size_t at = skip(text, text.find('[') + 1, kBlank);
  while (at < text.size() && text[at] == '{') {
    const std::size_t end = end_of_value(text, at);
    std::string input;
    for (std::size_t member = skip(text, at + 1, kBlank); member < end && text[member] == '"';) {
      const std::size_t name_end = end_of_value(text, member);
      const std::string name = text.substr(member + 1, name_end - member - 2);
      const std::size_t value = skip(text, name_end, " \t\r\n:");
      const std::size_t value_end = end_of_value(text, value);
      if (name == "input") {
        input = std::string(trimmed(std::string_view(text).substr(value, value_end - value)));
        whole += text.substr(copied, value - copied) + "null";
        copied = value_end;
      }
      member = skip(text, value_end, kBlank);
    }
    out.push_back(std::move(input));
    at = skip(text, end, kBlank);
  }
  whole += text.substr(copied);
  return out;
}

std::string text_of(const Json& object, const char* name) {
  const auto member = object.FindMember(name);
  return member != object.MemberEnd() && member->value.IsString()
             ? std::string(member->value.GetString(), member->value.GetStringLength())
             : std::string();
}

}  // namespace

std::string compact(const Json& json) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  json.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::vector<Case> read_cases(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  const std::string name = file.filename().string();
  if (trimmed(text).starts_with('{')) return {};  // of another shape, for another test
  const std::vector<std::string> inputs = take_inputs(text);
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
  if (document.HasParseError() || !document.IsArray() || inputs.size() != document.Size()) {
    Case broken;
    broken.file = name;
    broken.name = "is no array of cases";
    broken.schema = "!";
    return {broken};
  }
  std::vector<Case> out;
  for (rapidjson::SizeType i = 0; i < document.Size(); ++i) {
    const Json& json = document[i];
    Case one;
    one.file = name;
    one.name = text_of(json, "name");
    one.schema = text_of(json, "schema");
    one.root = text_of(json, "root");
    one.input = inputs[i];
    one.load_error = text_of(json, "load_error");
    one.code = text_of(json, "code");
    if (json.HasMember("line")) one.place = {json["line"].GetUint(), json["column"].GetUint()};
    if (json.HasMember("valid")) one.valid = json["valid"].GetBool();
    if (json.HasMember("errors") && json["errors"].IsArray()) {
      for (const Json& error : json["errors"].GetArray()) {
        Error expected;
        expected.path = compact(error["path"]);
        expected.predicate = text_of(error, "predicate");
        if (error.HasMember("branch")) expected.branch = compact(error["branch"]);
        one.errors.push_back(std::move(expected));
      }
    }
    if (json.HasMember("explain") && json["explain"].IsArray()) {
      one.explain.emplace();
      for (const Json& line : json["explain"].GetArray()) one.explain->push_back(line.GetString());
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace norm::corpus
