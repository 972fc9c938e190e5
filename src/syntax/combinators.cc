// The rows.
#include "syntax/combinators.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

namespace norm::syntax {
namespace {

constexpr std::string_view kOfArrays[] = {"min_count", "max_count", "distinct"};
constexpr std::string_view kOfMaps[] = {"min_count", "max_count"};
constexpr std::string_view kOfTuples[] = {"rest"};

// A union of unions is one union; of one term, it is that term.
Shape one_of(Arguments&& arguments) {
  if (arguments.specs.size() == 1) return arguments.specs.front().node().shape;
  Disjunction flat;
  for (Spec& term : arguments.specs) {
    if (const auto* inner = std::get_if<Disjunction>(&term.node().shape)) {
      flat.terms.insert(flat.terms.end(), inner->terms.begin(), inner->terms.end());
    } else {
      flat.terms.push_back(std::move(term));
    }
  }
  return flat;
}

template <EditKind Kind>
Shape edit(Arguments&& arguments) {
  return Edit{Kind, std::move(arguments.specs.front()), std::move(arguments.selector)};
}

const Combinator kRows[] = {
    {"lit", Takes::values, 1, 1, {}, [](Arguments&& a) -> Shape { return Literal{std::move(a.values.front())}; }},
    {"enum", Takes::values, 1, kAnyNumber, {}, [](Arguments&& a) -> Shape { return Enum{std::move(a.values)}; }},
    {"coll_of", Takes::specs, 1, 1, kOfArrays,
     [](Arguments&& a) -> Shape {
       return CollOf{std::move(a.specs.front()), std::move(a.counts)};
     }},
    {"map_of", Takes::specs, 2, 2, kOfMaps,
     [](Arguments&& a) -> Shape {
       return MapOf{std::move(a.specs[0]), std::move(a.specs[1]), std::move(a.counts)};
     }},
    {"tuple", Takes::specs, 0, kAnyNumber, kOfTuples,
     [](Arguments&& a) -> Shape {
       return Tuple{std::move(a.specs), std::move(a.rest)};
     }},
    {"maybe", Takes::specs, 1, 1, {}, [](Arguments&& a) -> Shape { return Maybe{std::move(a.specs.front())}; }},
    {"one_of", Takes::specs, 1, kAnyNumber, {}, one_of},
    {"all_of", Takes::specs, 1, kAnyNumber, {}, [](Arguments&& a) -> Shape { return AllOf{std::move(a.specs)}; }},
    {"alt", Takes::tagged, 1, kAnyNumber, {}, [](Arguments&& a) -> Shape { return Alt{std::move(a.tagged)}; }},
    {"selection",
     Takes::schema,
     1,
     2,
     {},
     [](Arguments&& a) -> Shape {
       return Selection{std::move(a.specs.front()), std::move(a.selector)};
     }},
    {"pick", Takes::schema, 2, 2, {}, edit<EditKind::pick>},
    {"omit", Takes::schema, 2, 2, {}, edit<EditKind::omit>},
    {"partial", Takes::schema, 1, 2, {}, edit<EditKind::partial>},
    {"required", Takes::schema, 1, 2, {}, edit<EditKind::required>},
};

constexpr std::array<std::string_view, 18> kKeywords = {"norm",    "module", "import",  "extern", "schema", "multi",
                                                        "req",     "opt",    "include", "keys",   "rest",   "reserved",
                                                        "require", "check",  "else",    "true",   "false",  "null"};

std::string_view noun(Takes takes) {
  switch (takes) {
    case Takes::specs: return "spec";
    case Takes::tagged: return "tagged spec";
    case Takes::values: return "value";
    case Takes::schema: return "argument";
  }
  return {};
}

}  // namespace

std::span<const Combinator> combinators() { return kRows; }

const Combinator* find_combinator(std::string_view name) {
  const auto* const row = std::find_if(std::begin(kRows), std::end(kRows),
                                       [&](const Combinator& candidate) { return candidate.name == name; });
  return row == std::end(kRows) ? nullptr : row;
}

std::string wrong_arity(const Combinator& combinator, std::size_t given) {
  if (combinator.takes == Takes::schema) {
    return fmt::format("{} takes a schema and a list of keys, not {} (arity)", combinator.name,
                       given == 0 ? "nothing" : "a schema alone");
  }
  const std::size_t wanted = given < combinator.least ? combinator.least : combinator.most;
  return fmt::format("{} takes {}{} {}{}, not {} (arity)", combinator.name,
                     combinator.most == kAnyNumber ? "at least " : "", wanted, noun(combinator.takes),
                     wanted == 1 ? "" : "s", given);
}

bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

}  // namespace norm::syntax
