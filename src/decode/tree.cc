// The life of one document in the decoder's memory.
#include "decode/tree.h"

#include <algorithm>
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

Tree::Tree(Limits limits, FrontEnd front_end) : reader_(limits) {
  if (front_end == FrontEnd::fastest && TokenIndex::available()) indexed_.emplace(limits);
}
Tree::~Tree() = default;

Fault Tree::read(std::string_view bytes, Strings strings) {
  root_.SetNull();
  numbers_.clear();
  if (bytes.size() > limits().max_bytes) return {FaultKind::too_large, limits().max_bytes};  // before memory for it
  begin(bytes);
  if (indexed_ && IndexedReader::takes(bytes) && read_indexed(bytes, strings)) return {};
  return read_scalar(bytes);
}

std::optional<bool> Tree::judge(std::string_view bytes, TokenJudge& judge) {
  if (!indexed_ || !IndexedReader::takes(bytes) || bytes.size() > limits().max_bytes) return std::nullopt;
  if (!judge.is_willing()) return std::nullopt;
  root_.SetNull();
  numbers_.clear();
  begin(bytes);
  const TokenJudge::Answer answer = judge.judge(bytes, indexed_->tokens_of(bytes), arena_.data());
  if (answer == TokenJudge::Answer::unsure) return std::nullopt;
  return answer == TokenJudge::Answer::yes;
}

void Tree::begin(std::string_view bytes) {
  if (ebb_.note(bytes.size())) release();
  arena_.reserve(bytes.size() + 1);
}

// All in one function, so that nothing is handed over in memory: what is stored in halves and loaded whole waits.
[[gnu::flatten]] bool Tree::read_indexed(std::string_view bytes, Strings strings) {
  return build(bytes, [&](Builder& builder) {
    return strings == Strings::terminated ? indexed_->read<Strings::terminated>(bytes, arena_.data(), builder)
                                          : indexed_->read<Strings::in_place>(bytes, arena_.data(), builder);
  });
}

Fault Tree::read_scalar(std::string_view bytes) {
  Fault fault;
  build(bytes, [&](Builder& builder) {
    fault = reader_.read(bytes, arena_.data(), builder);
    return !fault;
  });
  return fault;
}

template <class FrontEndCall>
bool Tree::build(std::string_view bytes, FrontEndCall front_end) {
  lost_.clear();
  // The stack grows by halves, within its block where it is large enough.
  constexpr std::size_t kSmallestStack = 1024;
  TreeDocument document(&pool_.renew(bytes.size()), std::max(stack_.capacity(), kSmallestStack), &stack_);
  bool built = false;
  auto generate = [&](TreeDocument& handler) {
    Builder builder(handler, lost_);
    return built = front_end(builder);
  };
  document.Populate(generate);
  if (!built) return false;
  root_ = std::move(static_cast<Json&>(document));
  if (!lost_.empty()) place_lost_numbers();
  return true;
}

void Tree::release() {
  if (indexed_) indexed_->release();
  arena_.release();
  pool_.release();
  stack_.release();
  lost_ = std::vector<LostNumber>();  // not `= {}`, which would keep the capacity
  numbers_ = exec::ExactNumbers();
}

void Tree::place_lost_numbers() {
  Placing placing(lost_, numbers_);
  walk(root_, walk_, placing);
  numbers_.sort();
}

}  // namespace norm::decode
