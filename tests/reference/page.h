#pragma once

// The reference as sections of examples: what stands in which fence, and what the lines in bold claim of it.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace norm::reference {

/// A text with the lines that stand indented below it.
struct Claim {
  std::string text;
  std::vector<std::string> lines;
  std::size_t line = 0;  ///< of the page
};

/// A schema and what the page claims of it.
struct Example {
  std::string schema;
  bool expression = false;  ///< `norm spec`: one expression, not a file
  std::size_t line = 0;
  std::vector<std::string> accepts, rejects;
  std::vector<Claim> explains;
  std::vector<std::string> facts;  ///< the payload whose errors the table below tells
};

using TableRow = std::vector<std::vector<std::string>>;  // by cell, its code spans; a cell without any: its text

struct Table {
  std::size_t line = 0;
  std::vector<std::string> columns;
  std::vector<TableRow> rows;
};

struct Section {
  std::string heading;  ///< without backquotes
  std::size_t level = 0;
  std::size_t line = 0;
  bool form = false;  ///< says how the construct is written
  std::string text;   ///< all of it, as it stands
  std::vector<Example> examples;
  std::vector<std::pair<std::string, std::string>> files;  ///< that examples import: name and text
  std::vector<Claim> mistakes;
  std::vector<Claim> prints;
  std::vector<Table> tables;
};

struct Page {
  std::vector<Section> sections;
  std::vector<std::string> complaints;  ///< what on the page is not in its form, so that no test would see it
};

[[nodiscard]] Page read_page(std::string_view text);

}  // namespace norm::reference
