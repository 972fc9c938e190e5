// The arrows between the rooms as a table, and the house rules that a compiler does not know: who may include what,
// that each source is built, that each file begins with what it is for. A failure names the file and the line at fault.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string, std::less<>>;

/// Which rooms a room may include beside itself and the public headers. `include` stands for the public headers.
const std::map<std::string, Names, std::less<>> kArrows = {
    {"include", {}},
    {"grammar", {}},
    {"predicate", {}},
    {"regex", {}},
    {"spec", {"predicate"}},
    {"syntax", {"grammar", "spec", "predicate"}},
    {"check", {"spec", "predicate"}},
    {"program", {"spec", "predicate"}},
    {"exec", {"program", "spec", "predicate"}},
    {"decode", {"exec", "program", "predicate"}},
    {"load", {"syntax", "check", "program", "exec", "spec", "predicate"}},
    {"diff", {"load", "check", "exec", "program", "regex", "spec", "predicate"}},
    {"report", {}},
    {"store", {}},
    {"kafka", {}},
    {"cli", {}},
};

/// A library of others, and the rooms that may know it.
struct Owned {
  std::string prefix;
  Names rooms;
};
const std::vector<Owned> kOwned = {
    {"re2/", {"predicate"}},    {"librdkafka/", {"kafka"}}, {"tao/pegtl", {"syntax", "grammar"}},
    {"openssl/", {"kafka"}},    {"CLI/", {"cli"}},          {"rapidjson/reader.h", {"decode"}},
    {"prometheus/", {"kafka"}}, {"simdjson.h", {"decode"}}, {"sqlite3.h", {"store"}},
    {"lmdb.h", {"store"}},
};

struct Include {
  std::size_t line;
  std::string target;
  bool quoted;
};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream in{std::string(text)};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<Include> includes_of(std::string_view text) {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  std::vector<Include> found;
  std::size_t number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) found.push_back({number, match[2], match[1] == "\""});
  }
  return found;
}

/// Why `room` may not include `target`; empty: it may.
std::string forbidden(const std::string& room, std::string_view file, const Include& include) {
  const std::string& target = include.target;
  for (const Owned& owned : kOwned) {
    if (target.starts_with(owned.prefix) && !owned.rooms.contains(room)) {
      return "only " + *owned.rooms.begin() + " may know " + owned.prefix;
    }
  }
  const std::string first = target.substr(0, target.find('/'));
  if (room == "grammar" && (include.quoted || first == "norm") && first != "grammar") {
    return "grammar knows PEGTL and nothing of ours";
  }
  if (room == "include") {
    static const Names kAllowed = {"norm", "rapidjson", "tl"};
    if (include.quoted || (target.find('/') != std::string::npos && !kAllowed.contains(first))) {
      return "public headers include each other, the standard library, rapidjson/ and tl/";
    }
    if (target.starts_with("norm/kafka/") && file.find("norm/kafka/") == std::string_view::npos) {
      return "the core is installed without norm/kafka/";
    }
    return {};
  }
  if (target.starts_with("norm/kafka/") && room != "kafka" && room != "store" && room != "cli")
    return "only kafka, store and cli know norm/kafka/";
  if (!include.quoted) {
    return kArrows.contains(first) && first != room ? "our own rooms are included in quotes, and by an arrow" : "";
  }
  if (target.find('/') == std::string::npos) return "an include names its room: \"" + room + "/" + target + "\"";
  if (!kArrows.contains(first)) return first + " is no room";
  if (first != room && !kArrows.find(room)->second.contains(first)) return "no arrow from " + room + " to " + first;
  return {};
}

std::vector<std::string> broken_arrows(const std::string& room, const std::string& file, std::string_view text) {
  std::vector<std::string> broken;
  for (const Include& include : includes_of(text)) {
    const std::string why = forbidden(room, file, include);
    if (why.empty()) continue;
    broken.push_back(file + ":" + std::to_string(include.line) + ": includes " + include.target + ": " + why);
  }
  return broken;
}

/// The first comment stands before the includes; in a public header at the latest on its first declaration.
bool says_what_it_is_for(std::string_view text, bool is_public) {
  static const std::regex kPreamble(R"(^\s*$|^#|^(inline )?namespace [\w:]*\s*\{$|^\}|^(struct|class) \w+;$)");
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with("//")) return true;
    if (is_public ? !std::regex_search(line, kPreamble) : line != "#pragma once" && !line.empty()) return false;
  }
  return false;
}

struct Source {
  std::string room;
  fs::path path;
  std::string name;  // from the project's folder
  std::string text;
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Source> sources_under(const fs::path& folder, const std::string& room) {
  std::vector<Source> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (!entry.is_regular_file() || (extension != ".h" && extension != ".cc")) continue;
    found.push_back({room, entry.path(), fs::relative(entry.path(), NORM_SOURCE_DIR).string(), read(entry.path())});
  }
  return found;
}

std::vector<Source> all_sources() {
  const fs::path root = NORM_SOURCE_DIR;
  std::vector<Source> all = sources_under(root / "include", "include");
  std::ranges::move(sources_under(root / "grammar", "grammar"), std::back_inserter(all));
  for (const auto& entry : fs::directory_iterator(root / "src")) {
    if (!entry.is_directory()) continue;
    std::ranges::move(sources_under(entry.path(), entry.path().filename().string()), std::back_inserter(all));
  }
  return all;
}

/// The words of a folder's build files.
Names words_of_build(const fs::path& folder) {
  Names words;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename() != "CMakeLists.txt" && entry.path().extension() != ".cmake") continue;
    std::istringstream in(std::regex_replace(read(entry.path()), std::regex("[()]"), " "));
    words.insert(std::istream_iterator<std::string>(in), {});
  }
  return words;
}

/// A .cc is a word of the nearest CMakeLists.txt above it, or of the .cmake files beside that: a forgotten file would
/// be neither built nor tested.
void expect_built(const Source& source) {
  fs::path folder = source.path.parent_path();
  while (!fs::exists(folder / "CMakeLists.txt")) folder = folder.parent_path();
  const std::string name = fs::relative(source.path, folder).string();
  EXPECT_TRUE(words_of_build(folder).contains(name)) << source.name << " is in no CMakeLists.txt";
}

TEST(Layering, ArrowsHold) {
  const std::vector<Source> sources = all_sources();
  ASSERT_GT(sources.size(), 20U);
  for (const Source& source : sources) {
    ASSERT_TRUE(kArrows.contains(source.room)) << source.name << ": room " << source.room << " is not in the table";
    for (const std::string& broken : broken_arrows(source.room, source.name, source.text)) ADD_FAILURE() << broken;
  }
}

TEST(Layering, TableHasNoCycle) {
  // Peel off rooms that point only to rooms already peeled; what is left over is a cycle.
  Names done;
  for (std::size_t before = done.size() + 1; before != done.size();) {
    before = done.size();
    for (const auto& [room, arrows] : kArrows) {
      if (std::ranges::includes(done, arrows)) done.insert(room);
    }
  }
  for (const auto& [room, arrows] : kArrows) EXPECT_TRUE(done.contains(room)) << room << " is part of a cycle";
}

TEST(Layering, EveryFileSaysWhatItIsFor) {
  for (const Source& source : all_sources()) {
    EXPECT_TRUE(says_what_it_is_for(source.text, source.room == "include")) << source.name;
  }
}

TEST(Layering, EverySourceIsBuilt) {
  for (const std::string_view side : {"src", "tests", "bench"}) {
    for (const Source& source : sources_under(fs::path(NORM_SOURCE_DIR) / side, "")) {
      if (source.path.extension() == ".cc") expect_built(source);
    }
  }
}

TEST(Layering, HeadersHaveAGuard) {
  for (const Source& source : all_sources()) {
    if (source.path.extension() != ".h") continue;
    EXPECT_NE(source.text.find("#pragma once"), std::string::npos) << source.name;
  }
}

// The checks themselves: each breach is seen, and said in full.

TEST(LayeringCheck, NamesFileLineAndArrow) {
  EXPECT_EQ(broken_arrows("exec", "src/exec/x.cc", "// x\n#include \"syntax/parse.h\"\n"),
            std::vector<std::string>{"src/exec/x.cc:2: includes syntax/parse.h: no arrow from exec to syntax"});
  EXPECT_EQ(broken_arrows("cli", "src/cli/x.cc", "#include \"spec/place.h\""),
            std::vector<std::string>{"src/cli/x.cc:1: includes spec/place.h: no arrow from cli to spec"});
}

TEST(LayeringCheck, OwnersOfForeignLibraries) {
  EXPECT_EQ(broken_arrows("check", "c.cc", "#include <re2/re2.h>").size(), 1U);
  EXPECT_EQ(broken_arrows("predicate", "p.cc", "#include <re2/re2.h>").size(), 0U);
  EXPECT_EQ(broken_arrows("cli", "c.cc", "#include <librdkafka/rdkafka.h>").size(), 1U);
  EXPECT_EQ(broken_arrows("spec", "s.cc", "#  include <tao/pegtl.hpp>").size(), 1U);
  EXPECT_EQ(broken_arrows("report", "r.cc", "#include \"rapidjson/reader.h\"").size(), 1U);
}

TEST(LayeringCheck, PublicHeaders) {
  EXPECT_EQ(broken_arrows("include", "include/norm/a.h", "#include <norm/b.h>\n#include <vector>").size(), 0U);
  EXPECT_EQ(broken_arrows("include", "include/norm/a.h", "#include <fmt/format.h>").size(), 1U);
  EXPECT_EQ(broken_arrows("include", "include/norm/a.h", "#include \"spec/place.h\"").size(), 1U);
  EXPECT_EQ(broken_arrows("include", "include/norm/a.h", "#include <norm/kafka/consumer.h>").size(), 1U);
  EXPECT_EQ(broken_arrows("include", "include/norm/kafka/a.h", "#include <norm/kafka/b.h>").size(), 0U);
}

TEST(LayeringCheck, FirstComments) {
  EXPECT_TRUE(says_what_it_is_for("#pragma once\n\n// Why.\n", false));
  EXPECT_FALSE(says_what_it_is_for("#pragma once\n#include <x>\n// Late.\n", false));
  EXPECT_TRUE(says_what_it_is_for("#pragma once\n#include <x>\nnamespace norm {\n\n/// What.\nstruct A {};", true));
  EXPECT_FALSE(says_what_it_is_for("#pragma once\nnamespace norm {\nenum class A {};\n/// Late.\n", true));
}

}  // namespace
