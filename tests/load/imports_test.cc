// Imports over real files: which are read, which are refused, and what their mistakes are called.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "load/loaded.h"

namespace norm {
namespace {

namespace fs = std::filesystem;

class Imports : public testing::Test {
 protected:
  Imports() {
    std::string pattern = (fs::temp_directory_path() / "norm-load-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~Imports() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  fs::path write(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  // Diagnostics with the folder's own name taken out.
  [[nodiscard]] Lines load(const std::string& name, const LoadOptions& options = {}) const {
    Lines lines = lines_of(load_file(folder_ / name, options));
    for (std::string& line : lines) {
      for (std::size_t at; (at = line.find(folder_.string())) != std::string::npos;) line.replace(at, folder_.string().size(), "DIR");
    }
    return lines;
  }

  fs::path folder_;
};

TEST_F(Imports, ReachAcrossFoldersAndInCycles) {
  write("a.norm", "import \"sub/b.norm\" as b\nA = schema { opt :b, b.B }");
  write("sub/b.norm", "import \"../a.norm\" as a\nB = schema { opt :a, a.A  req :n, integer? }");
  const auto module = load_file(folder_ / "a.norm");
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  EXPECT_EQ(module->library()->files.size(), 2U);
  EXPECT_EQ(module->library()->files[0].imports[0].file, 1U);
  EXPECT_EQ(module->library()->files[1].imports[0].file, 0U);
  EXPECT_EQ(module->library()->files[1].name, (folder_ / "sub/b.norm").string());
  const auto validator = compile(*module->find("A"));
  ASSERT_TRUE(validator);
  rapidjson::Document document;
  EXPECT_TRUE(validator->valid(json_of(document, R"({"b":{"n":1,"a":{"b":{"n":2}}}})")));
  EXPECT_FALSE(validator->valid(json_of(document, R"({"b":{"n":1,"a":{"b":{"n":"2"}}}})")));
}

TEST_F(Imports, ReadEachFileOnce) {
  write("a.norm", "import \"b.norm\" as b\nimport \"./x/../b.norm\" as c\nimport \"link.norm\" as d\nA = b.B | c.B | d.B");
  write("b.norm", "B = any?");
  fs::create_directory(folder_ / "x");
  fs::create_symlink("b.norm", folder_ / "link.norm");
  const auto module = load_file(folder_ / "a.norm");
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  EXPECT_EQ(module->library()->files.size(), 2U);
}

TEST_F(Imports, TellMistakesOfAllFilesInOrder) {
  write("a.norm", "import \"b.norm\" as b\nA = b.B & Nope");
  write("b.norm", "B = integer\nC = 2..1");
  EXPECT_EQ(load("a.norm"), (Lines{"DIR/a.norm:2:11 unresolved-name: undefined spec Nope",
                                   "DIR/b.norm:1:5 unresolved-name: undefined spec integer",
                                   "DIR/b.norm:2:5 empty-range: 2..1 is empty: its low end is above its high end"}));
}

TEST_F(Imports, KeepPrivateNamesPrivate) {
  write("a.norm", "import \"b.norm\"\nA = _B");
  write("b.norm", "_B = any?");
  EXPECT_EQ(load("a.norm"), (Lines{"DIR/a.norm:2:5 unresolved-name: undefined spec _B"}));
}

TEST_F(Imports, AreNotFound) {
  write("a.norm", "import \"gone/b.norm\" as b\nA = b.B | c.C");
  EXPECT_EQ(load("a.norm"), (Lines{"DIR/a.norm:1:1 import-not-found: no file DIR/gone/b.norm",
                                   "DIR/a.norm:2:11 unresolved-name: undefined spec c.C"}));
}

TEST_F(Imports, DoNotLeaveTheRoot) {
  write("out.norm", "X = any?");
  write("in/secret/s.norm", "S = any?");
  write("in/a.norm", "import \"../out.norm\" as o\nimport \"link.norm\" as l\nimport \"up/out.norm\" as u\nA = any?");
  fs::create_symlink("../out.norm", folder_ / "in/link.norm");
  fs::create_directory_symlink("..", folder_ / "in/up");
  EXPECT_EQ(load("in/a.norm"),
            (Lines{"DIR/in/a.norm:1:1 import-outside-root: DIR/out.norm is outside of the root DIR/in",
                   "DIR/in/a.norm:2:1 import-outside-root: DIR/in/link.norm is outside of the root DIR/in",
                   "DIR/in/a.norm:3:1 import-outside-root: DIR/in/up/out.norm is outside of the root DIR/in"}));
  LoadOptions wider;
  wider.root = folder_;
  EXPECT_EQ(load("in/a.norm", wider), Lines());
  // `in2` only begins like the root.
  write("in2/b.norm", "X = any?");
  write("in/b.norm", "import \"../in2/b.norm\" as b\nA = b.X");
  EXPECT_EQ(load("in/b.norm"),
            (Lines{"DIR/in/b.norm:1:1 import-outside-root: DIR/in2/b.norm is outside of the root DIR/in"}));
  // An absolute path is no way out either, and a way in.
  write("in/c.norm", fmt::format("import \"{}\" as b\nimport \"{}\" as c\nA = b.X", (folder_ / "out.norm").string(),
                                 (folder_ / "in/b.norm").string()));
  EXPECT_EQ(load("in/c.norm").front(),
            "DIR/in/c.norm:1:1 import-outside-root: DIR/out.norm is outside of the root DIR/in");
}

TEST_F(Imports, AreRegularFiles) {
  fs::create_directory(folder_ / "folder");
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  fs::create_symlink("loop", folder_ / "loop");
  write("a.norm", "import \"folder\" as a\nimport \"fifo\" as b\nimport \"loop\" as c\nimport \"\" as d\nA = any?");
  const Lines lines = load("a.norm");
  ASSERT_EQ(lines.size(), 4U) << testing::PrintToString(lines);
  EXPECT_EQ(lines[0], "DIR/a.norm:1:1 io: cannot read DIR/folder: Is a directory");
  EXPECT_EQ(lines[1], "DIR/a.norm:2:1 io: cannot read DIR/fifo: not a regular file");
  EXPECT_EQ(lines[2], "DIR/a.norm:3:1 io: cannot read DIR/loop: Too many levels of symbolic links");
  EXPECT_EQ(lines[3], "DIR/a.norm:4:1 import-not-found: \"\" is no path");
}

TEST_F(Imports, OfAPipeAreLookedForInTheCurrentFolder) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  constexpr std::string_view kText = "import \"gone.norm\" as b\nA = any?";
  ASSERT_EQ(::write(ends[1], kText.data(), kText.size()), static_cast<ssize_t>(kText.size()));
  ::close(ends[1]);
  const std::string name = fmt::format("/dev/fd/{}", ends[0]);
  LoadOptions options;
  options.root = "/dev/fd";  // as the command takes it from the path
  EXPECT_EQ(lines_of(load_file(name, options)), (Lines{name + ":1:1 import-not-found: no file gone.norm"}));
  ::close(ends[0]);
}

TEST_F(Imports, OfTextAreRelativeToItsName) {
  write("b.norm", "import \"a.norm\" as a\nB = a.A");
  const auto module = load_text("import \"b.norm\" as b\nA = schema { opt :b, b.B }", (folder_ / "a.norm").string());
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  EXPECT_EQ(module->library()->files.size(), 2U);  // the text stands for a.norm, which is not on the disk
}

TEST_F(Imports, OfSeveralFilesUnderNoNameClash) {
  write("a.norm", "import \"b.norm\"\nimport \"c.norm\"\nA = X");
  write("b.norm", "X = any?");
  write("c.norm", "X = any?");
  EXPECT_EQ(load("a.norm"), (Lines{"DIR/a.norm:2:1 import-clash: two imports bring X"}));
}

TEST_F(Imports, WithoutTextSayWhy) {
  write("a.norm", "import \"b.norm\" as b\nA = b.X | b.Y");
  write("b.norm", "X = \"\xff\"");
  EXPECT_EQ(load("a.norm"), (Lines{"DIR/b.norm:1:6 utf8: byte 5 is not UTF-8 (0xff)"}));
}

TEST_F(Imports, AndFilesThatCannotBeRead) {
  EXPECT_EQ(load("gone.norm"), (Lines{"DIR/gone.norm:0:0 io: cannot read DIR/gone.norm: No such file or directory"}));
  EXPECT_EQ(load("."), (Lines{"DIR/.:0:0 io: cannot read DIR/.: Is a directory"}));
}

// Files of a source that is not the disk.
class Sources : public testing::Test {
 protected:
  Sources() {
    options_.root = ".";
    options_.source = SchemaSource{"mem:v1:", [this](const std::string& path) -> Result<std::optional<std::string>, std::string> {
                                     asked_.push_back(path);
                                     if (path == "locked.norm") return Failure(std::string("locked"));
                                     const auto file = files_.find(path);
                                     if (file == files_.end()) return std::nullopt;
                                     return file->second;
                                   }};
  }

  std::map<std::string, std::string> files_;
  Lines asked_;
  LoadOptions options_;
};

TEST_F(Sources, ReachTheirOwnFilesOnly) {
  files_ = {{"a.norm", "import \"sub/b.norm\" as b\nA = b.B"}, {"sub/b.norm", "import \"../c.norm\" as c\nB = c.C"},
            {"c.norm", "import \"./sub/../a.norm\" as a\nC = integer?"}};
  const auto module = load_file("a.norm", options_);
  ASSERT_TRUE(module) << testing::PrintToString(lines_of(module));
  EXPECT_EQ(asked_, (Lines{"a.norm", "sub/b.norm", "c.norm"}));  // each once
  EXPECT_EQ(module->library()->files[1].name, "mem:v1:sub/b.norm");
  const auto text = load_text("import \"../c.norm\" as c\nB = c.C | c.D", "sub/t.norm", options_);
  EXPECT_EQ(lines_of(text), Lines{"mem:v1:sub/t.norm:2:11 unresolved-name: undefined spec c.D"});
}

TEST_F(Sources, HaveARoot) {
  files_ = {{"sub/a.norm", "import \"../b.norm\" as b\nA = any?"}, {"b.norm", "B = any?"},
            {"far.norm", "import \"../../etc/passwd\" as p\nimport \"/etc/passwd\" as q\nA = any?"}};
  EXPECT_EQ(lines_of(load_file("sub/a.norm", options_)), Lines());
  options_.root.clear();  // that of the file
  EXPECT_EQ(lines_of(load_file("sub/a.norm", options_)),
            Lines{"mem:v1:sub/a.norm:1:1 import-outside-root: mem:v1:b.norm is outside of the root mem:v1:sub"});
  options_.root = "sub/";
  EXPECT_EQ(lines_of(load_file("sub/a.norm", options_)).size(), 1U);
  options_.root = "./";
  EXPECT_EQ(lines_of(load_file("far.norm", options_)),
            (Lines{"mem:v1:far.norm:1:1 import-outside-root: mem:v1:../../etc/passwd is outside of the root mem:v1:",
                   "mem:v1:far.norm:2:1 import-outside-root: mem:v1:/etc/passwd is outside of the root mem:v1:"}));
}

TEST_F(Sources, TellWhatTheyDoNotHave) {
  files_ = {{"a.norm", "import \"locked.norm\" as l\nimport \"gone.norm\" as g\nA = any?"}, {"big.norm", ""}};
  files_["big.norm"].resize((16U << 20) + 1, ' ');
  EXPECT_EQ(lines_of(load_file("a.norm", options_)),
            (Lines{"mem:v1:a.norm:1:1 io: cannot read mem:v1:locked.norm: locked",
                   "mem:v1:a.norm:2:1 import-not-found: no file mem:v1:gone.norm"}));
  EXPECT_EQ(lines_of(load_file("gone.norm", options_)),
            Lines{"mem:v1:gone.norm:0:0 io: cannot read mem:v1:gone.norm: No such file or directory"});
  EXPECT_EQ(lines_of(load_file("big.norm", options_)),
            Lines{"mem:v1:big.norm:0:0 io: cannot read mem:v1:big.norm: larger than 16 MiB"});
}

}  // namespace
}  // namespace norm
