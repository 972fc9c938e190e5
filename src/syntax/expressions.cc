// Specs: what stands behind `Name =`.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "spec/constant_json.h"
#include "spec/nearest.h"
#include "syntax/build.h"

namespace norm::syntax {
namespace {

// The second name of three kinds; a spec has one name each, whichever was written.
constexpr std::pair<std::string_view, std::string_view> kAliases[] = {
    {"nil?", "null?"}, {"list?", "array?"}, {"map?", "object?"}};

std::string first_name(std::string_view name) {
  for (const auto& [alias, first] : kAliases) {
    if (name == alias) return std::string(first);
  }
  return std::string(name);
}

Range range_of(View range) { return {Number(range.first().text()), Number(range.second().text())}; }

Regex regex_of(View regex) {
  const std::string_view text = regex.text();
  const std::size_t end = text.rfind('/');
  return {std::string(text.substr(1, end - 1)), std::string(text.substr(end + 1))};
}

Argument argument_of(View view) {
  if (view.kind() == Kind::range) return range_of(view);
  if (view.kind() == Kind::regex) return regex_of(view);
  return constant_of(view);
}

Shape anything() { return Predicate{"any?", {}}; }

template <class List>
void append_flat(std::vector<Spec>& terms, Spec term) {
  if (const auto* inner = std::get_if<List>(&term.node().shape)) {
    terms.insert(terms.end(), inner->terms.begin(), inner->terms.end());
  } else {
    terms.push_back(std::move(term));
  }
}

std::string_view without_zeros(std::string_view digits) {
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return digits;
}

// Of any size.
bool greater(std::string_view a, std::string_view b) {
  a = without_zeros(a);
  b = without_zeros(b);
  return a.size() != b.size() ? a.size() > b.size() : a > b;
}

const Constant* literal(const Spec& spec) {
  const auto* found = std::get_if<Literal>(&spec.node().shape);
  return found ? &found->constant : nullptr;
}

}  // namespace

void Builder::report(View at, std::string code, std::string message, std::string hint) {
  // Reported in the order of the text, so that the first ones are kept.
  if (++reported_ > kMostMistakes) return;
  mistakes_.push_back({at.begin(), at.end(), std::move(code), std::move(message), std::move(hint)});
}

Spec Builder::expression(View view) {
  if (view.children().single()) return conjunction(view.first());
  std::vector<Spec> terms;
  for (const View child : view.children()) append_flat<Disjunction>(terms, conjunction(child));
  return spec(view, Disjunction{std::move(terms)});
}

Spec Builder::conjunction(View view) {
  if (view.children().single()) return term(view.first());
  std::vector<Spec> terms;
  for (const View child : view.children()) append_flat<Conjunction>(terms, term(child));
  return spec(view, Conjunction{std::move(terms)});
}

Spec Builder::term(View view) {
  if (view.kind() == Kind::group) return expression(view.first());
  return spec(view, shape(view));
}

Shape Builder::shape(View view) {
  const Kind kind = view.kind();
  if (kind == Kind::negation) return Negation{term(view.first())};
  if (kind == Kind::schema) return schema(view);
  if (kind == Kind::multi) return multi(view);
  if (kind == Kind::bound) return Predicate{std::string(view.first().text()), {constant_of(view.second())}};
  if (kind == Kind::range) return Predicate{"..", {range_of(view)}};
  if (kind == Kind::regex) return Predicate{"re_matches?", {regex_of(view)}};
  if (kind == Kind::predicate) return predicate(view);
  if (kind == Kind::literal) return Literal{constant_of(view.first())};
  if (kind == Kind::reference) return reference(view);
  return call(view);
}

Shape Builder::predicate(View view) {
  Predicate out;
  for (const View child : view.children()) {
    if (child.kind() == Kind::predicate_name) {
      out.name = first_name(child.text());
    } else {
      out.args.push_back(argument_of(child));
    }
  }
  return out;
}

Shape Builder::reference(View view) {
  if (find_combinator(view.text())) {
    report(view, "combinator-arity", fmt::format("{} needs arguments (arity)", view.text()),
           fmt::format("write {}(…)", view.text()));
    return anything();
  }
  return Ref{std::string(view.text()), file_};
}

Shape Builder::call(View view) {
  const View name = view.first();
  const Combinator* combinator = find_combinator(name.text());
  Arguments arguments;
  std::vector<std::string_view> seen;
  std::size_t given = 0;
  const std::size_t before = reported_;
  std::size_t mislabelled = 0;
  for (const View child : view.children()) {
    const Kind kind = child.kind();
    if (child.begin() == name.begin()) continue;
    if (kind == Kind::argument && combinator) {
      if (!argument(child, *combinator, arguments, seen)) ++mislabelled;
    } else if (kind == Kind::argument) {
      for (const View part : child.children()) {  // for the mistakes inside
        if (part.kind() == Kind::expression) static_cast<void>(expression(part));
      }
    } else if (kind == Kind::expression) {
      arguments.specs.push_back(expression(child));
      ++given;
    } else if (kind == Kind::selector) {
      arguments.selector = selector(child);
      ++given;
    } else {
      arguments.values.push_back(constant_of(child));
      ++given;
    }
  }
  if (!combinator) {
    std::vector<std::string_view> names;
    for (const Combinator& row : combinators()) names.push_back(row.name);
    const std::string near = spec::nearest(name.text(), names);
    report(name, "unknown-combinator", fmt::format("unknown combinator {}", name.text()),
           spec::did_you_mean(near));
    return anything();
  }
  if (combinator->takes == Takes::specs) given = arguments.specs.size();
  if (combinator->takes == Takes::tagged) given = arguments.tagged.size();
  if (given < combinator->least || given > combinator->most) {
    // Of the tag that is missing, or of the label that is none: `maybe(x: a)`.
    const bool told = (combinator->takes == Takes::tagged && reported_ > before) ||
                      (given < combinator->least && given + mislabelled >= combinator->least);
    const bool empty_enum = combinator->takes == Takes::values && combinator->most == kAnyNumber;
    if (!told) report(view, empty_enum ? "empty-enum" : "combinator-arity", wrong_arity(*combinator, given));
    return anything();
  }
  order_counts(view, arguments.counts);
  return combinator->make(std::move(arguments));
}

bool Builder::argument(View view, const Combinator& combinator, Arguments& out, std::vector<std::string_view>& seen) {
  const View head = view.first();
  if (head.kind() == Kind::expression) {
    Spec value = expression(head);
    if (combinator.takes == Takes::tagged) {
      report(view, "missing-tag", fmt::format("{} takes tagged specs only", combinator.name), "write tag: spec");
    } else {
      out.specs.push_back(std::move(value));
    }
    return true;
  }

  const std::string_view label = head.text();
  Spec value = expression(view.second());
  if (combinator.takes == Takes::tagged) {
    const auto same = [&](const Tagged& other) { return other.tag == label; };
    if (std::any_of(out.tagged.begin(), out.tagged.end(), same)) {
      report(head, "duplicate-tag", fmt::format("{} has the tag {} twice", combinator.name, label));
    } else {
      out.tagged.push_back({std::string(label), std::move(value)});
    }
    return true;
  }
  if (std::find(combinator.labels.begin(), combinator.labels.end(), label) == combinator.labels.end()) {
    const std::string near = spec::nearest(label, combinator.labels);
    report(head, "unknown-option", fmt::format("{} has no option {}:", combinator.name, label),
           near.empty() ? near : spec::did_you_mean(near + ':'));
    return false;
  }
  if (std::find(seen.begin(), seen.end(), label) != seen.end()) {
    report(head, "duplicate-option", fmt::format("{} has the option {}: twice", combinator.name, label));
    return true;
  }
  seen.push_back(label);
  if (label == "min_count") {
    count(view, value, out.counts.min_count);
  } else if (label == "max_count") {
    count(view, value, out.counts.max_count);
  } else if (label == "rest") {
    out.rest = std::move(value);
  } else if (const Constant* constant = literal(value); constant && std::holds_alternative<bool>(constant->value)) {
    out.counts.distinct = std::get<bool>(constant->value);
  } else {
    report(view, "option-value", fmt::format("{}: is true or false", label));
  }
  return true;
}

void Builder::count(View view, const Spec& value, std::optional<Number>& out) {
  const Constant* constant = literal(value);
  const Number* number = constant ? std::get_if<Number>(&constant->value) : nullptr;
  if (number && number->text.find_first_not_of("0123456789") == std::string::npos) {
    out = *number;
  } else {
    report(view, "option-value", fmt::format("{}: is a whole number from 0 up", view.first().text()));
  }
}

void Builder::order_counts(View view, Counts& counts) {
  if (!counts.min_count || !counts.max_count || !greater(counts.min_count->text, counts.max_count->text)) return;
  report(view, "empty-range", "min_count cannot be larger than max_count");
  counts.min_count.reset();
  counts.max_count.reset();
}

Selector Builder::selector(View view) const {
  Selector out;
  for (const View entry : view.children()) {
    Selector::Entry item;
    item.source = span(entry.first());
    for (const View part : entry.children()) {
      if (part.kind() == Kind::key) item.key = key_of(part);
      if (part.kind() == Kind::string) item.key = string_of(part);
      if (part.kind() == Kind::label_name) item.key = std::string(part.text());
      if (part.kind() == Kind::selector) item.nested = selector(part);
    }
    out.entries.push_back(std::move(item));
  }
  return out;
}

Shape Builder::multi(View view) {
  Multi out;
  std::vector<View> places;  // of the tags of all arms
  for (const View child : view.children()) {
    if (child.kind() == Kind::path) {
      out.tag = path_of(child);
      continue;
    }
    std::vector<Constant> tags;
    for (const View part : child.children()) {
      if (part.kind() != Kind::expression) {
        tags.push_back(constant_of(part));
        places.push_back(part);
        continue;
      }
      Spec value = expression(part);
      if (child.kind() == Kind::tagged_arm) {
        out.arms.push_back({std::move(tags), std::move(value)});
      } else if (out.otherwise) {
        report(child, "duplicate-else", "multi has a second else");
      } else {
        out.otherwise = std::move(value);
      }
      break;
    }
  }
  std::vector<const Constant*> tags;
  for (const Arm& arm : out.arms) {
    for (const Constant& tag : arm.tags) tags.push_back(&tag);
  }
  for (const auto& [again, first] : spec::repeated(tags)) {
    report(places[again], "duplicate-tag", fmt::format("duplicate tag {}", print(*tags[again])));
    if (reported_ <= kMostMistakes) mistakes_.back().first = places[first].begin();
  }
  return out;
}

}  // namespace norm::syntax
