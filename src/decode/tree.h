#pragma once

// Bytes to a RapidJSON tree in memory that is kept between messages, with the exact text of the numbers that it lost.
#include <norm/json.h>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "decode/builder.h"
#include "decode/fault.h"
#include "decode/indexed_reader.h"
#include "decode/memory.h"
#include "decode/reader.h"
#include "decode/token_judge.h"
#include "exec/document.h"
#include "exec/walk.h"

namespace norm::decode {

/// One document at a time: `read` throws the last one away. Allocates nothing once the largest has been seen, and gives
/// a giant's memory back after Ebb::kWindow small ones.
class Tree {
 public:
  explicit Tree(Limits limits, FrontEnd front_end = FrontEnd::fastest);
  ~Tree();
  Tree(const Tree&) = delete;  // the document's parts point into it
  Tree& operator=(const Tree&) = delete;

  /// The numbers' texts lie in `bytes`, which have to live as long as they are wanted; so do Strings::in_place.
  [[nodiscard]] Fault read(std::string_view bytes, Strings strings = Strings::terminated);

  /// The verdict without a document, which is thrown away; nullopt: it takes one, or the bytes are none.
  [[nodiscard]] std::optional<bool> judge(std::string_view bytes, TokenJudge& judge);

  /// REQUIRES: the last `read` had no fault.
  [[nodiscard]] const Json& root() const { return root_; }
  [[nodiscard]] const exec::ExactNumbers& numbers() const { return numbers_; }
  [[nodiscard]] const Limits& limits() const { return reader_.limits(); }

 private:
  /// Nothing is left of the last document; room for the next.
  void begin(std::string_view bytes);
  void release();
  Fault read_scalar(std::string_view bytes);
  bool read_indexed(std::string_view bytes, Strings strings);
  /// The document that `front_end`, given a Builder, makes of `bytes`; whether it did.
  template <class FrontEndCall>
  bool build(std::string_view bytes, FrontEndCall front_end);
  void place_lost_numbers();

  Reader reader_;
  std::optional<IndexedReader> indexed_;  // where the processor can and the caller wants it
  Ebb ebb_;
  Block arena_;      // the strings
  ReusedPool pool_;  // the values
  StackAllocator stack_;
  Json root_;
  std::vector<LostNumber> lost_;
  exec::ExactNumbers numbers_;
  std::vector<exec::WalkFrame> walk_;
};

}  // namespace norm::decode
