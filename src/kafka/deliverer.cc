// The adapter's own producer: see the header.
#include "kafka/deliverer.h"

#include <utility>

#include "kafka/config.h"
#include "kafka/error.h"

namespace norm::kafka {
namespace {

// librdkafka's own bound on what is sent and not reported; of the second client we keep it, see send_alone.
constexpr int kMostAlone = 100'000;

bool is_too_large(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE;
}

// librdkafka says it of a message without an error only; the message is its own, and not const.
std::optional<std::int64_t> timestamp_of(const rd_kafka_message_t& reported) {
  auto& message = const_cast<rd_kafka_message_t&>(reported);
  const rd_kafka_resp_err_t code = std::exchange(message.err, RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t timestamp = rd_kafka_message_timestamp(&message, &type);
  message.err = code;
  return type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? std::nullopt : std::optional(timestamp);
}

}  // namespace

HeadersHandle make_headers(std::span<const Header> headers, std::span<const Header> more) {
  HeadersHandle made(rd_kafka_headers_new(headers.size() + more.size()));
  for (const std::span<const Header> some : {headers, more}) {
    for (const Header& header : some) {
      rd_kafka_header_add(made.get(), header.name.data(), static_cast<ssize_t>(header.name.size()),
                          header.value ? (header.value->data() == nullptr ? "" : header.value->data()) : nullptr,
                          header.value ? static_cast<ssize_t>(header.value->size()) : 0);
    }
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
  auto state = std::make_unique<State>(State{.brokers = brokers, .properties = properties});
  if (auto error = state->open(state->together, properties)) return Failure(*std::move(error));
  return Deliverer(std::move(state));
}

std::optional<Error> Deliverer::State::open(Way& way, const Properties& wanted) {
  auto conf = producer_config(brokers, wanted);
  if (!conf) return conf.error();
  rd_kafka_conf_set_opaque(conf->get(), this);
  rd_kafka_conf_set_dr_msg_cb(conf->get(), &Deliverer::on_report);
  auto client = make_client(RD_KAFKA_PRODUCER, *std::move(conf));
  if (!client) return client.error();
  way.client = *std::move(client);
  return std::nullopt;
}

void Deliverer::on_report(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque) {
  State& state = *static_cast<State*>(opaque);
  rd_kafka_resp_err_t code = message->err;
  if (client == state.together.client.get()) {
    if (is_too_large(code)) {
      code = state.send_alone(*message);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    }
  } else if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    state.small.emplace(rd_kafka_topic_name(message->rkt));
  }
  state.reports.push_back({static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(message->_private)), code});
}

// No error: there will be a report.
rd_kafka_resp_err_t Deliverer::State::send_alone(const rd_kafka_message_t& message) {
  if (!alone.client) {
    Properties wanted = properties;
    wanted.erase("log.queue");  // nobody reads it
    wanted.insert_or_assign("producer.batch.num.messages", "1");
    // Whatever the first client could hold, it may have to be taken over at once: the bound is kept by `send`.
    wanted.insert_or_assign("producer.queue.buffering.max.messages", "0");
    wanted.insert_or_assign("producer.queue.buffering.max.kbytes", "2147483647");
    if (open(alone, wanted)) return RD_KAFKA_RESP_ERR__FAIL;
  }
  rd_kafka_topic_t* const topic = alone.topic(rd_kafka_topic_name(message.rkt));
  if (topic == nullptr) return rd_kafka_last_error();
  Record record;
  record.partition = message.partition;
  const auto view = [](const void* bytes, std::size_t size) {
    return bytes == nullptr ? std::nullopt : std::optional(std::string_view(static_cast<const char*>(bytes), size));
  };
  record.value = view(message.payload, message.len);
  record.key = view(message.key, message.key_len);
  record.timestamp_ms = timestamp_of(message);
  rd_kafka_headers_t* headers = nullptr;
  (void)rd_kafka_message_headers(&message, &headers);
  return produce(alone.client.get(), topic, record.partition, record,
                 HeadersHandle(headers == nullptr ? nullptr : rd_kafka_headers_copy(headers)), message._private);
}

rd_kafka_topic_t* Deliverer::Way::topic(const std::string& name) {
  TopicHandle& handle = topics[name];
  if (!handle) handle.reset(rd_kafka_topic_new(client.get(), name.c_str(), nullptr));
  return handle.get();
}

rd_kafka_resp_err_t Deliverer::send(std::uint64_t id, const std::string& topic, std::int32_t partition,
                                    const Record& record, std::span<const Header> more) {
  static_assert(sizeof(void*) >= sizeof(std::uint64_t), "an id travels as librdkafka's opaque pointer");
  const bool alone = !state_->small.empty() && state_->small.contains(topic);
  Way& way = alone ? state_->alone : state_->together;
  if (alone && rd_kafka_outq_len(way.client.get()) >= kMostAlone) return RD_KAFKA_RESP_ERR__QUEUE_FULL;
  rd_kafka_topic_t* const handle = way.topic(topic);
  if (handle == nullptr) return rd_kafka_last_error();
  return produce(way.client.get(), handle, partition, record, make_headers(record.headers, more),
                 reinterpret_cast<void*>(static_cast<std::uintptr_t>(id)));  // NOLINT(performance-no-int-to-ptr)
}

void Deliverer::wait(std::chrono::milliseconds time) {
  const bool both = state_->alone.client && rd_kafka_outq_len(state_->alone.client.get()) > 0;
  const int before = rd_kafka_poll(client(), both ? 0 : to_ms(time));
  if (both) rd_kafka_poll(state_->alone.client.get(), before > 0 ? 0 : to_ms(time));
}

std::span<const DeliveryReport> Deliverer::poll(std::chrono::milliseconds time) {
  wait(time);
  state_->taken.clear();
  std::swap(state_->reports, state_->taken);
  return state_->taken;
}

std::optional<Error> Deliverer::fatal_error() const {
  for (const Way* const way : {&state_->together, &state_->alone}) {
    rd_kafka_t* const client = way->client.get();
    if (client == nullptr || rd_kafka_fatal_error(client, nullptr, 0) == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    Error error = make_fatal_error(client);
    error.message.insert(0, "producing to the error topic: ");
    return error;
  }
  return std::nullopt;
}

}  // namespace norm::kafka
