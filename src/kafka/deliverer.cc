// The adapter's own producer: see the header.
#include "kafka/deliverer.h"

#include <utility>

#include "kafka/config.h"
#include "kafka/error.h"

namespace norm::kafka {

HeadersHandle make_headers(std::span<const Header> headers, std::span<const OwnHeader> own) {
  HeadersHandle made(rd_kafka_headers_new(headers.size() + own.size()));
  for (const Header& header : headers) {
    rd_kafka_header_add(made.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                        header.value ? (header.value->data() == nullptr ? "" : header.value->data()) : nullptr,
                        header.value ? static_cast<ssize_t>(header.value->size()) : 0);
  }
  for (const OwnHeader& header : own) {
    rd_kafka_header_add(made.get(), header.name.data(), static_cast<ssize_t>(header.name.size()), header.value.data(),
                        static_cast<ssize_t>(header.value.size()));
  }
  return made;
}

rd_kafka_resp_err_t produce(rd_kafka_t* client, rd_kafka_topic_t* topic, std::int32_t partition, const Record& record,
                            HeadersHandle headers, void* opaque) {
  // librdkafka takes a pointer to mutable memory and, told to copy, only reads it.
  const auto mutable_bytes = [](const std::optional<std::string_view>& bytes) {
    if (!bytes) return static_cast<char*>(nullptr);
    return const_cast<char*>(bytes->data() == nullptr ? ""
                                                      : bytes->data());  // null would make an empty value a tombstone
  };
  const auto size = [](const std::optional<std::string_view>& bytes) { return bytes ? bytes->size() : 0; };
  rd_kafka_vu_t parts[8];
  std::size_t count = 0;
  const auto part = [&](rd_kafka_vtype_t type) -> rd_kafka_vu_t& {
    parts[count].vtype = type;
    return parts[count++];
  };
  part(RD_KAFKA_VTYPE_RKT).u.rkt = topic;
  part(RD_KAFKA_VTYPE_PARTITION).u.i32 = partition < 0 ? RD_KAFKA_PARTITION_UA : partition;
  rd_kafka_vu_t& value = part(RD_KAFKA_VTYPE_VALUE);
  value.u.mem.ptr = mutable_bytes(record.value);
  value.u.mem.size = size(record.value);
  rd_kafka_vu_t& key = part(RD_KAFKA_VTYPE_KEY);
  key.u.mem.ptr = mutable_bytes(record.key);
  key.u.mem.size = size(record.key);
  part(RD_KAFKA_VTYPE_MSGFLAGS).u.i = RD_KAFKA_MSG_F_COPY;
  part(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = record.timestamp_ms.value_or(0);  // 0: now
  part(RD_KAFKA_VTYPE_OPAQUE).u.ptr = opaque;
  part(RD_KAFKA_VTYPE_HEADERS).u.headers = headers.get();
  const ErrorHandle error(rd_kafka_produceva(client, parts, count));
  if (error) return rd_kafka_error_code(error.get());
  (void)headers.release();  // the message owns them now
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

Result<Deliverer, Error> Deliverer::create(const std::string& brokers, const Properties& properties) {
  auto conf = producer_config(brokers, properties);
  if (!conf) return Failure(conf.error());
  auto inbox = std::make_unique<Inbox>();
  rd_kafka_conf_set_opaque(conf->get(), inbox.get());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &Deliverer::on_report);
  auto client = make_client(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!client) return Failure(client.error());
  return Deliverer(std::move(inbox), *std::move(client));
}

void Deliverer::on_report(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  const auto id = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(message->_private));
  static_cast<Inbox*>(opaque)->reports.push_back({id, message->err});
}

rd_kafka_resp_err_t Deliverer::send(std::uint64_t id, const std::string& topic, std::int32_t partition,
                                    const Record& record, std::span<const OwnHeader> own) {
  static_assert(sizeof(void*) >= sizeof(std::uint64_t), "an id travels as librdkafka's opaque pointer");
  TopicHandle& handle = topics_[topic];
  if (!handle) handle.reset(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  if (!handle) return rd_kafka_last_error();
  return produce(client_.get(), handle.get(), partition, record, make_headers(record.headers, own),
                 reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)));
}

std::span<const DeliveryReport> Deliverer::poll(std::chrono::milliseconds wait) {
  rd_kafka_poll(client_.get(), to_ms(wait));
  inbox_->taken.clear();
  std::swap(inbox_->reports, inbox_->taken);
  return inbox_->taken;
}

std::optional<Error> Deliverer::fatal_error() const {
  if (rd_kafka_fatal_error(client_.get(), nullptr, 0) == RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
  Error error = make_fatal_error(client_.get());
  error.message.insert(0, "producing to the error topic: ");
  return error;
}

}  // namespace norm::kafka
