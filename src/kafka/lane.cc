// The assigned partitions: see the header.
#include "kafka/lane.h"

namespace norm::kafka {

void Lane::hold_last(Message message) {
  pending_bytes += message.bytes();
  held.push_back(std::move(message));
}

void Lane::hold_first(Message message) {
  pending_bytes += message.bytes();
  held.push_front(std::move(message));
}

Message Lane::take_held() {
  Message message = std::move(held.front());
  held.pop_front();
  pending_bytes -= message.bytes();
  return message;
}

void Lane::put_out(std::int64_t offset, Outgoing out) {
  pending_bytes += out.message.bytes();
  ++unsent;
  outgoing.insert_or_assign(offset, std::move(out));
}

void Lane::drop_out(std::map<std::int64_t, Outgoing>::iterator out) {
  pending_bytes -= out->second.message.bytes();
  if (!out->second.sent) --unsent;
  outgoing.erase(out);
}

Lane* Lanes::find(std::string_view topic, std::int32_t partition) {
  if (last_ != nullptr && last_->partition == partition && last_->topic == topic) return last_;
  const auto found = lanes_.find({std::string(topic), partition});
  if (found == lanes_.end()) return nullptr;
  last_ = &found->second;
  return last_;
}

Lane& Lanes::add(const std::string& topic, std::int32_t partition, std::uint64_t epoch) {
  last_ = nullptr;
  lanes_.erase({topic, partition});
  return lanes_.try_emplace({topic, partition}, topic, partition, epoch).first->second;
}

void Lanes::erase(const Lane& lane) {
  last_ = nullptr;
  lanes_.erase({lane.topic, lane.partition});  // the key is a copy: the lane goes with the entry
}

}  // namespace norm::kafka
