// What a topic's records would come to: see the header.
#include "cli/consume_check.h"

#include <norm/decode.h>

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/payloads.h"
#include "cli/position.h"

namespace norm::cli {

void Check::configure(CLI::App& app) {
  auto* check = app.add_flag(
      "--check", wanted_, "Only judge: read without a group, commit and produce nothing, print what fails as counts");
  app.add_option("--from", from_,
                 "Where a group without offsets begins: earliest or latest; with --check also an offset or a time")
      ->capture_default_str();
  add_format(app, format_, {"text", "lines", "json"})->needs(check);
}

int Check::run(const std::string& to, const ClusterOptions& cluster, const kafka::ConsumerOptions& options,
               const std::function<const Validator&(const std::string&)>& validator_of, const TextStyle& style) {
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
  std::map<std::pair<std::string, std::int32_t>, std::string> names;
  Payload payload;
  payload.one_of_many = true;
  std::uint64_t failing = 0;
  for (const std::string& topic : options.topics) {
    Decoder decoder(validator_of(topic), options.decode);
    kafka::Extent extent{*from, *until, 0};
    if (options.max_records != 0) {
      if (payload.number >= options.max_records) break;
      extent.max_records = options.max_records - payload.number;
    }
    const auto read = client->read(topic, extent, [&](const kafka::Record& record) {
      std::string& name = names[{topic, record.partition}];
      if (name.empty()) name = fmt::format("{}[{}]", topic, record.partition);
      payload.file = &name;
      payload.record.line = static_cast<std::size_t>(record.offset);
      ++payload.number;
      const auto framing = kafka::value_framing(record);
      const auto failed = [&](const DecodeError& error) {
        ++failing;
        summary_.add_failing(payload, error, true);
      };
      if (!framing) {
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
