#pragma once

// What a Prometheus server would be told.
#include <map>
#include <string>

namespace norm::kafka::test {

/// Of `GET /metrics` at a port of loopback: by name (without `norm_consumer_`) and labels, the value. Empty: no answer.
[[nodiscard]] std::map<std::string, std::string> scrape(int port);

}  // namespace norm::kafka::test
