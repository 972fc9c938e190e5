#pragma once

// The kinds of stores as test parameters, and processes that a test may ruin.
#include <gtest/gtest.h>
#include <norm/kafka/store.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace norm::kafka::test {

enum class Kind { memory, sqlite, lmdb };
[[nodiscard]] std::string name(Kind kind);

/// A folder for one test, gone with it.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] Result<std::unique_ptr<Store>, Error> try_open(Kind kind, const Folder& folder,
                                                             const Retention& retention = {});
[[nodiscard]] std::unique_ptr<Store> open(Kind kind, const Folder& folder, const Retention& retention = {});

/// `work` in a process of its own; what it prints by `say` comes back. A line that was not ended is left out.
class Child {
 public:
  using Say = std::function<void(const std::string& line)>;
  explicit Child(const std::function<void(const Say&)>& work);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();
  /// SIGKILL once it has said so many lines.
  [[nodiscard]] std::vector<std::string> kill_after(std::size_t lines);
  /// All that it says until it ends by itself.
  [[nodiscard]] std::vector<std::string> finish();

 private:
  [[nodiscard]] std::vector<std::string> whole_lines() const;
  void read_some();
  pid_t pid_ = -1;
  int from_ = -1;
  bool ended_ = false;
  std::string said_;
};

/// The text of an error, `ok` where there is none.
template <class T>
[[nodiscard]] std::string said(const Result<T, Error>& result) {
  return result ? "ok" : result.error().message;
}

}  // namespace norm::kafka::test
