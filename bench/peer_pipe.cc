// Validators in other languages, each a child at the other end of two pipes; peers/README.md has the protocol.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "contender.h"

namespace norm::bench {
namespace {

// Without its peer a row would be wrong in silence: the run ends.
[[noreturn]] void give_up(const std::string& command) {
  std::cerr << "norm_bench: " << command << " does not answer\n";
  std::exit(2);
}

class Child {
 public:
  explicit Child(std::vector<std::string> command) : name_(command.back()) {
    std::signal(SIGPIPE, SIG_IGN);  // a child that has ended is a failed write
    std::array<int, 2> in{}, out{};
    if (::pipe(in.data()) != 0 || ::pipe(out.data()) != 0) give_up(name_);
    std::vector<char*> arguments;
    for (std::string& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) ::close(end);
      ::execvp(arguments.front(), arguments.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_ = in[1];
    from_ = out[0];
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::close(to_);  // with its input it ends
    ::close(from_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }

  void write(const void* from, std::size_t size) {
    for (const auto* at = static_cast<const char*>(from); size > 0;) {
      const ssize_t written = ::write(to_, at, size);
      if (written <= 0) give_up(name_);
      at += written;
      size -= static_cast<std::size_t>(written);
    }
  }
  void write(std::size_t number) {
    const auto word = static_cast<std::uint32_t>(number);
    write(&word, sizeof word);
  }
  void write(const std::string& text) {
    write(text.size());
    write(text.data(), text.size());
  }

  template <class Answer>
  Answer read() {
    Answer answer{};
    for (std::size_t at = 0; at < sizeof answer;) {
      const ssize_t size = ::read(from_, reinterpret_cast<char*>(&answer) + at, sizeof answer - at);
      if (size <= 0) give_up(name_);
      at += static_cast<std::size_t>(size);
    }
    return answer;
  }

 private:
  std::string name_;
  pid_t pid_ = -1;
  int to_ = -1, from_ = -1;
};

class Piped final : public Contender {
 public:
  Piped(const Question& question, std::vector<std::string> command) : child_(std::move(command)) {
    child_.write(question.json_schema);
    child_.write(question.messages.size());
    for (const Message& message : question.messages) child_.write(message.bytes);
  }
  bool judge(std::size_t message) override {
    child_.write("j", 1);
    child_.write(message);
    return child_.read<std::uint8_t>() != 0;
  }
  std::size_t pass() override {
    child_.write("p", 1);
    return child_.read<std::uint32_t>();
  }

 private:
  Child child_;
};

std::filesystem::path folder() {
  const char* const set = std::getenv("NORM_PEERS");
  return set != nullptr ? set : "";
}

}  // namespace

bool has_piped_peers() { return !folder().empty(); }

std::unique_ptr<Contender> ajv_pipe(const Question& question) {
  return std::make_unique<Piped>(question, std::vector<std::string>{"node", folder() / "ajv" / "peer.js"});
}
std::unique_ptr<Contender> rust_jsonschema_pipe(const Question& question) {
  return std::make_unique<Piped>(
      question, std::vector<std::string>{folder() / "jsonschema" / "release" / "norm-peer-jsonschema"});
}

}  // namespace norm::bench
