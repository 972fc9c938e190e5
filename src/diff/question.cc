// Makes terms of two schemas and asks the solver.
#include "diff/question.h"

#include <norm/print.h>

#include <utility>

#include "check/check.h"
#include "load/link.h"
#include "spec/place.h"

namespace norm::diffing {
namespace {

std::string reason_of(std::string_view code, const std::string& text) {
  if (code == "host-predicate") return "only the host program knows what " + text + " accepts";
  if (code == "check") return "whether " + text + " can fail, and whether it can hold, is not decided";
  if (code == "regex") return "the language of " + text + " is not known here";
  if (code == "disagreement") return "the solver and the validators disagree on a payload: please report this";
  return "it takes more steps, or a larger payload, than the budget allows";
}

}  // namespace

Result<Spec, Diagnostics> prepare(const Spec& spec) {
  Result<Spec, Diagnostics> linked = load::link_spec(spec);
  if (!linked) return linked;
  Diagnostics mistakes = checking::check(*linked, linked->library().get());
  if (!mistakes.empty()) return Failure(std::move(mistakes));
  return linked;
}

Question::Question(const Spec& left, const Spec& right)
    : left_(left), right_(right), builder_(terms_, vocabulary_), solver_(terms_, builder_, vocabulary_) {
  vocabulary_.add(left_.scope, left);
  vocabulary_.add(right_.scope, right);
  left_.term = builder_.build(left_.scope, left);
  right_.term = builder_.build(right_.scope, right);
}

Answer Question::outside(TermId of, Reading reading, TermId without) {
  if (of == without) return Answer::nothing();
  return solver_.solve({{of, true, reading == Reading::emit}, {without, false, false}});
}

Unknown Question::explained(const Doubt& doubt, Direction direction) const {
  Unknown out;
  out.direction = direction;
  out.code = doubt.code;
  out.pointer = pointer_of(doubt.path);
  if (const Origin* origin = builder_.origin(doubt.term)) out.spec = written(origin->spec, origin->library);
  out.reason = reason_of(doubt.code, out.spec.text);
  return out;
}

std::string pointer_of(const std::vector<std::string>& reversed) {
  std::string out;
  for (auto token = reversed.rbegin(); token != reversed.rend(); ++token) {
    out += '/';
    for (const char c : *token) {
      if (c == '~') {
        out += "~0";
      } else if (c == '/') {
        out += "~1";
      } else {
        out += c;
      }
    }
  }
  return out;
}

Written written(const Spec& spec, const Library* library) {
  Written out;
  out.span = spec.node().source;
  out.text = print(spec);
  // A check stands alone in a schema made for it.
  if (const auto* schema = std::get_if<Schema>(&spec.node().shape); schema != nullptr && schema->members.size() == 1) {
    if (const auto* check = std::get_if<Check>(&schema->members.front().shape)) {
      out.text = "check " + print(*check);
      out.span = schema->members.front().source;
    }
  }
  if (library != nullptr && out.span.end > 0 && out.span.file < library->files.size()) {
    out.place = spec::place_of(library->files[out.span.file], out.span.begin, out.span.end);
  }
  return out;
}

}  // namespace norm::diffing
