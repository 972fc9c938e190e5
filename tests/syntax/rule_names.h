#pragma once

// The names of the grammar's rules as its own files list them, for tests that demand a list to be complete.
#include <fstream>
#include <set>
#include <string>
#include <string_view>

namespace norm::syntax {

/// The word behind `marker` on each line of a file of the project that has `also` in it too.
inline std::set<std::string> words_behind(std::string_view marker, std::string_view also, const std::string& path) {
  std::ifstream in(NORM_SOURCE_DIR "/" + path);
  std::set<std::string> out;
  for (std::string line; std::getline(in, line);) {
    const std::size_t at = line.find(marker);
    if (at == std::string::npos || line.find(also) == std::string::npos) continue;
    const std::size_t begin = at + marker.size();
    out.insert(line.substr(begin, line.find_first_of(" >:", begin) - begin));
  }
  return out;
}

/// The rules that messages.h has a sentence for.
inline std::set<std::string> rules_with_a_sentence() {
  return words_behind("auto sentence<", ">", "grammar/messages.h");
}

}  // namespace norm::syntax
