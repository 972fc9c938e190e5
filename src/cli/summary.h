#pragma once

// What a whole stream fails of, as counts: `norm explain --summary`. Bounded memory, whatever the stream.
#include <norm/decode.h>
#include <norm/report.h>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/console.h"
#include "cli/groups.h"
#include "cli/payloads.h"

namespace norm::cli {

/// Counts records by the groups of their problems. A record counts once in a row, however often the problem stands in
/// it.
///
/// `json` is one object:
///
///     {"records":5,"conforming":2,"share":0.4,"malformed":1,"truncated":0,"rows":2,"rows_shown":2,"other":0,
///      "interrupted":false,
///      "problems":[{"path":"/items/*/id","predicate":"integer?","code":"integer","count":2,"share":0.4,
///                   "first":{"record":1,"file":"in.ndjson","line":1},"last":{…},"val":"\"x\""}],
///      "malformed_by_reason":[{"reason":"expected
///      true","code":"syntax","count":1,"share":0.2,"first":{…},"last":{…}}]}
///
/// `share` is of all records; `truncated` counts the records that had more problems than --max-errors; `other` those
/// whose problem was new when the table of 10,000 rows was full; `val` is the first value's JSON text, its first 80
/// code points.
class Summary {
 public:
  void configure(CLI::App& app);
  [[nodiscard]] bool wanted() const { return wanted_; }

  void add_conforming() { ++records_, ++conforming_; }
  /// A record that does not conform; `selected`: whether anything of it is to be counted in the rows.
  void add_failing(const Payload& payload, const DecodeError& error, bool selected);

  /// In `format` to stdout.
  void print(const std::string& format, const TextStyle& style) const;

 private:
  struct Place {
    std::size_t record = 0;
    std::size_t line = 0;
    std::size_t file = 0;  // of files_
    bool one_of_many = false;
  };
  struct Row {
    std::size_t count = 0;
    Place first;
    Place last;
    std::string code;
    std::string val;
  };
  struct Shown {  // a row as it is printed
    const Row* row;
    std::string path;
    std::string what;  // predicate or reason
    bool malformed;
  };

  void count(Row& row, const Place& place);
  [[nodiscard]] Place place_of(const Payload& payload);
  [[nodiscard]] std::string name_of(const Place& place) const;
  [[nodiscard]] std::vector<Shown> sorted() const;
  [[nodiscard]] std::string share(std::size_t count) const;
  [[nodiscard]] std::string json_share(std::size_t count) const;
  [[nodiscard]] std::string json_place(const Place& place) const;
  void print_text(const std::vector<Shown>& rows, std::size_t all, const TextStyle& style) const;
  void print_lines(const std::vector<Shown>& rows, std::size_t all) const;
  void print_json(const std::vector<Shown>& rows, std::size_t all) const;

  bool wanted_ = false;
  std::size_t max_rows_ = 20;
  std::size_t records_ = 0;
  std::size_t conforming_ = 0;
  std::size_t malformed_ = 0;
  std::size_t truncated_ = 0;
  std::vector<std::string> files_;
  std::map<std::string, std::size_t, std::less<>> file_indexes_;
  ProblemGroups groups_;
  std::vector<Row> rows_;  // by the index of the group
  Row other_;
  std::map<std::string, Row> malformed_rows_;  // by reason: there are some fifty
};

}  // namespace norm::cli
