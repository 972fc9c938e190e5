// The public face of the loop.
#include <norm/kafka/consumer.h>

#include <utility>

#include "kafka/loop.h"

namespace norm::kafka {

class Consumer::State {
 public:
  explicit State(std::unique_ptr<Loop> made) : loop(std::move(made)) {}
  std::unique_ptr<Loop> loop;
};

Consumer::Consumer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Consumer::Consumer(Consumer&&) noexcept = default;
Consumer& Consumer::operator=(Consumer&&) noexcept = default;
Consumer::~Consumer() = default;

Result<Consumer, Error> Consumer::create(ConsumerOptions options, Validator validator) {
  Schemas schemas;
  schemas.others = Schemas::Named{std::move(validator), options.schema_name};
  return create(std::move(options), std::move(schemas));
}

Result<Consumer, Error> Consumer::create(ConsumerOptions options, Schemas schemas) {
  auto loop = Loop::create(std::move(options), std::move(schemas));
  if (!loop) return Failure(loop.error());
  return Consumer(std::make_unique<State>(*std::move(loop)));
}

Result<Summary, Error> Consumer::run(const Handler& handler) { return state_->loop->run(handler); }
Result<void, Error> Consumer::replace(Schemas schemas) { return state_->loop->replace(std::move(schemas)); }
void Consumer::stop() noexcept { state_->loop->stop(); }
void Consumer::resume() noexcept { state_->loop->resume(); }
rd_kafka_s* Consumer::native_handle() const { return state_->loop->client(); }
Summary Consumer::summary() const { return state_->loop->summary(); }

}  // namespace norm::kafka
