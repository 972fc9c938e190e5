// Bytes in, verdict or document out: the front end, then the evaluator, and only after a failure the explanation.
#include <norm/decode.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "decode/copy.h"
#include "decode/fault.h"
#include "decode/reshape.h"
#include "decode/tree.h"
#include "exec/evaluate.h"
#include "exec/spans.h"

namespace norm {

using decode::Strings;

struct Decoder::State {
  State(Validator compiled, const DecodeOptions& options)
      : validator(std::move(compiled)),
        max_errors(std::max<std::size_t>(options.max_errors, 1)),  // a failure has at least one reason
        tree(decode::clamped(options.max_bytes, options.max_depth), options.front_end),
        tokens(validator.program(), tree.limits().max_depth),
        // A predicate of the host may take a string for a C string, the built-in ones do not.
        unseen(validator.program().hosts.empty() ? Strings::in_place : Strings::terminated) {
    if (decode::Reshaper::wanted(options)) reshaper.emplace(options);
  }

  /// What the program says of the document.
  [[nodiscard]] exec::Verdict verdict() const {
    return exec::judge(validator.program(), {tree.root(), &tree.numbers()});
  }

  /// Reads and judges; the strings lie as it is said.
  std::optional<DecodeError> judge(std::string_view bytes, Strings strings) {
    if (const decode::Fault fault = tree.read(bytes, strings)) {
      return DecodeError{decode::to_malformed(fault, tree.limits()), {}, false, {}, {}};
    }
    const exec::Verdict said = verdict();
    if (said == exec::Verdict::conforms) return std::nullopt;
    const exec::Spans spans(tree.root(), bytes);
    exec::Explanation explanation =
        exec::explain(validator.program(), {tree.root(), &tree.numbers(), &spans, bytes}, said, max_errors);
    return DecodeError{std::nullopt, std::move(explanation.problems), explanation.truncated,
                       std::move(explanation.redacted), validator.program().library};
  }

  Validator validator;
  std::size_t max_errors;
  decode::Tree tree;
  decode::TokenJudge tokens;
  Strings unseen;                            // of a document that only the program sees
  std::optional<decode::Reshaper> reshaper;  // only where an option asks for more than the verdict
};

Decoder::Decoder(Validator validator, DecodeOptions options)
    : state_(std::make_unique<State>(std::move(validator), options)) {}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder& Decoder::operator=(Decoder&&) noexcept = default;
Decoder::~Decoder() = default;

bool Decoder::valid(std::string_view bytes) {
  if (const auto verdict = state_->tree.judge(bytes, state_->tokens)) return *verdict;
  return !state_->tree.read(bytes, state_->unseen) && state_->verdict() == exec::Verdict::conforms;
}

Result<Decoded, DecodeError> Decoder::decode(std::string_view bytes) {
  const decode::Tree& tree = state_->tree;
  if (auto error = state_->judge(bytes, Strings::terminated)) return Failure(*std::move(error));
  Decoded decoded(&tree.root(), bytes);
  if (!state_->reshaper) return decoded;
  decode::Reshaper& reshaper = *state_->reshaper;
  if (const decode::Fault fault = reshaper.run(state_->validator.program(), tree, bytes)) {
    return Failure(DecodeError{decode::to_malformed(fault, tree.limits()), {}, false, {}, {}});
  }
  decoded.unknown_ = reshaper.unknown();
  if (reshaper.changed()) {
    decoded.json_ = &reshaper.root();
    decoded.text_ = reshaper.text();
  }
  return decoded;
}

std::optional<DecodeError> Decoder::explain(std::string_view bytes) {
  if (state_->tree.judge(bytes, state_->tokens) == true) return std::nullopt;
  return state_->judge(bytes, state_->unseen);
}

Decoded Decoded::detach() const {
  if (owned_ != nullptr) return *this;  // immutable: two may share it
  decode::Copy copy = decode::copy_of(*json_, bytes_);
  Decoded detached(copy.json, copy.bytes);
  detached.owned_ = std::move(copy.owner);
  if (unknown_.empty() && text_.data() == bytes_.data()) return detached;
  struct More {
    std::shared_ptr<const void> document;
    std::string text;
    std::vector<UnknownMember> unknown;
  };
  const auto more = std::make_shared<More>(More{std::move(detached.owned_), std::string(text_), {}});
  more->unknown.assign(unknown_.begin(), unknown_.end());
  if (text_.data() != bytes_.data()) detached.text_ = more->text;
  detached.unknown_ = more->unknown;
  detached.owned_ = more;
  return detached;
}

}  // namespace norm
