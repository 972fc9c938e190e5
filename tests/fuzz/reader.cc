// Fuzzes the bytes of a payload: whatever comes, reading ends, stays inside the block and keeps its promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "decode/copy.h"
#include "decode/exact_bytes.h"
#include "decode/reader.h"
#include "decode/tree.h"
#include "exec/spans.h"

namespace {

using namespace norm::decode;

void require(bool holds) {
  if (!holds) std::abort();
}

/// The first byte that cannot be: before it the text can go on, with it not.
void check_fault(std::string_view text, const Fault& fault, Reader& reader) {
  if (fault.kind == FaultKind::too_large) return;
  if (fault.kind == FaultKind::empty || is_unfinished(fault)) return require(fault.offset == text.size());
  require(fault.offset < text.size());
  Checker checker;
  const testing::ExactBytes before(text.substr(0, fault.offset));
  const Fault sooner = reader.read(before.view(), nullptr, checker);
  require(!sooner || sooner.kind == FaultKind::empty || is_unfinished(sooner));
  const testing::ExactBytes with(text.substr(0, fault.offset + 1));
  require(reader.read(with.view(), nullptr, checker).offset == fault.offset);
}

void check_document(std::string_view text, const Tree& tree) {
  const norm::exec::Spans spans(tree.root(), text);
  const norm::ByteSpan root = spans.at(&tree.root());
  require(text.find_first_not_of(" \t\r\n") == root.begin && text.find_last_not_of(" \t\r\n") + 1 == root.end);
  const Copy copy = copy_of(tree.root(), text);
  require(copy.bytes == text && copy.json->GetType() == tree.root().GetType());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Limits limits = clamped(std::size_t{1} << 16, 60);
  // Kept between inputs, as a decoder keeps it between messages.
  static Tree tree(limits);
  static Reader reader(limits);
  const testing::ExactBytes bytes(std::string_view(reinterpret_cast<const char*>(data), size));
  const Fault fault = tree.read(bytes.view());
  Checker checker;
  require(reader.read(bytes.view(), nullptr, checker) == fault);
  if (fault) {
    check_fault(bytes.view(), fault, reader);
  } else {
    check_document(bytes.view(), tree);
  }
  return 0;
}
