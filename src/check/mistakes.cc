// Collects mistakes by their spans and makes Diagnostics of them at the end.
#include "check/mistakes.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "spec/place.h"

namespace norm::checking {
namespace {

// Nobody reads more; a hostile file must not fill the memory with excerpts of itself.
constexpr std::size_t kMostMistakes = 10'000;

// What of a line goes before and after a place into its excerpt; `spec::diagnostic_at` cuts further.
constexpr std::size_t kBefore = 4096;
constexpr std::size_t kAfter = 4096;

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Lines and code points of one text, counted once.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {
    std::uint32_t points = 0;
    lines_.push_back(text.starts_with(spec::kByteOrderMark) ? spec::kByteOrderMark.size() : 0);  // no character of the line
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (at % kBlock == 0) points_.push_back(points);
      points += starts_code_point(text[at]) ? 1 : 0;
      if (text[at] == '\n') lines_.push_back(at + 1);
    }
    if (text.size() % kBlock == 0) points_.push_back(points);
  }

  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> line_and_column(std::size_t offset) const {
    const std::size_t line = line_of(offset);
    return {static_cast<std::uint32_t>(line + 1), points_before(offset) - points_before(lines_[line]) + 1};
  }
  [[nodiscard]] std::size_t line_begin(std::size_t offset) const { return lines_[line_of(offset)]; }
  [[nodiscard]] std::size_t line_end(std::size_t offset) const {
    const std::size_t next = line_of(offset) + 1;
    return next < lines_.size() ? lines_[next] - 1 : text_.size();
  }

 private:
  static constexpr std::size_t kBlock = 4096;

  [[nodiscard]] std::size_t line_of(std::size_t offset) const {
    offset = std::max(offset, lines_.front());
    return static_cast<std::size_t>(std::upper_bound(lines_.begin(), lines_.end(), offset) - lines_.begin()) - 1;
  }
  [[nodiscard]] std::uint32_t points_before(std::size_t offset) const {
    const std::size_t block = offset / kBlock;
    const std::string_view part = text_.substr(block * kBlock, offset - block * kBlock);
    return points_[block] + static_cast<std::uint32_t>(std::count_if(part.begin(), part.end(), starts_code_point));
  }

  std::string_view text_;
  std::vector<std::size_t> lines_;     // where each begins
  std::vector<std::uint32_t> points_;  // code points before each block
};

// The places of all files, each counted when it is first asked for.
class Atlas {
 public:
  explicit Atlas(const Library* library) : library_(library) {}

  [[nodiscard]] bool knows(const SourceSpan& span) const {
    return library_ != nullptr && span.end > 0 && span.file < library_->files.size();
  }

  std::string name(const SourceSpan& span) {
    const SchemaFile& file = library_->files[span.file];
    const auto [line, column] = places(span.file).line_and_column(std::min<std::size_t>(span.begin, file.text.size()));
    return fmt::format("{}:{}:{}", file.name, line, column);
  }

  Diagnostic diagnostic(const SourceSpan& span, std::string code, std::string message, std::string hint) {
    const SchemaFile& file = library_->files[span.file];
    const std::string_view text = file.text;
    const Places& places = this->places(span.file);
    const std::size_t begin = std::max(std::min<std::size_t>(span.begin, text.size()), places.line_begin(0));
    // The part of the line around the place stands for the file.
    std::size_t from = std::max(places.line_begin(begin), begin > kBefore ? begin - kBefore : 0);
    while (from > 0 && from < begin && !starts_code_point(text[from])) ++from;
    std::size_t to = std::min(places.line_end(begin), begin + kAfter);
    while (to > begin && to < text.size() && !starts_code_point(text[to])) --to;
    SchemaFile window;
    window.name = file.name;
    window.text = std::string(text.substr(from, to - from));
    const std::size_t end = std::clamp<std::size_t>(span.end, begin, to);
    Diagnostic diagnostic = spec::diagnostic_at(window, begin - from, end - from, std::move(code), std::move(message),
                                                std::move(hint));
    const std::uint32_t shift = diagnostic.column;  // the window counts from its own beginning
    std::tie(diagnostic.line, diagnostic.column) = places.line_and_column(begin);
    diagnostic.excerpt_column += diagnostic.column - shift;
    return diagnostic;
  }

 private:
  const Places& places(std::uint32_t file) {
    std::unique_ptr<Places>& entry = places_[file];
    if (!entry) entry = std::make_unique<Places>(library_->files[file].text);
    return *entry;
  }

  const Library* library_;
  std::unordered_map<std::uint32_t, std::unique_ptr<Places>> places_;
};

}  // namespace

void Mistakes::add(const SourceSpan& at, std::string code, std::string message, std::string hint) {
  if (size() >= kMostMistakes) return;
  if (at.end == 0 && !definition_.empty()) {
    hint = fmt::format("{}in the definition of {}", hint.empty() ? hint : hint + "; ", definition_);
  }
  entries_.push_back({at, std::nullopt, {}, std::move(code), std::move(message), std::move(hint)});
}

void Mistakes::add_repeated(const SourceSpan& at, const SourceSpan& first, std::string code, std::string message,
                            std::string_view words) {
  add(at, std::move(code), std::move(message));
  if (first.end == 0 || entries_.empty()) return;
  entries_.back().first = first;
  entries_.back().words = words;
}

void Mistakes::add(Diagnostics placed) {
  for (Diagnostic& diagnostic : placed) {
    if (size() < kMostMistakes) placed_.push_back(std::move(diagnostic));
  }
}

Diagnostics Mistakes::take() {
  Diagnostics out = std::move(placed_);
  Atlas atlas(library_);
  for (Entry& entry : entries_) {
    if (entry.first && atlas.knows(*entry.first)) entry.hint = std::string(entry.words) + atlas.name(*entry.first);
    if (atlas.knows(entry.at)) {
      out.push_back(atlas.diagnostic(entry.at, std::move(entry.code), std::move(entry.message), std::move(entry.hint)));
    } else {
      Diagnostic diagnostic;
      diagnostic.code = std::move(entry.code);
      diagnostic.message = std::move(entry.message);
      diagnostic.hint = std::move(entry.hint);
      out.push_back(std::move(diagnostic));
    }
  }
  entries_.clear();
  placed_.clear();
  sort_by_place(library_, out);
  return out;
}

void sort_by_place(const Library* library, Diagnostics& diagnostics) {
  std::unordered_map<std::string_view, std::size_t> order;
  if (library != nullptr) {
    for (const SchemaFile& file : library->files) order.emplace(file.name, order.size());
  }
  const auto place = [&](const Diagnostic& diagnostic) {
    const auto found = order.find(diagnostic.file);
    return std::tuple(found == order.end() ? order.size() : found->second, diagnostic.line, diagnostic.column);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  // One mistake may be met on several ways; what differs only in its hint is the same.
  diagnostics.erase(std::unique(diagnostics.begin(), diagnostics.end(),
                                [](const Diagnostic& a, const Diagnostic& b) {
                                  return a.file == b.file && a.line == b.line && a.column == b.column &&
                                         a.code == b.code && a.message == b.message &&
                                         (a.line > 0 || a.hint == b.hint);
                                }),
                    diagnostics.end());
}

}  // namespace norm::checking
