// The deck's wording: one line a problem, and the two spellings of a path.
#include <norm/print.h>
#include <norm/report.h>

#include <fmt/format.h>

#include <iterator>
#include <variant>

#include "report/glyph.h"

namespace norm {
namespace {

constexpr std::size_t kLongestVal = 80;  // code points

}  // namespace

std::string to_line(const Problem& problem) {
  std::string out;
  if (!problem.path.empty()) out += "In " + to_path(problem.path) + ", ";
  out += "val: ";
  const std::string_view val = report::first_code_points(problem.val, kLongestVal);
  out += val;
  if (val.size() < problem.val.size()) out += "…";
  out += " fails spec: " + problem.predicate;
  return out;
}

std::string to_lines(const std::vector<Problem>& problems) {
  std::string out;
  for (const Problem& problem : problems) {
    if (!out.empty()) out += '\n';
    out += to_line(problem);
  }
  return out;
}

std::string to_lines(const DecodeError& error) {
  if (!error.malformed) return to_lines(error.problems);
  return fmt::format("malformed JSON at byte {}: {}", error.malformed->offset, error.malformed->reason);
}

std::string to_path(const Segments& path) {
  std::string out;
  for (const Segment& segment : path) {
    if (!out.empty()) out += '/';
    if (const auto* key = std::get_if<std::string>(&segment)) {
      out += print_key(*key);
    } else {
      fmt::format_to(std::back_inserter(out), "[{}]", std::get<std::size_t>(segment));
    }
  }
  return out;
}

std::string to_pointer(const Segments& path) {
  std::string out;
  for (const Segment& segment : path) {
    out += '/';
    if (const auto* key = std::get_if<std::string>(&segment)) {
      for (const char c : *key) {
        if (c == '~') {
          out += "~0";
        } else if (c == '/') {
          out += "~1";
        } else {
          out += c;
        }
      }
    } else {
      fmt::format_to(std::back_inserter(out), "{}", std::get<std::size_t>(segment));
    }
  }
  return out;
}

}  // namespace norm
