#pragma once

// SQLite's prepared statements as values: bound by position, run to their end, reset whatever happens.
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string_view>

namespace norm::kafka {

struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// One execution. What is bound must live until it is over.
class Execution {
 public:
  explicit Execution(sqlite3_stmt* statement) : statement_(statement) {}
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;
  ~Execution() { sqlite3_reset(statement_); }

  Execution& bind(std::int64_t number) {
    sqlite3_bind_int64(statement_, ++bound_, number);
    return *this;
  }
  Execution& blob(std::string_view bytes) {
    sqlite3_bind_blob64(statement_, ++bound_, bytes.data(), bytes.size(), SQLITE_STATIC);
    return *this;
  }
  Execution& text(std::string_view bytes) {
    sqlite3_bind_text64(statement_, ++bound_, bytes.data(), bytes.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
  }
  /// SQLITE_ROW, SQLITE_DONE, or what went wrong.
  [[nodiscard]] int step() { return sqlite3_step(statement_); }
  [[nodiscard]] std::int64_t number(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] std::string_view bytes(int column) const {
    const void* const data = sqlite3_column_blob(statement_, column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

}  // namespace norm::kafka
