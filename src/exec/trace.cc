// Turns a failing instruction into a Problem.
#include "exec/trace.h"

#include <norm/print.h>

#include <algorithm>
#include <span>

#include "exec/redact.h"
#include "exec/twins.h"

namespace norm::exec {
namespace {

// Of unions in unions the inner ones are told apart by nobody, and each would cost a path as long as it is deep.
constexpr std::size_t kMostUnions = 8;

}  // namespace

Trace::Trace(const program::Program& program, const Document& document, std::size_t max_errors)
    : program_(program), document_(document), max_errors_(std::max<std::size_t>(1, max_errors)) {
  if (program.has_pii) redacted_ = find_redacted(program, document);
}

// A value is redacted if it or one that contains it is; the path leads from the root to it. Of a key error the path's
// last step is the key itself, whose value is another matter.
Trace::Hidden Trace::hidden(const Json& val) const {
  Hidden out;
  if (redacted_.empty()) return out;
  bool inside = false;  // something that is redacted
  const Json* at = &document_.root;
  for (std::size_t i = 0; i < path_.size() && at != nullptr; ++i) {
    const Step& step = path_[i];
    inside |= redacted_.contains(at);
    // What a schema declares is no secret, whatever it stands in.
    bool secret = inside && step.kind == Step::Kind::member;
    const bool is_key_at_fault = map_keys_ > 0 && i + 1 == path_.size();
    const Json* next = nullptr;
    if (step.kind != Step::Kind::element && at->IsObject()) {
      // A name that occurs twice leads to several values: one redacted among them is enough.
      for (const auto& member : at->GetObject()) {
        if (text_of(member.name) != step.key) continue;
        secret |= redacted_.contains(&member.name);
        inside |= !is_key_at_fault && redacted_.contains(&member.value);
        if (next == nullptr) next = &member.value;
      }
    } else if (step.kind == Step::Kind::element && at->IsArray() && step.index < at->Size()) {
      next = &(*at)[static_cast<rapidjson::SizeType>(step.index)];
    }
    if (secret) out.steps.push_back(i);
    at = next;
  }
  out.val = inside || redacted_.contains(&val);
  return out;
}

// From its end to its beginning, as the steps lead: first how long it is.
std::string Trace::schema_path(std::uint32_t cold, std::size_t calls) const {
  const auto climb = [&](auto take) {
    for (std::size_t call = calls;; cold = calls_[call]) {
      for (std::uint32_t at = cold; at != program::kNone; at = program_.cold[at].parent) {
        if (!program_.cold[at].step.empty()) take(program_.cold[at].step);
      }
      if (call-- == 0) return;
    }
  };
  const std::uint32_t last = cold;
  std::size_t size = 0;
  climb([&](const std::string& step) { size += step.size() + 1; });
  std::string out(size, '/');
  cold = last;
  climb([&](const std::string& step) {
    size -= step.size();
    out.replace(size, step.size(), step);
    --size;
  });
  return out;
}

std::string Trace::quote(const Json& val) {
  if (&val == quoted_) return problems_[quoted_in_].val;
  if (val.IsArray() || val.IsObject()) {
    quoted_ = &val;
    quoted_in_ = problems_.size() - 1;
  }
  return val_text(val, document_, redacted_);
}

void Trace::fail(std::uint32_t cold_index, const Json& val) {
  if (problems_.size() >= max_errors_) {
    truncated_ = true;
    return;
  }
  const program::Cold& cold = program_.cold[cold_index];
  Problem& problem = problems_.emplace_back();
  const Hidden hides = hidden(val);
  problem.path.reserve(path_.size());
  for (const Step& step : path_) {
    if (step.kind == Step::Kind::element) {
      problem.path.emplace_back(step.index);
    } else {
      problem.path.emplace_back(std::string(step.key));
    }
  }
  for (const std::size_t step : hides.steps) secret_steps_.emplace_back(problems_.size() - 1, step);
  problem.predicate = cold.printed ? print(*cold.printed) : cold.predicate;
  problem.code = cold.code;
  problem.params = cold.params;
  problem.val = hides.val ? std::string(kRedacted) : quote(val);
  problem.message = cold.message;
  if (!cold.author_message.empty()) {
    problem.message = cold.author_message;
  } else if (!fields_.empty() && fields_.back().depth == path_.size()) {
    const std::string& author = program_.cold[fields_.back().cold].author_message;
    if (!author.empty()) problem.message = author;
  }
  for (const std::uint32_t call : calls_) {
    // A schema that comes back to itself without a name is called too.
    if (!program_.cold[call].name.empty()) problem.via.push_back(program_.cold[call].name);
  }
  for (const std::uint32_t branch : branches_) problem.branch.push_back(program_.cold[branch].name);
  problem.on_key = map_keys_ > 0;
  if (document_.spans != nullptr) problem.span = document_.spans->find(&val);
  problem.schema_path = schema_path(cold_index, calls_.size());
  for (const OpenUnion& open : std::span(unions_).first(std::min(unions_.size(), kMostUnions))) {
    problem.unions.push_back(
        {schema_path(open.cold, open.calls), open.index, open.count, open.depth,
         open.alternative_cold == program::kNone ? "" : program_.cold[open.alternative_cold].name});
  }
  problem.source = cold.source;
}

void Trace::fail_too_deep(const Json& val) {
  Problem problem;
  problem.predicate = "too_deep";
  problem.code = "too_deep";
  problem.message = "is nested deeper than the schema can be followed";
  problem.val = hidden(val).val ? std::string(kRedacted) : val_text(val, document_, redacted_);
  problems_.clear();
  secret_steps_.clear();
  problems_.push_back(std::move(problem));
}

bool Trace::touches(std::size_t since, const KeyPath& keys) const {
  return std::any_of(problems_.begin() + static_cast<std::ptrdiff_t>(since), problems_.end(),
                     [&](const Problem& problem) {
                       // All problems since `since` begin with the current path.
                       const std::size_t shared = std::min(problem.path.size() - path_.size(), keys.size());
                       for (std::size_t i = 0; i < shared; ++i) {
                         const auto* key = std::get_if<std::string>(&problem.path[path_.size() + i]);
                         if (key == nullptr || *key != keys[i]) return false;
                       }
                       return true;
                     });
}

Explanation Trace::finish() && {
  for (const auto& [problem, step] : secret_steps_) problems_[problem].path[step] = std::string(kRedacted);
  Explanation out{std::move(problems_), truncated_, {}};
  if (document_.spans == nullptr) return out;
  for (const Json* value : redacted_) {
    if (const auto found = document_.spans->find(value)) out.redacted.push_back(*found);
  }
  std::sort(out.redacted.begin(), out.redacted.end(),
            [](const ByteSpan& a, const ByteSpan& b) { return a.begin < b.begin; });
  return out;
}

}  // namespace norm::exec
