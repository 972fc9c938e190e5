#pragma once

// Collects mistakes by their spans and makes Diagnostics of them at the end, at a cost that grows with the text plus the
// number of mistakes and never with their product.
#include <norm/diagnostic.h>
#include <norm/spec.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace norm::checking {

class Mistakes {
 public:
  /// Keeps a pointer to the library, which may be null.
  explicit Mistakes(const Library* library) : library_(library) {}

  /// What is being checked now: a mistake without a place (a spec built in C++) says so in its hint.
  void enter(std::string_view definition) { definition_ = definition; }

  void add(const SourceSpan& at, std::string code, std::string message, std::string hint = {});
  /// The second of two that may not both be; the hint says where the first one stands, behind `words`.
  void add_repeated(const SourceSpan& at, const SourceSpan& first, std::string code, std::string message,
                    std::string_view words = "the first one stands at ");
  /// Diagnostics that have their places already.
  void add(Diagnostics placed);

  [[nodiscard]] std::size_t size() const { return entries_.size() + placed_.size(); }
  /// Sorted by file and place, without repetitions.
  [[nodiscard]] Diagnostics take();

 private:
  struct Entry {
    SourceSpan at;
    std::optional<SourceSpan> first;
    std::string_view words;  // before the place of the first; a literal
    std::string code, message, hint;
  };
  const Library* library_;
  std::string_view definition_;
  std::vector<Entry> entries_;
  Diagnostics placed_;
};

/// Sorts by the order of the library's files, then by place; drops repetitions.
void sort_by_place(const Library* library, Diagnostics& diagnostics);

}  // namespace norm::checking
