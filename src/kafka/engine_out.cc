// Records on their way to other topics: see engine.h.
#include <string>

#include "kafka/engine.h"

namespace norm::kafka {

void Engine::send(Partition& partition, Entry& entry) {
  if (!partition.ledger.apply(entry, RecordEvent::send)) return;
  commands_.emplace_back(Send{ref_of(partition, entry), entry.route, entry.form, entry.by_key, entry.error,
                              entry.attempts, entry.first_failure});
}

void Engine::resend(Partition& partition) {
  for (Entry& entry : partition.ledger.entries()) {
    if (entry.state == RecordState::unsent) send(partition, entry);
  }
}

void Engine::delivered(const Ref& ref, Delivery delivery, std::string_view text, Time now) {
  Partition* const partition = get(ref.epoch);
  Entry* const entry = partition == nullptr ? nullptr : partition->ledger.find(ref.offset);
  if (entry == nullptr || entry->state != RecordState::sent) {
    ++totals_.stale;
    return;
  }
  if (delivery == Delivery::taken) {
    const Ref own = ref_of(*partition, *entry);
    if (end(*partition, *entry, entry->route == Route::next_topic ? RecordEvent::passed_on : RecordEvent::rejected)) {
      commands_.emplace_back(Release{own});
    }
    if (!partition->delivering.waiting() || partition->ledger.unsent() != 0) return;
    partition->delivering.clear();
    if (partition->blocked == 0) alert(Event::Kind::unblocked, partition, ref.offset, 0, {});
    wake(*partition, now);
    dispatch(now);
    return;
  }
  (void)partition->ledger.apply(*entry, RecordEvent::fail);
  if (delivery == Delivery::no_partition && !entry->by_key) {
    entry->by_key = true;  // fewer partitions than the source
    send(*partition, *entry);
    return;
  }
  if (delivery == Delivery::too_large) {
    if (entry->route == Route::next_topic) {
      entry->route = Route::error_topic;
      entry->error = {ErrorClass::oversize, ErrorStage::handle};
    } else if (entry->form == Form::full) {
      entry->form = Form::bare;
    } else if (entry->form == Form::bare && options_.oversize == Oversize::pointer) {
      entry->form = Form::pointer;
    } else {
      park_outgoing(*partition, *entry, text, now);
      return;
    }
    send(*partition, *entry);
    return;
  }
  ++totals_.delivery_failures;
  // One failure a round, however many records were in it.
  if (partition->delivering.waiting() && !partition->delivering.due(now)) return;
  partition->delivering.fail(now, options_.backoff, random_);
  alert(Event::Kind::delivery_failed, partition, ref.offset, partition->delivering.attempts(), std::string(text));
  update_pauses(now);
}

void Engine::park_outgoing(Partition& partition, Entry& entry, std::string_view text, Time now) {
  (void)partition.ledger.apply(entry, RecordEvent::park);
  partition.parked = true;
  partition.parked_at = now;
  ++totals_.parked;
  alert(Event::Kind::parked, &partition, entry.offset, entry.attempts, std::string(text));
  update_pauses(now);
}

}  // namespace norm::kafka
