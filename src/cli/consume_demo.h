#pragma once

// `norm consume --demo`: the whole way of a record, on a broker inside this process, checked to the byte.
#include <norm/kafka/kafka.h>
#include <norm/report.h>
#include <norm/validator.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace norm::cli {

struct DemoOptions {
  std::size_t records = 5000;
  std::uint64_t seed = 1;
  bool keep_errors = false;  ///< the error topic's records as JSON lines on stdout; the summary goes to stderr then
  bool fail_on_errors = false;
  std::optional<Validator> validator;  ///< of --schema; none: the built-in one
  std::string schema_name;
  kafka::Properties properties;
  TextStyle style;
};

/// Runs it. `run` is told of the consumer while it may be stopped by a signal. The exit status.
[[nodiscard]] int run_demo(
    const DemoOptions& options,
    const std::function<Result<kafka::Summary, kafka::Error>(kafka::Consumer&, const kafka::Handler&)>& run);

}  // namespace norm::cli
