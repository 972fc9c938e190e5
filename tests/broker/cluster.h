#pragma once

// The Kafka cluster that the suite runs on, behind one face: librdkafka's embedded mock, or Apache Kafka itself.
//
// NORM_BROKER names a folder with Kafka's jars (fetch.sh fills it): the real one. Without it: the mock.
// NORM_BROKER_NODES=3: as many nodes, each broker and controller.
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace norm::kafka::test {

using Settings = std::map<std::string, std::string>;

/// How to get in where TLS and a password are wanted.
struct Secured {
  std::string brokers;
  std::string authority;  ///< a PEM file: who vouches for the brokers
  std::string user;
  std::string password;
};

class Cluster {
 public:
  Cluster() = default;
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  virtual ~Cluster() = default;

  [[nodiscard]] virtual bool real() const = 0;
  [[nodiscard]] virtual int nodes() const = 0;
  [[nodiscard]] virtual const std::string& brokers() const = 0;
  /// By SASL_SSL and PLAIN; the mock has no such listener.
  [[nodiscard]] virtual Secured secured() const { return {}; }
  /// What the nodes have said; the mock says nothing.
  [[nodiscard]] virtual std::string log() const { return {}; }

  /// Replicated to as many nodes as there are, but for three at most. `settings` are for the real one.
  virtual void create_topic(const std::string& topic, int partitions, const Settings& settings) = 0;
  void create_topic(const std::string& topic, int partitions) { create_topic(topic, partitions, {}); }

  /// A broker that is there and says nothing (SIGSTOP), and one that goes on where it stood.
  virtual void freeze() = 0;
  virtual void thaw() = 0;
  /// SIGKILL to the node (numbered from 1), and the same node again on what it had written.
  virtual void kill(int node) = 0;
  virtual void restart(int node) = 0;

  /// From now on nobody may write to the topic, until `allow_writes`.
  virtual void deny_writes(const std::string& topic) = 0;
  virtual void allow_writes(const std::string& topic) = 0;
};

/// One for the whole run, started when it is first asked for and stopped with the last test.
[[nodiscard]] Cluster& cluster();

[[nodiscard]] std::unique_ptr<Cluster> start_mock();
/// Of the jars in `folder`; throws std::runtime_error with the nodes' log where they do not get ready.
[[nodiscard]] std::unique_ptr<Cluster> start_real(const std::string& folder, int nodes);

}  // namespace norm::kafka::test
