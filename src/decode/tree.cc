// The life of one document in the decoder's memory.
#include "decode/tree.h"

#include <utility>

namespace norm::decode {
namespace {

/// Gives the lost numbers the addresses of their Values, both in document order.
class Placing {
 public:
  Placing(const std::vector<LostNumber>& lost, exec::ExactNumbers& numbers) : lost_(lost), numbers_(numbers) {}

  void enter(const Json&) {}
  void leave(const Json&) {}
  void name(const Json&) {}
  void scalar(const Json& value) {
    if (!value.IsNumber()) return;
    if (next_ < lost_.size() && lost_[next_].ordinal == ordinal_) numbers_.add(&value, lost_[next_++].text);
    ++ordinal_;
  }

 private:
  const std::vector<LostNumber>& lost_;
  exec::ExactNumbers& numbers_;
  std::size_t next_ = 0;
  std::size_t ordinal_ = 0;
};

}  // namespace

Tree::Tree(Limits limits) : reader_(limits) {}
Tree::~Tree() = default;

Fault Tree::read(std::string_view bytes) {
  settle();
  if (bytes.size() > limits().max_bytes) return {FaultKind::too_large, limits().max_bytes};  // before memory for it
  arena_used_ = bytes.size() + 1;
  char* const arena = arena_.reserve(arena_used_);
  TreeDocument document(&pool_.renew(bytes.size()), kStackStart, &stack_);
  Fault fault;
  auto generate = [&](TreeDocument& handler) {
    Builder builder(handler, lost_);
    fault = reader_.read(bytes, arena, builder);
    return !fault;
  };
  document.Populate(generate);
  if (fault) return fault;
  root_ = std::move(static_cast<Json&>(document));
  if (!lost_.empty()) place_lost_numbers();
  return fault;
}

void Tree::settle() {
  root_.SetNull();
  arena_.settle(std::exchange(arena_used_, 0));
  stack_.settle();
  if (lost_ebb_.note(lost_.size() * sizeof(LostNumber), lost_.capacity() * sizeof(LostNumber))) {
    lost_ = std::vector<LostNumber>();  // not `= {}`, which would keep the capacity
    numbers_ = exec::ExactNumbers();
  }
  lost_.clear();
  numbers_.clear();
}

void Tree::place_lost_numbers() {
  Placing placing(lost_, numbers_);
  walk(root_, walk_, placing);
  numbers_.sort();
}

}  // namespace norm::decode
