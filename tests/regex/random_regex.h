#pragma once

// Random regexes, and random texts that have a chance to match them. Both shrink.
#include <rapidcheck.h>

#include <string>
#include <vector>

namespace norm::regex {

inline std::string one_of(const std::vector<std::string>& pieces) { return *rc::gen::elementOf(pieces); }

/// A regex of RE2's dialect over few characters, `depth` groups deep at most.
inline std::string random_regex(int depth) {
  static const std::vector<std::string> kAtoms = {"a",
                                                  "b",
                                                  "c",
                                                  "k",
                                                  "S",
                                                  "1",
                                                  "_",
                                                  "-",
                                                  "\\n",
                                                  "\xc3\xa9",
                                                  "\xe2\x84\xaa",
                                                  "\xf0\x9f\x98\x80",
                                                  ".",
                                                  "[ab]",
                                                  "[^a]",
                                                  "[^\\n]",
                                                  "\\d",
                                                  "\\w",
                                                  "\\W",
                                                  "\\s",
                                                  "[\\W_]",
                                                  "[[:alpha:]]",
                                                  "\\pL",
                                                  "\\p{Lu}",
                                                  "\\P{Ll}",
                                                  "[^\\pL1]",
                                                  "[J-L]",
                                                  "\\x{17f}",
                                                  "\\Qa.\\E",
                                                  "^",
                                                  "$",
                                                  "\\b",
                                                  "\\B",
                                                  "\\A",
                                                  "\\z",
                                                  ""};
  static const std::vector<std::string> kRepeats = {"*", "+", "?", "*?", "{2}", "{0,2}", "{1,3}", "{2,}", "{0}"};
  static const std::vector<std::string> kOpenings = {"(", "(?:", "(?i:", "(?m:", "(?s:", "(?-i:", "(?i)(?:", "(?m)(?:"};
  std::string regex;
  const int parts = *rc::gen::inRange(0, 4);
  for (int part = 0; part <= parts; ++part) {
    const bool group = depth > 0 && *rc::gen::inRange(0, 3) == 0;
    const std::string atom = group ? one_of(kOpenings) + random_regex(depth - 1) + ")" : one_of(kAtoms);
    regex += atom;
    if (!atom.empty() && *rc::gen::inRange(0, 4) == 0) regex += one_of(kRepeats);
    if (*rc::gen::inRange(0, 6) == 0) regex += "|";
  }
  return regex;
}

inline std::string random_flags() { return one_of({"", "", "i", "m", "s", "im", "ims"}); }

inline std::string random_text() {
  static const std::vector<std::string> kPieces = {"a",        "b",
                                                   "c",        "k",
                                                   "K",        "s",
                                                   "1",        "_",
                                                   "-",        " ",
                                                   "\n",       ".",
                                                   "A",        "\xc3\xa9",
                                                   "\xc3\x89", "\xe2\x84\xaa",
                                                   "\xc5\xbf", "\xf0\x9f\x98\x80"};
  std::string text;
  for (int left = *rc::gen::inRange(0, 7); left > 0; --left) text += one_of(kPieces);
  return text;
}

}  // namespace norm::regex
