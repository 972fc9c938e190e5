// A file's statements: header, imports, externs, definitions.
#include <charconv>
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
    switch (view.kind()) {
      case Kind::version_number: {
        const std::string_view digits = view.text();
        const std::string_view number = digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
        if (number == "1") break;
        report(view, "unknown-version", fmt::format("unknown language version {}", number),
               "this release reads norm 1");
        break;
      }
      case Kind::module_name:
        out.module = std::string(view.text());
        break;
      case Kind::import_:
        out.imports.push_back(import_(view));
        break;
      case Kind::extern_:
        out.externs.push_back(extern_(view));
        break;
      case Kind::definition:
        out.definitions.push_back(definition(view));
        break;
      default:
        out.definitions.push_back({{}, expression(view), {}, {}, span(view)});
        break;  // a sole expression
    }
  }
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
    switch (child.kind()) {
      case Kind::extern_name:
        out.name = std::string(child.text());
        break;
      case Kind::extern_arity: {
        const std::string_view digits = child.text();
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out.arity);
        if (error != std::errc() || out.arity > kMostArguments) {
          report(child, "predicate-arity", fmt::format("an extern takes at most {} arguments", kMostArguments));
          out.arity = kMostArguments;
        }
        break;
      }
      default:
        out.base = expression(child);
        break;
    }
  }
  return out;
}

Definition Builder::definition(View view) {
  Definition out{{}, Spec(Node{Predicate{"any?", {}}}), {}, doc_before(view.begin()), {}};
  for (const View child : view.children()) {
    switch (child.kind()) {
      case Kind::annotation:
        out.annotations.push_back(annotation(child));
        break;
      case Kind::definition_name:
        out.name = std::string(child.text());
        out.source = span(child);
        if (child.begin() != view.begin()) {  // between annotation and name
          const std::string between = doc_before(child.begin());
          if (!out.doc.empty() && !between.empty()) out.doc += '\n';
          out.doc += between;
        }
        if (is_keyword(out.name) || find_combinator(out.name)) {
          report(child, "reserved-name",
                 fmt::format("{} is a {} and cannot be defined", out.name,
                             is_keyword(out.name) ? "keyword" : "combinator"));
        }
        break;
      default:
        out.spec = expression(child);
        break;
    }
  }
  return out;
}

}  // namespace norm::syntax
