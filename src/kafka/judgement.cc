// From a record to an answer: see the header.
#include "kafka/judgement.h"

#include <fmt/format.h>
#include <norm/kafka/framing.h>
#include <norm/report.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "kafka/once.h"
#include "kafka/schema_set.h"

namespace norm::kafka {
namespace {

Judgement rejected(ErrorKind error, std::string text) {
  Judgement judgement;
  judgement.kind = Answer::Kind::reject;
  judgement.error = error;
  judgement.text = std::move(text);
  return judgement;
}

Outcome meaning(const std::exception& thrown, const ConsumerOptions& options) {
  const auto rule = std::find_if(options.exceptions.begin(), options.exceptions.end(),
                                 [&](const ExceptionRule& r) { return r.matches(thrown); });
  return {rule == options.exceptions.end() ? options.on_exception : rule->means, thrown.what(), {}};
}

Judgement of_outcome(Outcome outcome) {
  Judgement judgement;
  judgement.text = std::move(outcome.text);
  judgement.after = outcome.after;
  switch (outcome.kind) {
    case Outcome::Kind::ok: judgement.kind = Answer::Kind::ok; break;
    case Outcome::Kind::pass_on: judgement.kind = Answer::Kind::pass_on; break;
    case Outcome::Kind::skip: judgement.kind = Answer::Kind::skip; break;
    case Outcome::Kind::payload_error:
      judgement.kind = Answer::Kind::reject;
      judgement.error = {ErrorClass::handler, ErrorStage::handle};
      break;
    case Outcome::Kind::retry: judgement.kind = Answer::Kind::retry; break;
    case Outcome::Kind::fatal: judgement.kind = Answer::Kind::fatal; break;
  }
  return judgement;
}

std::optional<Judgement> call(const Handler& handler, const Record& record, const Decoded* document,
                              const ConsumerOptions& options) {
  std::optional<Judgement> judgement;
  try {
    Outcome outcome = handler(record, document);
    if (outcome.kind == Outcome::Kind::ok) return std::nullopt;
    return of_outcome(std::move(outcome));
  } catch (const std::exception& thrown) {
    judgement = of_outcome(meaning(thrown, options));
  } catch (...) {
    judgement = of_outcome({options.on_exception, "the handler threw something that is no std::exception", {}});
  }
  judgement->thrown = true;
  return judgement;
}

Judgement in_full(std::optional<Judgement> judgement) { return judgement ? *std::move(judgement) : Judgement(); }

std::optional<Judgement> handle(const Record& record, const Decoded* document, const Handler& handler,
                                const ConsumerOptions& options, Once& once) {
  if (!once.remembers()) return call(handler, record, document, options);
  return once.once(record, document, [&] { return in_full(call(handler, record, document, options)); });
}

// What is wrong before any JSON: text never begins with such a byte, so that the decoder's own words would mislead.
std::string about_frame(const std::optional<Framing>& framing) {
  constexpr unsigned char kBlank = ' ';
  const unsigned char first =
      !framing || framing->payload.empty() ? kBlank : static_cast<unsigned char>(framing->payload[0]);
  if (first >= kBlank || first == '\t' || first == '\n' || first == '\r') return {};
  if (framing->schema_guid || framing->schema_id) {
    return fmt::format(
        "its schema is named already, in a header or in front, and it begins with another frame "
        "(0x{:02x}): ",
        first);
  }
  if (first <= 1) return fmt::format("it begins like a frame (0x{:02x}), and is too short to be one: ", first);
  return fmt::format("it begins with 0x{:02x}, which is neither JSON nor a frame that is known (0x00, 0x01): ", first);
}

// What does not conform, in the words of the decoder; `of` says of what where it is not the value.
Judgement failing(DecodeError error, std::string_view of, const std::optional<Framing>& framing) {
  std::string text = about_frame(framing) + to_lines(error);
  if (!of.empty()) text.insert(0, of);
  Judgement judgement = rejected(classify(error), std::move(text));
  judgement.decode = std::move(error);
  return judgement;
}

// What there is to decode; none: null. Headers say more than a prefix, but only where there is one can they matter:
// JSON never begins like that.
std::optional<std::string_view> payload_of(const std::optional<std::string_view>& bytes, const Record& record,
                                           std::optional<Framing> (*framing)(const Record&)) {
  const bool prefixed = bytes && !bytes->empty() && (bytes->front() == '\0' || bytes->front() == '\1');
  return prefixed ? std::optional(framing(record)->payload) : bytes;
}

std::optional<Judgement> decode_and_handle(const Record& record, NamedDecoder& value, NamedDecoder* key,
                                           const Handler& handler, const ConsumerOptions& options, Once& once) {
  if (const auto payload = key == nullptr ? std::nullopt : payload_of(record.key, record, key_framing)) {
    auto decoded = key->decoder.decode(*payload);
    if (!decoded) {
      Judgement judgement = failing(std::move(decoded.error()), "the key: ", key_framing(record));
      judgement.schema = key->name;
      return judgement;
    }
  }
  const auto payload = payload_of(record.value, record, value_framing);
  if (!payload) {
    switch (options.tombstones) {
      case Tombstones::pass: return handle(record, nullptr, handler, options, once);
      case Tombstones::skip: return of_outcome(Outcome::skip("a tombstone"));
      case Tombstones::error:
        return rejected({ErrorClass::payload, ErrorStage::decode}, "the value is null (a tombstone)");
    }
  }
  auto decoded = value.decoder.decode(*payload);
  if (decoded) return handle(record, &*decoded, handler, options, once);
  return failing(std::move(decoded.error()), {}, value_framing(record));
}

}  // namespace

std::optional<Judgement> judge_record(const Record& record, Decoders& decoders, const Handler& handler,
                                      const ConsumerOptions& options, Once& once) {
  decoders.refresh();
  NamedDecoder* const value = decoders.value_of(record.topic);
  if (value == nullptr) return of_outcome(Outcome::fatal("its topic has no schema"));
  const auto work = [&] { return decode_and_handle(record, *value, decoders.key(), handler, options, once); };
  std::optional<Judgement> judgement = once.guards() ? once.guarded(record, [&] { return in_full(work()); }) : work();
  if (!judgement) return judgement;
  const bool ended = judgement->kind == Answer::Kind::ok || judgement->kind == Answer::Kind::skip;
  if (!ended && !judgement->schema) judgement->schema = value->name;
  return judgement;
}

}  // namespace norm::kafka
