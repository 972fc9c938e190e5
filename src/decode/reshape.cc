// The new text is the old one with pieces left out and put in, so that what stays keeps its bytes; the new document is
// read from it.
#include "decode/reshape.h"

#include <norm/report.h>

#include <algorithm>
#include <unordered_set>

#include "exec/declared.h"
#include "exec/redact.h"
#include "exec/spans.h"
#include "exec/twins.h"

namespace norm::decode {
namespace {

using exec::text_of;

// A suggestion compares a key with all that are declared; a payload of nothing but unknown keys gets this many.
constexpr std::size_t kMostSuggestions = 100;
// A default may be nested as deep as schema text, below the deepest value of a payload.
constexpr std::size_t kDeepestDefault = 200;

class Pass {
 public:
  Pass(const DecodeOptions& options, const program::Program& program, const Tree& tree, std::string_view bytes)
      : options_(options),
        program_(program),
        bytes_(bytes),
        spans_(tree.root(), bytes),
        declarations_(exec::find_declared(program, exec::Document{tree.root(), &tree.numbers()})) {
    if (options.report_unknown && program.has_pii) {
      redacted_ = exec::find_redacted(program, exec::Document{tree.root(), &tree.numbers()});
    }
    value(tree.root());
    if (!is_over()) copy_to(bytes.size());
  }

  std::string text;
  std::vector<UnknownMember> unknown;
  bool changed = false;

 private:
  // Defaults make a small payload large; past the limit nobody reads the text.
  [[nodiscard]] bool is_over() const { return text.size() > options_.max_bytes; }

  // Recursion is bounded by the depth that the reader allows.
  void value(const Json& at) {
    const bool is_secret = redacted_.contains(&at);
    if (is_secret) ++secrets_;
    inside(at);
    if (is_secret) --secrets_;
  }

  void inside(const Json& at) {
    if (at.IsArray()) {
      for (rapidjson::SizeType i = 0; i < at.Size() && !is_over(); ++i) {
        path_.emplace_back(std::size_t{i});
        value(at[i]);
        path_.pop_back();
      }
    } else if (at.IsObject()) {
      const auto found = declarations_.find(&at);
      object(at,
             found != declarations_.end() ? found->second : exec::Declared{.open = true, .known = {}, .fields = {}});
    }
  }

  void object(const Json& at, const exec::Declared& declared) {
    const std::vector<const program::Field*> absent = fields_absent(at, declared);
    const bool strips = options_.strip_unknown && !declared.open &&
                        std::find(declared.known.begin(), declared.known.end(), false) != declared.known.end();
    const bool fills = options_.apply_defaults &&
                       std::any_of(absent.begin(), absent.end(), [](const auto* field) { return has_default(*field); });
    const ByteSpan span = spans_.at(&at);
    const bool edits = strips || fills;
    if (edits) copy_to(span.begin + 1);
    bool first = true;
    for (rapidjson::SizeType i = 0; i < at.MemberCount() && !is_over(); ++i) {
      const auto& member = at.MemberBegin()[i];
      const bool is_unknown = !declared.open && !declared.known[i];
      path_.emplace_back(is_secret(member.name, declared) ? std::string(exec::kRedacted)
                                                          : std::string(text_of(member.name)));
      if (is_unknown && options_.report_unknown) note(member, absent);
      if (!is_unknown || !strips) {
        if (edits) begin_member(first, spans_.at(&member.name).begin);
        value(member.value);
        if (edits) copy_to(spans_.at(&member.value).end);
      }
      path_.pop_back();
    }
    if (!edits) return;
    changed = true;
    if (fills) fill(absent, first);
    skip_to(span.end - 1);
  }

  // A name that `@pii` governs by itself, or that stands in what it governs and is none of the schema's words.
  [[nodiscard]] bool is_secret(const Json& name, const exec::Declared& declared) const {
    if (redacted_.contains(&name)) return true;
    return secrets_ > 0 && std::none_of(declared.fields.begin(), declared.fields.end(),
                                        [&](const auto* field) { return field->key == text_of(name); });
  }

  static bool has_default(const program::Field& field) { return field.fallback != program::kNone; }

  // The declared fields that the object lacks, each key once.
  std::vector<const program::Field*> fields_absent(const Json& object, const exec::Declared& declared) const {
    std::vector<const program::Field*> absent;
    std::unordered_set<std::string_view> present;
    for (const auto& member : object.GetObject()) present.insert(text_of(member.name));
    for (const program::Field* field : declared.fields) {
      if (present.insert(field->key).second) absent.push_back(field);
    }
    return absent;
  }

  void note(const Json::Member& member, const std::vector<const program::Field*>& absent) {
    std::string meant;
    if (unknown.size() < kMostSuggestions && secrets_ == 0) {
      std::vector<std::string> keys;
      for (const program::Field* field : absent) keys.push_back(field->key);
      meant = nearest(text_of(member.name), keys);
    }
    unknown.push_back({path_, {spans_.at(&member.name).begin, spans_.at(&member.value).end}, std::move(meant)});
  }

  void fill(const std::vector<const program::Field*>& absent, bool& first) {
    for (const program::Field* field : absent) {
      if (!has_default(*field)) continue;
      if (!first) text += ',';
      first = false;
      text += print(Constant(field->key)) + ':' + print(program_.constants[field->fallback]);
    }
  }

  void begin_member(bool& first, std::size_t at) {
    skip_to(at);
    if (!first) text += ',';
    first = false;
  }

  void copy_to(std::size_t end) {
    text += bytes_.substr(copied_, end - copied_);
    copied_ = end;
  }
  void skip_to(std::size_t at) { copied_ = at; }

  const DecodeOptions& options_;
  const program::Program& program_;
  std::string_view bytes_;
  exec::Spans spans_;
  exec::Declarations declarations_;
  exec::Redacted redacted_;
  std::size_t secrets_ = 0;  // that the value at hand stands in
  Segments path_;
  std::size_t copied_ = 0;
};

}  // namespace

Reshaper::Reshaper(const DecodeOptions& options)
    : options_(options), reshaped_([&] {
        Limits limits = clamped(options.max_bytes, options.max_depth);
        limits.max_depth += kDeepestDefault;
        return limits;
      }()) {}

bool Reshaper::wanted(const DecodeOptions& options) {
  return options.apply_defaults || options.strip_unknown || options.report_unknown;
}

Fault Reshaper::run(const program::Program& program, const Tree& tree, std::string_view bytes) {
  Pass pass(options_, program, tree, bytes);
  text_ = std::move(pass.text);
  unknown_ = std::move(pass.unknown);
  changed_ = pass.changed;
  if (!changed_) return {};
  if (text_.size() > tree.limits().max_bytes) return {FaultKind::too_large, tree.limits().max_bytes};
  return reshaped_.read(text_);
}

}  // namespace norm::decode
