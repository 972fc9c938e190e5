// A row's phrase with the author's argument in it: `be greater than {n}` becomes `be greater than 5`.
#include "program/phrase.h"

#include <norm/constant.h>

#include <string_view>

#include "predicate/subject.h"

namespace norm::program {
namespace {

std::string text_of(const Argument& argument) {
  if (const auto* constant = std::get_if<Constant>(&argument)) return print(*constant);
  if (const auto* range = std::get_if<Range>(&argument)) return range->low.text + " to " + range->high.text;
  const Regex& regex = std::get<Regex>(argument);
  return '/' + regex.pattern + '/' + regex.flags;
}

}  // namespace

std::string phrase_of(const predicate::Row& row, std::span<const Argument> args) {
  std::string out;
  std::string_view left = row.info.phrase;
  while (!left.empty()) {
    const std::size_t mark = left.find_first_of("{[]");
    out += left.substr(0, mark);
    if (mark == std::string_view::npos) break;
    std::size_t end = mark;
    if (left[mark] == '{') {
      end = left.find('}', mark);
      if (!args.empty()) out += text_of(args.front());
    } else if (left[mark] == '[' && args.empty()) {
      end = left.find(']', mark);
    }
    left.remove_prefix(end + 1);
  }
  const auto* range = args.empty() ? nullptr : std::get_if<Range>(&args.front());
  if (row.code == "range" && range != nullptr && predicate::is_integer_text(range->low.text) &&
      predicate::is_integer_text(range->high.text)) {
    return "be an integer" + out.substr(2);  // `be from 0 to 255` is not said of 1.0
  }
  if (out.ends_with(" 1 code points")) out.pop_back();
  return out;
}

}  // namespace norm::program
