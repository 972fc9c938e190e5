// From a record to an answer: see the header.
#include "kafka/judgement.h"

#include <norm/kafka/framing.h>
#include <norm/report.h>

#include <algorithm>
#include <exception>
#include <utility>

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

Outcome call(const Handler& handler, const Record& record, const Decoded* document, const ConsumerOptions& options) {
  try {
    return handler(record, document);
  } catch (const std::exception& thrown) {
    return meaning(thrown, options);
  } catch (...) {
    return {options.on_exception, "the handler threw something that is no std::exception", {}};
  }
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

}  // namespace

Judgement judge_record(const Record& record, Decoder& decoder, const Handler& handler, const ConsumerOptions& options) {
  const auto framing = value_framing(record);
  if (!framing) {
    switch (options.tombstones) {
      case Tombstones::pass: return of_outcome(call(handler, record, nullptr, options));
      case Tombstones::skip: return of_outcome(Outcome::skip("a tombstone"));
      case Tombstones::error:
        return rejected({ErrorClass::payload, ErrorStage::decode}, "the value is null (a tombstone)");
    }
  }
  auto decoded = decoder.decode(framing->payload);
  if (decoded) return of_outcome(call(handler, record, &*decoded, options));
  Judgement judgement = rejected(classify(decoded.error()), to_lines(decoded.error()));
  judgement.decode = std::move(decoded.error());
  return judgement;
}

}  // namespace norm::kafka
