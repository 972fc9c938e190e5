// The command as a user meets it: each transcripts/*.txt is a shell session, run again and compared as a whole.
//
// A line `$ COMMAND` is run by sh in a folder of the transcript's own, `norm` being the command just built; lines `> MORE`
// continue it. What follows up to an empty line or the next command is its output, stdout and stderr in one, and `[exit N]`
// where it is not 0; an empty line of the output stands as `[empty line]`, the folder as WORK. Everything between an empty
// line and the next command is comment. UPDATE_GOLDEN=1 rewrites what was expected, to be reviewed like code.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(NORM_SOURCE_DIR) / "tests/cli/transcripts";

struct Step {
  std::string preamble;  // empty lines and comments before it, as they stand
  std::string command;   // lines joined by newlines
  std::string expected;
};

struct Transcript {
  std::vector<Step> steps;
  std::string epilogue;
};

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Transcript parse(const std::string& text) {
  Transcript transcript;
  std::string preamble;
  std::istringstream lines(text);
  bool between = true;  // no command's output is expected here
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("$ ", 0) == 0) {
      transcript.steps.push_back({preamble, line.substr(2), ""});
      preamble.clear();
      between = false;
    } else if (!between && line.rfind("> ", 0) == 0 && transcript.steps.back().expected.empty()) {
      transcript.steps.back().command += '\n' + line.substr(2);
    } else if (!between && line == ">" && transcript.steps.back().expected.empty()) {
      transcript.steps.back().command += '\n';
    } else if (line.empty() || between) {
      between = true;
      preamble += line + '\n';
    } else {
      transcript.steps.back().expected += line + '\n';
    }
  }
  transcript.epilogue = preamble;
  return transcript;
}

std::string with_prefixes(const std::string& command) {
  std::string text = "$ ";
  for (std::size_t at = 0; at < command.size(); ++at) {
    text += command[at];
    if (command[at] == '\n') text += command[at + 1] == '\n' ? ">" : "> ";
  }
  return text + '\n';
}

// An empty line ends a step, so one of the output is marked.
std::string with_marked_empty_lines(const std::string& output) {
  std::string text;
  bool at_start = true;
  for (const char c : output) {
    if (at_start && c == '\n') text += "[empty line]";
    text += c;
    at_start = c == '\n';
  }
  return text;
}

// A folder that is there while a transcript runs, with the script of the step at hand beside its work folder.
class Place {
 public:
  Place() {
    std::string pattern = (fs::temp_directory_path() / "norm-transcript-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) root_ = pattern;
    fs::create_directory(root_ / "work");
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }

  std::string run(const std::string& command) {
    std::ofstream(root_ / "step.sh") << command << '\n';
    const std::string line = "cd '" + (root_ / "work").string() + "' && PATH='" + fs::path(NORM_COMMAND).parent_path().string() +
                             "':\"$PATH\" LC_ALL=C TERM=dumb NO_COLOR= CLICOLOR_FORCE= sh ../step.sh 2>&1 </dev/null";
    FILE* pipe = ::popen(line.c_str(), "r");
    if (pipe == nullptr) return "cannot run sh\n";
    std::string output;
    std::array<char, 4096> block{};
    for (std::size_t size = 0; (size = std::fread(block.data(), 1, block.size(), pipe)) > 0;) output.append(block.data(), size);
    const int status = ::pclose(pipe);
    const std::string work = (root_ / "work").string();
    for (std::size_t at = 0; (at = output.find(work, at)) != std::string::npos;) output.replace(at, work.size(), "WORK");
    if (!output.empty() && output.back() != '\n') output += "[no newline]\n";
    output = with_marked_empty_lines(output);
    if (WIFSIGNALED(status)) output += "[signal " + std::to_string(WTERMSIG(status)) + "]\n";
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0) output += "[exit " + std::to_string(WEXITSTATUS(status)) + "]\n";
    return output;
  }

 private:
  fs::path root_;
};

class Transcripts : public testing::TestWithParam<std::string> {};

TEST_P(Transcripts, RunAsWritten) {
  const fs::path path = kFolder / (GetParam() + ".txt");
  const Transcript transcript = parse(read(path));
  ASSERT_FALSE(transcript.steps.empty());
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  Place place;
  std::string rewritten;
  for (const Step& step : transcript.steps) {
    const std::string output = place.run(step.command);
    if (!update) {
      EXPECT_EQ(output, step.expected) << "$ " << step.command;
    }
    rewritten += step.preamble + with_prefixes(step.command) + output;
  }
  if (update) std::ofstream(path, std::ios::binary) << rewritten << transcript.epilogue;
}

std::vector<std::string> names() {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".txt") found.push_back(entry.path().stem().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

INSTANTIATE_TEST_SUITE_P(Command, Transcripts, testing::ValuesIn(names()),
                         [](const testing::TestParamInfo<std::string>& transcript) { return transcript.param; });

}  // namespace
