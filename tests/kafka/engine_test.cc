// The engine's transcripts: each file under scripts/ is played, and must read as it stands. UPDATE_GOLDEN=1 writes what
// comes out, to be reviewed like code.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "kafka/engine_script.h"

namespace norm::kafka {
namespace {

namespace fs = std::filesystem;

const fs::path kScripts = fs::path(NORM_SOURCE_DIR) / "tests/kafka/scripts";

// `== NAME [SETTING=VALUE…]` begins a transcript, `#` a comment; indented lines are what came out the last time.
std::string played(const std::string& text) {
  std::string result;
  std::unique_ptr<test::EngineScript> script;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ")) continue;
    result += line + "\n";
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("== ")) {
      const std::size_t blank = line.find(' ', 3);
      script = std::make_unique<test::EngineScript>(blank == std::string::npos ? "" : line.substr(blank));
    } else {
      result += script->play(line);
    }
  }
  return result;
}

TEST(Engine, PlaysItsScripts) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kScripts)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  ASSERT_FALSE(files.empty());
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.filename().string());
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::string result = played(text);
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::ofstream(file) << result;
    } else {
      EXPECT_EQ(text, result);
    }
  }
}

}  // namespace
}  // namespace norm::kafka
