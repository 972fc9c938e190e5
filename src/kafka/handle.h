#pragma once

// Owners of librdkafka's objects. Each must be gone before its client: `rd_kafka_destroy` waits without end for a
// message, a partition list that went through pause or seek, a queue or a topic that somebody still holds (2.0.2).
#include <librdkafka/rdkafka.h>
#include <norm/kafka/record.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace norm::kafka {

template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};

/// A client is never destroyed by `rd_kafka_destroy`: for a consumer that would close it first, without a deadline, and
/// after a fatal error it never returns. Closing is done by hand, with one.
///
/// Where even this does not come back within `kDestroyTimeout`, the client and its threads are left behind, and what
/// they wait for may still let them end. False: so it is.
bool destroy_client(rd_kafka_t* client);

/// librdkafka's threads wake once a second.
inline constexpr std::chrono::seconds kDestroyTimeout{5};

using ClientHandle = std::unique_ptr<rd_kafka_t, Destroy<destroy_client>>;
using ConfHandle = std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Destroy<rd_kafka_topic_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, Destroy<rd_kafka_headers_destroy>>;
using ErrorHandle = std::unique_ptr<rd_kafka_error_t, Destroy<rd_kafka_error_destroy>>;
using PartitionsHandle =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy<rd_kafka_topic_partition_list_destroy>>;
using MetadataHandle = std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>>;

[[nodiscard]] inline PartitionsHandle make_partitions(std::size_t size) {
  return PartitionsHandle(rd_kafka_topic_partition_list_new(static_cast<int>(size)));
}

/// librdkafka counts in int milliseconds.
[[nodiscard]] inline int to_ms(std::chrono::milliseconds time) {
  if (time.count() < 0) return 0;
  return time.count() > 0x7fffffff ? 0x7fffffff : static_cast<int>(time.count());
}

/// A consumed message and the views that handlers see of it; one after the other, so that its memory is used again.
///
/// Its headers are read at the first look: librdkafka 2.0.2 allocates and frees three times to say that there are none.
class Message {
 public:
  Message() = default;
  Message(const Message&) = delete;  // its record refers to it
  Message& operator=(const Message&) = delete;
  ~Message() = default;

  /// Its record is good until `drop`, and as long as the Message stays where it is.
  void hold(MessageHandle message);
  void drop() {
    message_.reset();
    copy_.reset();
  }
  /// Copies what is there to be seen and gives the message back: librdkafka's memory is that of a whole fetch answer,
  /// and one message keeps all of it. The views are others from now on; REQUIRES: nobody looks at the old ones.
  void let_go();

  [[nodiscard]] const Record& record() const { return record_; }

 private:
  static std::span<const Header> look(void* self);

  MessageHandle message_;         // null: let go
  std::unique_ptr<char[]> copy_;  // then what the record views
  std::vector<Header> headers_;
  bool looked_ = false;  // for headers
  Record record_;
};

/// The views of a message; `headers` is where the record's headers are put.
[[nodiscard]] Record view_record(rd_kafka_message_t& message, std::vector<Header>& headers);

}  // namespace norm::kafka
