// The suite's real cluster: Apache Kafka's nodes as child processes on loopback, their data in a temporary folder.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <librdkafka/rdkafka.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <vector>

#include "broker/admin.h"
#include "broker/cluster.h"
#include "broker/process.h"
#include "kafka/handle.h"

namespace norm::kafka::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kStartTimeout = 120s;  // 3 s on an idle machine
constexpr auto kStopTimeout = 20s;
const fs::path kHere = fs::path(NORM_SOURCE_DIR) / "tests/broker";

/// Ports of loopback that nobody listens on now. All are held until all are known, so that they differ.
std::vector<int> free_ports(std::size_t count) {
  std::vector<int> sockets;
  std::vector<int> ports;
  for (std::size_t i = 0; i < count; ++i) {
    sockets.push_back(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (::bind(sockets.back(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(sockets.back(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no free port on loopback");
    }
    ports.push_back(ntohs(address.sin_port));
  }
  for (const int socket : sockets) ::close(socket);
  return ports;
}

/// How many brokers the one at `address` knows; 0 where it does not answer.
int brokers_known(const std::string& address) {
  rd_kafka_conf_t* const conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "bootstrap.servers", address.c_str(), nullptr, 0);
  rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
  const ClientHandle client(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
  const rd_kafka_metadata_t* raw = nullptr;
  if (!client || rd_kafka_metadata(client.get(), 1, nullptr, &raw, 1000) != RD_KAFKA_RESP_ERR_NO_ERROR) return 0;
  return MetadataHandle(raw)->broker_cnt;
}

// Of the listener that wants TLS and a password: what the brokers show, and what clients know.
constexpr const char* kUser = "moderation";
constexpr const char* kPassword = "hunter22-of-the-test";
constexpr const char* kStorePassword = "of-the-key-store";

/// A key that vouches for itself, as a PKCS #12 file for the nodes and as PEM for clients; keytool comes with the JRE.
struct Keys {
  explicit Keys(const fs::path& folder) : store(folder / "keys.p12"), certificate(folder / "certificate.pem") {
    const fs::path log = folder / "keytool.log";
    const auto run = [&](std::vector<std::string> words) {
      words.insert(words.begin(), "keytool");
      words.insert(words.end(), {"-alias", "broker", "-keystore", store.string(), "-storepass", kStorePassword});
      if (Process(words, log, log).wait(kStartTimeout) != 0) {
        throw std::runtime_error("keytool made no key\n" + read_file(log));
      }
    };
    run({"-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2", "-dname", "CN=localhost", "-ext",
         "SAN=IP:127.0.0.1", "-storetype", "PKCS12"});
    run({"-exportcert", "-rfc", "-file", certificate.string()});
  }
  fs::path store;
  fs::path certificate;
};

struct Ports {
  int plain;
  int controller;
  int secure;
};

class Node {
 public:
  Node(const fs::path& jars, const fs::path& folder, int number, const Ports& ports, const Keys& keys,
       const std::string& voters, int replicas)
      : jars_(jars),
        archive_(jars.string() + ".jsa"),
        folder_(folder / std::to_string(number)),
        address_(fmt::format("127.0.0.1:{}", ports.plain)),
        secure_address_(fmt::format("127.0.0.1:{}", ports.secure)) {
    fs::create_directory(folder_);
    std::string config = read_file(kHere / "server.properties");
    const std::vector<std::pair<std::string_view, std::string>> values = {
        {"@NODE@", std::to_string(number)},
        {"@VOTERS@", voters},
        {"@PORT@", std::to_string(ports.plain)},
        {"@CONTROLLER_PORT@", std::to_string(ports.controller)},
        {"@SECURE_PORT@", std::to_string(ports.secure)},
        {"@KEYS@", keys.store.string()},
        {"@KEYS_PASSWORD@", kStorePassword},
        {"@USER@", kUser},
        {"@PASSWORD@", kPassword},
        {"@DATA@", (folder_ / "data").string()},
        {"@REPLICAS@", std::to_string(replicas)},
    };
    for (const auto& [name, value] : values) {
      for (std::size_t at = 0; (at = config.find(name, at)) != std::string::npos;) {
        config.replace(at, name.size(), value);
      }
    }
    std::ofstream(config_file()) << config;
    // Any 16 bytes in URL-safe base64 are a cluster's id.
    if (run({"kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qk", "-c", config_file().string()})
            .wait(kStartTimeout) != 0) {
      throw std::runtime_error("cannot format the data folder of a node\n" + log());
    }
  }

  void start() { process_.emplace(run({"kafka.Kafka", config_file().string()})); }

  void wait_until_ready(int brokers) {
    const Clock::time_point deadline = Clock::now() + kStartTimeout;
    while (brokers_known(address_) < brokers) {
      if (!process_->running()) throw std::runtime_error("a node ended while it started\n" + log());
      if (Clock::now() > deadline) throw std::runtime_error("a node is not ready in time\n" + log());
      std::this_thread::sleep_for(50ms);
    }
  }

  void signal(int number) const {
    if (process_) process_->signal(number);
  }

  void kill() {
    signal(SIGKILL);
    if (process_) (void)process_->wait(kStopTimeout);
    process_.reset();
  }

  /// In order, and then by force.
  void end_stop() {
    if (!process_) return;
    const auto status = process_->wait(kStopTimeout);
    process_.reset();
    std::error_code none_was_written;
    if (status) fs::rename(new_archive(), archive_, none_was_written);
  }

  [[nodiscard]] bool up() const { return process_.has_value(); }
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] const std::string& secure_address() const { return secure_address_; }
  [[nodiscard]] std::string log() const { return read_file(folder_ / "log"); }

 private:
  [[nodiscard]] fs::path config_file() const { return folder_ / "server.properties"; }
  [[nodiscard]] fs::path new_archive() const { return folder_ / "classes.jsa"; }

  [[nodiscard]] Process run(const std::vector<std::string>& main) const {
    // Loading classes is half of a start: the first node that stops in order leaves an archive of them beside the jars.
    const std::string classes = fs::exists(archive_) ? "-XX:SharedArchiveFile=" + archive_.string()
                                                     : "-XX:ArchiveClassesAtExit=" + new_archive().string();
    const std::string here = kHere.string();
    std::vector<std::string> command = {"java",
                                        "-Xms128m",
                                        "-Xmx512m",
                                        "-XX:+UseSerialGC",
                                        classes,
                                        "-Xlog:disable",
                                        "-Djava.awt.headless=true",
                                        "-Dlog4j.configuration=file:" + here + "/log4j.properties",
                                        "-Dlog4j2.configurationFile=" + here + "/log4j2.properties",
                                        "-cp",
                                        jars_.string() + "/*"};
    command.insert(command.end(), main.begin(), main.end());
    return {command, folder_ / "log", folder_ / "log"};
  }

  fs::path jars_;
  fs::path archive_;
  fs::path folder_;
  std::string address_;
  std::string secure_address_;
  std::optional<Process> process_;
};

class RealCluster final : public Cluster {
 public:
  RealCluster(const fs::path& jars, int count) {
    const auto size = static_cast<std::size_t>(count);
    const std::vector<int> ports = free_ports(3 * size);
    const Keys keys(folder_.path());
    std::string voters;
    for (std::size_t i = 0; i < size; ++i) {
      voters += fmt::format("{}{}@127.0.0.1:{}", i == 0 ? "" : ",", i + 1, ports[size + i]);
    }
    for (std::size_t i = 0; i < size; ++i) {
      nodes_.emplace_back(jars, folder_.path(), static_cast<int>(i) + 1,
                          Ports{ports[i], ports[size + i], ports[2 * size + i]}, keys, voters, replicas(count));
    }
    for (Node& node : nodes_) node.start();
    for (Node& node : nodes_) {
      node.wait_until_ready(count);
      brokers_ += (brokers_.empty() ? "" : ",") + node.address();
      secured_.brokers += (secured_.brokers.empty() ? "" : ",") + node.secure_address();
    }
    secured_.authority = keys.certificate.string();
    secured_.user = kUser;
    secured_.password = kPassword;
  }

  ~RealCluster() override {
    // All at once: one that is alone is no quorum and waits for others.
    for (const Node& node : nodes_) node.signal(SIGTERM);
    for (Node& node : nodes_) node.end_stop();
  }

  [[nodiscard]] bool real() const override { return true; }
  [[nodiscard]] int nodes() const override { return static_cast<int>(nodes_.size()); }
  [[nodiscard]] const std::string& brokers() const override { return brokers_; }
  [[nodiscard]] Secured secured() const override { return secured_; }
  [[nodiscard]] std::string log() const override {
    std::string all;
    for (const Node& node : nodes_) all += fmt::format("---- {}\n{}", node.address(), node.log());
    return all;
  }

  void create_topic(const std::string& topic, int partitions, const Settings& settings) override {
    admin().create_topic(topic, partitions, replicas(nodes()), settings);
  }

  void freeze() override {
    for (const Node& node : nodes_) node.signal(SIGSTOP);
  }
  void thaw() override {
    for (const Node& node : nodes_) node.signal(SIGCONT);
  }
  void kill(int node) override { at(node).kill(); }
  void restart(int node) override {
    at(node).start();
    at(node).wait_until_ready(
        static_cast<int>(std::count_if(nodes_.begin(), nodes_.end(), [](const Node& each) { return each.up(); })));
  }

  void deny_writes(const std::string& topic) override { admin().deny(Resource::topic, topic, Right::write); }
  void allow_writes(const std::string& topic) override { admin().undeny(Resource::topic, topic); }

 private:
  static int replicas(int nodes) { return std::min(nodes, 3); }
  [[nodiscard]] Admin admin() const { return Admin(brokers_); }
  [[nodiscard]] Node& at(int node) { return nodes_.at(static_cast<std::size_t>(node) - 1); }

  TemporaryFolder folder_;
  std::vector<Node> nodes_;
  std::string brokers_;
  Secured secured_;
};

}  // namespace

std::unique_ptr<Cluster> start_real(const std::string& folder, int nodes) {
  return std::make_unique<RealCluster>(folder, nodes);
}

}  // namespace norm::kafka::test
