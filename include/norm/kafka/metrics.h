#pragma once

#include <norm/export.h>
#include <norm/kafka/error.h>
#include <norm/kafka/observer.h>
#include <norm/result.h>

#include <memory>
#include <string>

namespace norm::kafka {

/// Counts what a Consumer does, for Prometheus; the names, all `norm_consumer_…`, stand in src/kafka/README.md.
///
/// What carries `partition` is there while the partition is ours, and vanishes with it: the number of series is bounded
/// by what is assigned, and by the topics read. REQUIRES: one Consumer at a time. Threads: `text` from any.
class NORM_API Metrics : public Observer {
 public:
  Metrics();
  ~Metrics() override;

  /// In Prometheus' text format 0.0.4, for a server of your own.
  [[nodiscard]] std::string text() const;

  void attempted(const Attempt& attempt) override;
  void rejected(const Rejection& rejection) override;
  void delivered(const Delivered& delivered) override;
  void ended(const Ended& ended) override;
  void committed(const Committed& committed) override;
  void rebalanced(Rebalance kind) override;
  void event(const Event& event) override;
  void state(const ConsumerState& state) override;
  void statistics(const Statistics& statistics) override;

 private:
  friend class MetricsServer;
  class Series;
  std::unique_ptr<Series> series_;
};

/// `GET /metrics` over HTTP, by threads of its own, until it is destroyed. Neither TLS nor passwords: bind it to an
/// address that only those reach who may read it.
class NORM_API MetricsServer {
 public:
  /// `address`: `HOST:PORT`, `[::1]:PORT`, or `:PORT` for all interfaces; port 0 is one that is free. Errors: no such
  /// address, somebody listens there already. The metrics may go first.
  [[nodiscard]] static Result<MetricsServer, Error> start(const std::string& address, const Metrics& metrics);
  MetricsServer(MetricsServer&&) noexcept;
  MetricsServer& operator=(MetricsServer&&) noexcept;
  ~MetricsServer();

  [[nodiscard]] int port() const;

 private:
  struct State;
  explicit MetricsServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace norm::kafka
