// A scrape, by hand: see the header.
#include "kafka/scrape.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <sstream>

namespace norm::kafka::test {

std::map<std::string, std::string> scrape(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string text;
  const std::string request = "GET /metrics HTTP/1.0\r\n\r\n";
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::write(socket, request.data(), request.size()) == static_cast<ssize_t>(request.size())) {
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = ::read(socket, part.data(), part.size())) > 0;) {
      text.append(part.data(), static_cast<std::size_t>(size));
    }
  }
  ::close(socket);
  std::map<std::string, std::string> values;
  std::istringstream lines(text.substr(std::min(text.find("\r\n\r\n"), text.size())));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t blank = line.rfind(' ');
    if (line.starts_with("norm_consumer_") && blank != std::string::npos) {
      values[line.substr(14, blank - 14)] = line.substr(blank + 1);
    }
  }
  return values;
}

}  // namespace norm::kafka::test
