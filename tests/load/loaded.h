#pragma once

// What loading gives, as lines that a test can hold.
#include <fmt/format.h>
#include <norm/norm.h>

#include <string>
#include <string_view>
#include <vector>

namespace norm {

inline std::string shown(const Diagnostic& diagnostic) {
  return fmt::format("{}:{}:{} {}: {}", diagnostic.file, diagnostic.line, diagnostic.column, diagnostic.code,
                     diagnostic.message);
}

/// Empty: it loaded.
template <class T>
std::vector<std::string> lines_of(const Result<T, Diagnostics>& result) {
  std::vector<std::string> out;
  if (result) return out;
  for (const Diagnostic& diagnostic : result.error()) out.push_back(shown(diagnostic));
  return out;
}

using Lines = std::vector<std::string>;

inline Json json_of(rapidjson::Document& document, std::string_view text) {
  document.Parse(text.data(), text.size());
  return Json(document, document.GetAllocator());
}

}  // namespace norm
