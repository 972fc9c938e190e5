// `GET /metrics`, by prometheus-cpp's server.
#include <norm/kafka/metrics.h>

#include <fmt/format.h>
#include <netdb.h>
#include <prometheus/exposer.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "kafka/error.h"
#include "kafka/metrics.h"

namespace norm::kafka {
namespace {

struct Address {
  std::string host;  // empty: all interfaces
  std::string port;
};

std::optional<Address> split(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  Address address{text.substr(0, colon), text.substr(colon + 1)};
  std::uint16_t number = 0;
  const char* const last = address.port.data() + address.port.size();
  const auto [end, failure] = std::from_chars(address.port.data(), last, number);
  if (failure != std::errc() || end != last) return std::nullopt;
  const bool bracketed = address.host.starts_with('[') && address.host.ends_with(']');
  if (bracketed) address.host = address.host.substr(1, address.host.size() - 2);
  if (!bracketed && address.host.find(':') != std::string::npos) return std::nullopt;
  return address;
}

// A name as the number that the server takes; what it would not say of an address that cannot be had is said here.
// An error is text.
Result<std::string, std::string> listenable(const Address& address) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const char* const host = address.host.empty() ? "0.0.0.0" : address.host.c_str();
  if (const int error = ::getaddrinfo(host, address.port.c_str(), &hints, &found); error != 0) {
    return Failure(std::string(::gai_strerror(error)));
  }
  char number[NI_MAXHOST] = {};
  ::getnameinfo(found->ai_addr, found->ai_addrlen, number, sizeof number, nullptr, 0, NI_NUMERICHOST);
  const int socket = ::socket(found->ai_family, SOCK_STREAM, 0);
  const int yes = 1;
  int error = 0;
  if (socket < 0 || ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
      ::bind(socket, found->ai_addr, found->ai_addrlen) != 0) {
    error = errno;
  }
  if (socket >= 0) ::close(socket);
  const bool v6 = found->ai_family == AF_INET6;
  ::freeaddrinfo(found);
  if (error != 0) return Failure(std::error_code(error, std::generic_category()).message());
  return fmt::format(fmt::runtime(v6 ? "[{}]:{}" : "{}:{}"), number, address.port);
}

}  // namespace

struct MetricsServer::State {
  State(std::shared_ptr<prometheus::Registry> shown, const std::string& address)
      : registry(std::move(shown)), exposer(address) {
    exposer.RegisterCollectable(registry);
  }
  std::shared_ptr<prometheus::Registry> registry;  // the exposer has no share of it
  prometheus::Exposer exposer;
};

MetricsServer::MetricsServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
MetricsServer::MetricsServer(MetricsServer&&) noexcept = default;
MetricsServer& MetricsServer::operator=(MetricsServer&&) noexcept = default;
MetricsServer::~MetricsServer() = default;

Result<MetricsServer, Error> MetricsServer::start(const std::string& address, const Metrics& metrics) {
  const auto split_address = split(address);
  if (!split_address) {
    return Failure(config_error(
        fmt::format("{} is no address to serve metrics at; one looks like 127.0.0.1:9464 or [::1]:9464", address)));
  }
  const auto numeric = listenable(*split_address);
  const auto refuse = [&](const std::string& why) {
    return Failure(config_error(fmt::format("metrics cannot be served at {}: {}", address, why)));
  };
  if (!numeric) return refuse(numeric.error());
  try {  // CivetServer's constructor has no other way to say that it could not listen
    return MetricsServer(std::make_unique<State>(metrics.series_->registry, *numeric));
  } catch (const std::exception& error) {
    return refuse(error.what());
  }
}

int MetricsServer::port() const { return state_->exposer.GetListeningPorts().front(); }

}  // namespace norm::kafka
