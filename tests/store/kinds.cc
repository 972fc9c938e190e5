// Stores to test, and processes to ruin: see the header.
#include "store/kinds.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace norm::kafka::test {

std::string name(Kind kind) {
  switch (kind) {
    case Kind::memory: return "memory";
    case Kind::sqlite: return "sqlite";
    case Kind::lmdb: return "lmdb";
  }
  return "";
}

Folder::Folder() {
  // In memory where that can be had: on a disk each of LMDB's commits costs milliseconds.
  const std::filesystem::path memory = "/dev/shm";
  std::string pattern =
      ((std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path()) / "norm-store-XXXXXX")
          .string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Result<std::unique_ptr<Store>, Error> try_open(Kind kind, const Folder& folder, const Retention& retention) {
  switch (kind) {
    case Kind::memory: return memory_store(retention);
    case Kind::sqlite: return open_sqlite_store(folder.path() / "ids.sqlite", retention);
    case Kind::lmdb: return open_lmdb_store(folder.path() / "ids.lmdb", retention);
  }
  throw std::logic_error("no such kind");
}

std::unique_ptr<Store> open(Kind kind, const Folder& folder, const Retention& retention) {
  auto store = try_open(kind, folder, retention);
  if (!store) throw std::runtime_error(store.error().message);
  return *std::move(store);
}

Child::Child(const std::function<void(const Say&)>& work) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) {
    ::close(ends[0]);
    work([&](const std::string& line) {
      const std::string whole = line + '\n';
      if (::write(ends[1], whole.data(), whole.size()) < 0) ::_exit(1);
    });
    ::_exit(0);
  }
  ::close(ends[1]);
  from_ = ends[0];
}

Child::~Child() {
  ::close(from_);
  if (!ended_) ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
}

void Child::read_some() {
  std::array<char, 4096> block{};
  const ssize_t got = ::read(from_, block.data(), block.size());
  if (got > 0) {
    said_.append(block.data(), static_cast<std::size_t>(got));
  } else {
    ended_ = true;
  }
}

std::vector<std::string> Child::whole_lines() const {
  std::vector<std::string> lines;
  std::istringstream text(said_.substr(0, said_.rfind('\n') == std::string::npos ? 0 : said_.rfind('\n')));
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> Child::kill_after(std::size_t lines) {
  while (!ended_ && static_cast<std::size_t>(std::count(said_.begin(), said_.end(), '\n')) < lines) read_some();
  ::kill(pid_, SIGKILL);
  return finish();
}

std::vector<std::string> Child::finish() {
  while (!ended_) read_some();
  return whole_lines();
}

}  // namespace norm::kafka::test
