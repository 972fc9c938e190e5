// The end of a client, and a consumed message as views: see the header.
#include "kafka/handle.h"

#include <algorithm>
#include <cstddef>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

namespace norm::kafka {

bool destroy_client(rd_kafka_t* client) {
  std::promise<void> promise;
  const std::future<void> gone = promise.get_future();
  const auto destroy = [client] { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); };
  std::thread thread;
  try {
    thread = std::thread([destroy, promise = std::move(promise)]() mutable {
      destroy();
      promise.set_value();
    });
  } catch (const std::system_error&) {  // no thread is to be had
    destroy();
    return true;
  }
  const bool in_time = gone.wait_for(kDestroyTimeout) == std::future_status::ready;
  if (in_time) {
    thread.join();  // what OpenSSL has of this thread must be gone before a process that ends takes OpenSSL down
  } else {
    thread.detach();
  }
  return in_time;
}

namespace {

void read_headers(const rd_kafka_message_t& message, std::vector<Header>& headers) {
  headers.clear();
  rd_kafka_headers_t* raw = nullptr;
  if (rd_kafka_message_headers(&message, &raw) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(raw, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    Header& header = headers.emplace_back();
    header.name = name;
    if (value != nullptr) header.value = std::string_view(static_cast<const char*>(value), size);
  }
}

// All but its headers.
Record view_bytes(const rd_kafka_message_t& message) {
  Record record;
  record.topic = rd_kafka_topic_name(message.rkt);
  record.partition = message.partition;
  record.offset = message.offset;
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t timestamp = rd_kafka_message_timestamp(&message, &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) record.timestamp_ms = timestamp;
  if (message.key != nullptr) record.key = std::string_view(static_cast<const char*>(message.key), message.key_len);
  if (message.payload != nullptr) {
    record.value = std::string_view(static_cast<const char*>(message.payload), message.len);
  }
  return record;
}

}  // namespace

Record view_record(rd_kafka_message_t& message, std::vector<Header>& headers) {
  Record record = view_bytes(message);
  read_headers(message, headers);
  record.headers = headers;
  return record;
}

void Message::hold(MessageHandle message) {
  message_ = std::move(message);
  looked_ = false;
  record_ = view_bytes(*message_);
  record_.headers = HeaderView(&Message::look, this);
}

void Message::let_go() {
  if (!message_) return;
  look(this);
  std::size_t size = record_.topic.size() + 1;  // and its zero byte
  const auto count = [&](const std::optional<std::string_view>& bytes) { size += bytes ? bytes->size() : 0; };
  count(record_.key);
  count(record_.value);
  for (const Header& header : headers_) {
    size += header.name.size();
    count(header.value);
  }
  copy_ = std::make_unique<char[]>(size);
  char* end = copy_.get();
  const auto move = [&](std::string_view& bytes) {
    const char* const begin = end;
    end = std::copy(bytes.begin(), bytes.end(), end);
    bytes = {begin, bytes.size()};
  };
  move(record_.topic);
  *end++ = '\0';
  if (record_.key) move(*record_.key);
  if (record_.value) move(*record_.value);
  for (Header& header : headers_) {
    move(header.name);
    if (header.value) move(*header.value);
  }
  message_.reset();
}

std::span<const Header> Message::look(void* self) {
  Message& message = *static_cast<Message*>(self);
  if (!std::exchange(message.looked_, true)) read_headers(*message.message_, message.headers_);
  return message.headers_;
}

}  // namespace norm::kafka
