#pragma once

// What is complete in a definition that could not be read to its end: it is no part of the tree, but its mistakes are
// told as well.
#include <cstddef>
#include <optional>
#include <vector>

#include "syntax/tape.h"

namespace norm::syntax {

/// Collects entries on a tape of their own: annotations, specs, schemas of the members that were read, multis of the
/// arms that were read.
class Salvage {
 public:
  /// Takes what is complete in what is still open on a tape. Of the innermost schema more members may follow.
  void take(const Tape& tape);
  /// A member that stands by itself on a tape, on a line with so much indentation. It belongs with the ones before it
  /// if they are indented as deep and no bracket was closed in between: then a key may not be there twice.
  void member(const Tape& tape, std::size_t indentation);
  /// Likewise an arm; its spec only is looked at.
  void arm(const Tape& tape);

  /// Where the members that were taken last stand; no more follow if it is not called.
  void expect(std::size_t indentation) { indentation_ = indentation; }
  /// What follows belongs to no schema so far.
  void end_members();

  /// All that was collected. REQUIRES: no more calls.
  [[nodiscard]] Tape finish();

 private:
  using Chain = std::vector<std::uint32_t>;
  void take_from(const Tape& tape, const Chain& open, std::size_t at);
  void open_schema(const Tape& tape, const Chain& open, std::size_t at);
  void field(const Tape& tape, const Chain& open, std::size_t member);

  Tape out_;
  bool in_schema_ = false;  // one is open on `out_`
  std::optional<std::size_t> indentation_;
};

}  // namespace norm::syntax
