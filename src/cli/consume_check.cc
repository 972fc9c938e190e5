// What a topic's records would come to: see the header.
#include "cli/consume_check.h"

#include <norm/decode.h>

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>
#include <utility>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/payloads.h"
#include "cli/position.h"

namespace norm::cli {

namespace {

// Told apart from what values fail of.
DecodeError of_key(DecodeError error) {
  if (error.malformed) error.malformed->reason.insert(0, "the key: ");
  for (Problem& problem : error.problems) problem.predicate.insert(0, "the key: ");
  return error;
}

}  // namespace

void Check::configure(CLI::App& app) {
  auto* check = app.add_flag(
      "--check", wanted_, "Only judge: read without a group, commit and produce nothing, print what fails as counts");
  app.add_option("--from", from_,
                 "Where a group without offsets begins: earliest or latest; with --check also an offset or a time")
      ->capture_default_str();
  add_format(app, format_, {"text", "lines", "json"})->needs(check);
}

int Check::run(const std::string& to, const ClusterOptions& cluster, const kafka::ConsumerOptions& options,
               const kafka::Schemas& schemas, const TextStyle& style) {
  const auto from = to_position(from_);
  const std::string end = to.empty() ? "latest" : to;
  const auto until = to_position(end);
  if (!from || !until) {
    return usage_error(
        fmt::format("{} is no place in a topic; earliest, latest, an offset, and a time like 2026-11-25T10:00 are",
                    from ? end : from_));
  }
  auto client = kafka::Client::connect(cluster.brokers, cluster.properties);
  if (!client) return usage_error(client.error().message);
  const Interruptible until_ctrl_c;
  std::map<std::pair<std::string, std::int32_t>, std::array<std::string, 2>> names;  // of values, and of keys
  std::optional<Decoder> key_decoder;
  if (schemas.key) key_decoder.emplace(schemas.key->validator, options.decode);
  Payload payload;
  payload.one_of_many = true;
  std::uint64_t failing = 0;
  for (const std::string& topic : options.topics) {
    const auto own = schemas.by_topic.find(topic);
    Decoder decoder((own == schemas.by_topic.end() ? *schemas.others : own->second).validator, options.decode);
    kafka::Extent extent{*from, *until, 0};
    if (options.max_records != 0) {
      if (payload.number >= options.max_records) break;
      extent.max_records = options.max_records - payload.number;
    }
    const auto read = client->read(topic, extent, [&](const kafka::Record& record) {
      std::array<std::string, 2>& name = names[{topic, record.partition}];
      if (name[0].empty())
        name = {fmt::format("{}[{}]", topic, record.partition), fmt::format("{}[{}] key", topic, record.partition)};
      payload.file = &name[0];
      payload.record.line = static_cast<std::size_t>(record.offset);
      ++payload.number;
      const auto framing = kafka::value_framing(record);
      const auto failed = [&](const DecodeError& error) {
        ++failing;
        summary_.add_failing(payload, error, true);
      };
      const auto key = key_decoder ? kafka::key_framing(record) : std::nullopt;
      if (const auto judged = key ? std::optional(key_decoder->decode(key->payload)) : std::nullopt;
          judged && !*judged) {
        payload.file = &name[1];
        failed(of_key(judged->error()));
      } else if (!framing) {
        if (options.tombstones == kafka::Tombstones::error) {
          DecodeError error;
          error.malformed = DecodeError::Malformed{.offset = 0, .code = "tombstone", .reason = "the value is null"};
          failed(error);
        } else {
          summary_.add_conforming();
        }
      } else if (const auto decoded = decoder.decode(framing->payload)) {
        summary_.add_conforming();
      } else {
        failed(decoded.error());
      }
      return !interrupted();
    });
    if (!read) return usage_error(read.error().message);
    if (interrupted()) break;
  }
  summary_.print(format_, style);
  if (interrupted()) complain("interrupted");
  return close_output(failing != 0 ? kExitFindings : kExitOk);
}

}  // namespace norm::cli
