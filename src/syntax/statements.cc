// A file's statements: header, imports, externs, definitions.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include <fmt/core.h>

#include "syntax/build.h"

namespace norm::syntax {
namespace {

// More arguments than anyone writes; it keeps the number in range.
constexpr std::uint32_t kMostArguments = 255;

}  // namespace

void Builder::file(SchemaFile& out) {
  const auto entries = static_cast<std::uint32_t>(tape_.entries().size());
  for (std::uint32_t i = 0; i < entries; i = tape_.entries()[i].next) {
    const View view(tape_, text_, i);
    const Kind kind = view.kind();
    if (kind == Kind::version_number) {
      version(view);
    } else if (kind == Kind::module_name) {
      out.module = std::string(view.text());
    } else if (kind == Kind::import_) {
      out.imports.push_back(import_(view));
    } else if (kind == Kind::extern_) {
      out.externs.push_back(extern_(view));
    } else if (kind == Kind::definition) {
      out.definitions.push_back(definition(view));
    } else {  // the sole expression
      out.definitions.push_back({{}, expression(view), {}, {}, span(view)});
    }
  }
}

void Builder::pieces(std::vector<Definition>& out) {
  const auto entries = static_cast<std::uint32_t>(tape_.entries().size());
  for (std::uint32_t i = 0; i < entries; i = tape_.entries()[i].next) {
    const View view(tape_, text_, i);
    Definition piece{{}, Spec(Node{Predicate{"any?", {}}}), {}, {}, span(view)};
    if (view.kind() == Kind::annotation) {
      piece.annotations.push_back(annotation(view));
    } else if (view.kind() == Kind::expression) {
      piece.spec = expression(view);
    } else {
      piece.spec = view.kind() == Kind::conjunction ? conjunction(view) : term(view);
    }
    out.push_back(std::move(piece));
  }
}

void Builder::version(View view) {
  std::string_view number = view.text();
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size() - 1));
  if (number == "1") return;
  report(view, "unknown-version", fmt::format("unknown language version {}", number), "this release reads norm 1");
}

Import Builder::import_(View view) {
  Import out;
  out.source = span(view);
  for (const View child : view.children()) {
    if (child.kind() == Kind::string) {
      out.path = string_of(child);
    } else {
      out.alias = std::string(child.text());
    }
  }
  return out;
}

Extern Builder::extern_(View view) {
  Extern out;
  out.source = span(view.first());
  for (const View child : view.children()) {
    if (child.kind() == Kind::extern_name) out.name = std::string(child.text());
    if (child.kind() == Kind::extern_arity) out.arity = arity(child);
    if (child.kind() == Kind::expression) out.base = expression(child);
  }
  return out;
}

std::uint32_t Builder::arity(View view) {
  const std::string_view digits = view.text();
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error == std::errc() && number <= kMostArguments) return number;
  report(view, "predicate-arity", fmt::format("an extern takes at most {} arguments", kMostArguments));
  return kMostArguments;
}

Definition Builder::definition(View view) {
  Definition out{{}, Spec(Node{Predicate{"any?", {}}}), {}, doc_before(view.begin()), {}};
  for (const View child : view.children()) {
    if (child.kind() == Kind::annotation) out.annotations.push_back(annotation(child));
    if (child.kind() == Kind::expression) out.spec = expression(child);
    if (child.kind() != Kind::definition_name) continue;
    out.name = std::string(child.text());
    out.source = span(child);
    if (child.begin() != view.begin()) append_doc(out.doc, doc_before(child.begin()));  // between annotation and name
    if (is_keyword(out.name) || find_combinator(out.name)) {
      report(
          child, "reserved-name",
          fmt::format("{} is a {} and cannot be defined", out.name, is_keyword(out.name) ? "keyword" : "combinator"));
    }
  }
  return out;
}

}  // namespace norm::syntax
