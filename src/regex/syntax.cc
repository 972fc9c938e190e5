// Builds the tree of a regex, and prints it.
#include "regex/syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace norm::regex {
namespace {

constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max();

std::size_t add(std::size_t left, std::size_t right) { return left > kMost - right ? kMost : left + right; }

std::size_t multiply(std::size_t left, std::size_t right) {
  return right != 0 && left > kMost / right ? kMost : left * right;
}

template <class Shape>
Ast over(std::vector<Ast> children, std::vector<Ast> Shape::*member) {
  Node node;
  for (const Ast& child : children) {
    node.depth = std::max(node.depth, child->depth + 1);
    node.size = add(node.size, child->size);
  }
  Shape shape;
  shape.*member = std::move(children);
  node.shape = std::move(shape);
  return std::make_shared<const Node>(std::move(node));
}

std::string point_text(std::uint32_t point) {
  const bool plain = point > ' ' && point < 0x7F &&
                     std::string_view("[]{}<>|-\\^$").find(static_cast<char>(point)) == std::string_view::npos;
  return plain ? std::string(1, static_cast<char>(point)) : fmt::format("\\x{{{:x}}}", point);
}

struct Printer {
  std::string operator()(const Characters& characters) const {
    const auto& ranges = characters.set.ranges();
    if (ranges.size() == 1 && ranges.front().first == ranges.front().last) return point_text(ranges.front().first);
    std::string text = "[";
    for (const CodePointRange& range : ranges) {
      text += point_text(range.first);
      if (range.last != range.first) text += "-" + point_text(range.last);
    }
    return text + "]";
  }

  std::string operator()(Assertion kind) const {
    switch (kind) {
      case Assertion::begin_text: return "^text";
      case Assertion::end_text: return "text$";
      case Assertion::begin_line: return "^line";
      case Assertion::end_line: return "line$";
      case Assertion::word_boundary: return "\\b";
      case Assertion::no_word_boundary: return "\\B";
    }
    return {};
  }

  std::string operator()(const Sequence& sequence) const { return "{" + joined(sequence.parts, " ") + "}"; }
  std::string operator()(const Choice& choice) const { return "<" + joined(choice.options, " | ") + ">"; }

  std::string operator()(const Repeat& repeat) const {
    const std::string most = repeat.most == Repeat::kUnbounded ? "" : std::to_string(repeat.most);
    return fmt::format("{}{{{},{}}}", to_text(repeat.what), repeat.least, most);
  }

  static std::string joined(const std::vector<Ast>& nodes, std::string_view between) {
    std::string text;
    for (const Ast& node : nodes) {
      if (&node != &nodes.front()) text += between;
      text += to_text(node);
    }
    return text;
  }
};

}  // namespace

Ast characters(CodePointSet set) {
  Node node;
  node.shape = Characters{std::move(set)};
  return std::make_shared<const Node>(std::move(node));
}

Ast assertion(Assertion kind) {
  Node node;
  node.shape = kind;
  return std::make_shared<const Node>(std::move(node));
}

Ast sequence(std::vector<Ast> parts) {
  return parts.size() == 1 ? std::move(parts.front()) : over(std::move(parts), &Sequence::parts);
}

Ast choice(std::vector<Ast> options) {
  return options.size() == 1 ? std::move(options.front()) : over(std::move(options), &Choice::options);
}

Ast repeat(Ast what, unsigned least, unsigned most) {
  Node node;
  node.depth = what->depth + 1;
  const std::size_t times = most == Repeat::kUnbounded ? std::size_t{least} + 1 : most;
  node.size = add(1, multiply(what->size, std::max<std::size_t>(times, 1)));
  node.shape = Repeat{std::move(what), least, most};
  return std::make_shared<const Node>(std::move(node));
}

Ast literal(std::string_view text) {
  std::vector<Ast> parts;
  while (const auto point = take_code_point(text)) parts.push_back(characters(CodePointSet(*point)));
  return sequence(std::move(parts));
}

std::string to_text(const Ast& ast) { return std::visit(Printer{}, ast->shape); }

}  // namespace norm::regex
