// What comes between a record and its handler, with a store that fails when it is told to: who is called, how often,
// and what is never lost.
#include "kafka/once.h"

#include <gtest/gtest.h>
#include <norm/dsl.h>
#include <norm/validator.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace norm::kafka {
namespace {

using namespace std::chrono_literals;
using Kind = Answer::Kind;

Record make_record(std::int32_t partition, std::int64_t offset, std::string_view value) {
  Record record;
  record.topic = "t";
  record.partition = partition;
  record.offset = offset;
  record.value = value;
  return record;
}

// A memory store whose calls fail while `broken` names them.
class Fragile final : public Store {
 public:
  std::string broken;
  std::vector<std::string> calls;

  Result<Claim, Error> begin(std::string_view id, const Origin& by) override {
    return call<Claim>("begin", [&] { return inner_->begin(id, by); });
  }
  Result<Claim, Error> find(std::string_view id) override {
    return call<Claim>("find", [&] { return inner_->find(id); });
  }
  Result<void, Error> complete(std::string_view id) override {
    return call<void>("complete", [&] { return inner_->complete(id); });
  }
  Result<void, Error> abandon(std::string_view id) override {
    return call<void>("abandon", [&] { return inner_->abandon(id); });
  }
  Result<std::size_t, Error> evict() override { return inner_->evict(); }
  Result<void, Error> flush() override {
    return call<void>("flush", [&] { return inner_->flush(); });
  }
  [[nodiscard]] Store& inner() { return *inner_; }

 private:
  template <class T, class Work>
  Result<T, Error> call(const std::string& name, const Work& work) {
    calls.push_back(name);
    if (broken == name) return Failure(Error{.name = "STORE", .message = name + " is broken", .retriable = true});
    return work();
  }
  std::unique_ptr<Store> inner_ = memory_store();
};

class OnceTest : public testing::Test {
 protected:
  OnceTest() {
    options_.group = "g";
    options_.topics = {"t"};
    options_.idempotence.store = store_;
    options_.idempotence.id = MessageId::payload("/id");
  }
  void use(const ConsumerOptions& options) {
    ASSERT_FALSE(check_idempotence(options));
    once_ = std::make_unique<Once>(options);
  }
  Judgement record(std::int64_t offset, const std::string& payload, const Once::Work& work,
                   std::vector<Header> headers = {}) {
    if (!once_) use(options_);
    Record made = make_record(0, offset, payload);
    made.headers = headers;
    auto document = decoder_.decode(payload);
    EXPECT_TRUE(document);
    return once_->once(made, &*document, work);
  }
  // A handler that answers so, and counts.
  Once::Work answers(Kind kind) {
    return [this, kind] {
      ++calls_;
      Judgement judgement;
      judgement.kind = kind;
      return judgement;
    };
  }
  static std::string header(const Judgement& judgement, std::string_view name) {
    for (const OwnHeader& one : judgement.headers) {
      if (one.name == name) return one.value;
    }
    return "(absent)";
  }

  std::shared_ptr<Fragile> store_ = std::make_shared<Fragile>();
  ConsumerOptions options_;
  std::unique_ptr<Once> once_;
  int calls_ = 0;

 private:
  Validator validator_ = *compile(any());
  Decoder decoder_{validator_};
};

TEST_F(OnceTest, ADuplicateIsSkippedWithoutACall) {
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  const Judgement again = record(2, R"({"id":"a","more":1})", answers(Kind::ok));
  EXPECT_EQ(again.kind, Kind::skip);
  EXPECT_EQ(again.text, "duplicate of t [0] offset 1");
  EXPECT_EQ(record(3, R"({"id":"b"})", answers(Kind::skip)).kind, Kind::skip);
  EXPECT_EQ(record(4, R"({"id":"b"})", answers(Kind::ok)).kind, Kind::skip);
  EXPECT_EQ(calls_, 2);
  EXPECT_EQ(once_->duplicates(), 2U);
}

TEST_F(OnceTest, WhatTheHandlerDidNotTakeIsCalledAgain) {
  for (const Kind kind : {Kind::retry, Kind::reject, Kind::fatal, Kind::retry}) {
    EXPECT_EQ(record(1, R"({"id":7})", answers(kind)).kind, kind);
  }
  EXPECT_EQ(record(1, R"({"id":7})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(calls_, 5);
}

TEST_F(OnceTest, IdsAreTextsAndIntegersOrThePayloadIsToBlame) {
  EXPECT_EQ(record(1, R"({"id":18446744073709551615})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(record(2, R"({"id":-1})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(record(3, R"({"id":"-1"})", answers(Kind::ok)).kind, Kind::skip) << "the same message said otherwise";
  EXPECT_EQ(record(4, "{\"id\":\"" + std::string(5000, 'x') + "1\"}", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(record(5, "{\"id\":\"" + std::string(5000, 'x') + "2\"}", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(record(6, "{\"id\":\"" + std::string(5000, 'x') + "1\"}", answers(Kind::ok)).kind, Kind::skip);
  for (const char* const payload : {R"({})", R"({"id":""})", R"({"id":1.5})", R"({"id":null})", R"([])"}) {
    const Judgement judgement = record(7, payload, answers(Kind::ok));
    EXPECT_EQ(judgement.kind, Kind::reject) << payload;
    EXPECT_EQ(judgement.text, "no text or integer at /id to know the message by");
  }
}

TEST_F(OnceTest, TheLastHeaderOfTheNameIsTheId) {
  options_.idempotence.id = MessageId::header("id");
  EXPECT_EQ(record(1, "1", answers(Kind::ok), {{"id", "x"}, {"id", "a"}}).kind, Kind::ok);
  EXPECT_EQ(record(2, "1", answers(Kind::ok), {{"id", "a"}, {"id", std::nullopt}}).kind, Kind::skip);
  EXPECT_EQ(record(3, "1", answers(Kind::ok), {{"id", "x"}}).kind, Kind::ok);
  EXPECT_EQ(record(4, "1", answers(Kind::ok)).kind, Kind::reject);
}

TEST_F(OnceTest, AMessageOfAnotherGroupIsAnother) {
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  ConsumerOptions others = options_;
  others.group = "h";
  use(others);
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(calls_, 2);
}

TEST_F(OnceTest, WhatIsPassedOnIsDoneWhenTheOtherTopicHasIt) {
  const Judgement passed = record(1, R"({"id":"a"})", answers(Kind::pass_on));
  EXPECT_EQ(passed.kind, Kind::pass_on);
  ASSERT_FALSE(passed.claim.empty());
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::pass_on)).kind, Kind::pass_on) << "the process died before";
  once_->delivered(passed.claim);
  EXPECT_EQ(record(2, R"({"id":"a"})", answers(Kind::pass_on)).kind, Kind::skip);
}

TEST_F(OnceTest, AStoreThatFailsBlocksAndLosesNothing) {
  store_->broken = "begin";
  const Judgement blocked = record(1, R"({"id":"a"})", answers(Kind::ok));
  EXPECT_EQ(blocked.kind, Kind::retry);
  EXPECT_EQ(blocked.text, "begin is broken");
  EXPECT_EQ(calls_, 0);
  store_->broken = "complete";
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::retry);
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::retry);
  store_->broken.clear();
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(calls_, 1) << "its effect has taken place";
  EXPECT_EQ(record(2, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::skip);
}

TEST_F(OnceTest, AnotherRecordsMessageIsWaitedForUntilItsLeaseIsOver) {
  options_.idempotence.lease = 300ms;
  use(options_);
  // A process that died: begun as another record, under the key that this one has.
  EXPECT_EQ(record(1, R"({"id":"a"})",
                   [&] {
                     Judgement judgement;
                     judgement.kind = Kind::pass_on;
                     return judgement;
                   })
                .kind,
            Kind::pass_on);
  const Judgement waits = record(9, R"({"id":"a"})", answers(Kind::ok));
  EXPECT_EQ(waits.kind, Kind::wait);
  EXPECT_NE(waits.text.find("begun as t [0] offset 1"), std::string::npos) << waits.text;
  std::this_thread::sleep_for(350ms);
  EXPECT_EQ(record(9, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::wait);
  EXPECT_EQ(record(9, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(calls_, 1);
}

TEST_F(OnceTest, WhatAThreadOfOursHandlesIsWaitedFor) {
  use(options_);
  Judgement inner;
  EXPECT_EQ(record(1, R"({"id":"a"})",
                   [&] {
                     Validator other = *compile(any());
                     Decoder decoder(other);
                     auto document = decoder.decode(R"({"id":"a"})");
                     const Record second = make_record(1, 5, R"({"id":"a"})");
                     inner = once_->once(second, &*document, answers(Kind::ok));
                     return Judgement();
                   })
                .kind,
            Kind::ok);
  EXPECT_EQ(inner.kind, Kind::wait);
  EXPECT_EQ(calls_, 0);
}

class AtMostOnce : public OnceTest {
 protected:
  AtMostOnce() { options_.idempotence.guarantee = Guarantee::at_most_once; }
};

TEST_F(AtMostOnce, TheBeginningIsOnTheDiskBeforeTheCall) {
  EXPECT_EQ(record(1, R"({"id":"a"})",
                   [&] {
                     EXPECT_EQ(store_->calls, (std::vector<std::string>{"begin", "flush"}));
                     return Judgement();
                   })
                .kind,
            Kind::ok);
}

TEST_F(AtMostOnce, RepeatedRecordsGoToTheAuditTopic) {
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  const Judgement again = record(4, R"({"id":"a"})", answers(Kind::ok));
  EXPECT_EQ(again.kind, Kind::pass_on);
  EXPECT_TRUE(again.audit);
  EXPECT_EQ(again.text, "t.audit");
  EXPECT_EQ(header(again, "norm.audit.reason"), "duplicate");
  EXPECT_EQ(header(again, "norm.audit.offset"), "4");
  EXPECT_EQ(header(again, "norm.audit.first.offset"), "1");
  EXPECT_EQ(calls_, 1);
}

TEST_F(AtMostOnce, AfterAnExceptionTheOutcomeIsUnknown) {
  const auto throws = [&] {
    ++calls_;
    Judgement judgement;
    judgement.kind = Kind::retry;
    judgement.thrown = true;
    return judgement;
  };
  EXPECT_EQ(record(1, R"({"id":"a"})", throws).kind, Kind::retry);
  const Judgement again = record(1, R"({"id":"a"})", throws);
  EXPECT_EQ(header(again, "norm.audit.reason"), "unknown_outcome");
  EXPECT_EQ(calls_, 1);
  EXPECT_EQ(once_->unknown_outcomes(), 1U);
}

TEST_F(AtMostOnce, AnAnswerOfRetrySaysThatThereWasNoEffect) {
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::retry)).kind, Kind::retry);
  store_->broken = "abandon";
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::retry)).kind, Kind::retry);
  store_->broken.clear();
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(calls_, 3);
}

TEST_F(AtMostOnce, ADiskThatFailsBeforeTheCallMakesNothingUnknown) {
  store_->broken = "flush";
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::retry);
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::retry);
  store_->broken = "complete";
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::retry);
  store_->broken.clear();
  EXPECT_EQ(record(1, R"({"id":"a"})", answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(calls_, 1);
}

TEST_F(OnceTest, SaysWhatIsWrongWithTheOptions) {
  const auto why = [&](const auto& change) {
    ConsumerOptions options = options_;
    change(options);
    const auto error = check_idempotence(options);
    return error ? error->message : "nothing";
  };
  EXPECT_EQ(why([](ConsumerOptions&) {}), "nothing");
  EXPECT_EQ(why([](ConsumerOptions& o) { o.idempotence.id = MessageId::payload("id"); }),
            "id is no JSON pointer to a message's id; one looks like /msg_id or /data/id");
  EXPECT_EQ(why([](ConsumerOptions& o) { o.idempotence.id = MessageId::header(""); }),
            "the header with the message's id has no name");
  EXPECT_EQ(why([](ConsumerOptions& o) { o.idempotence = {.store = {}, .guarantee = Guarantee::at_most_once}; }),
            "at most once, and an audit topic, need a store of what was begun");
  EXPECT_EQ(
      why([](ConsumerOptions& o) { o.idempotence = {.store = memory_store(), .guarantee = Guarantee::at_most_once}; }),
      "at most once (idempotence.guarantee) needs a store that outlives the process (idempotence.store): after a "
      "crash, one in memory would have the effect take place again and say nothing");
  EXPECT_EQ(why([](ConsumerOptions& o) { o.idempotence = {.store = memory_store()}; }), "nothing");
  EXPECT_EQ(why([](ConsumerOptions& o) { o.crash_guard.store = memory_store(); }),
            "the crash guard needs a store that outlives the process (crash_guard.store), not one in memory");
}

TEST_F(OnceTest, TheGuardTriesASuspectAloneAndThenNoMore) {
  options_.crash_guard = {store_, 2};
  use(options_);
  const Record record = make_record(0, 3, "1");
  const std::string mark = std::string("gg\0t\0", 5) + "0:3";
  // Twice a process began it and did not end it.
  EXPECT_EQ(once_->guarded(record, answers(Kind::ok)).kind, Kind::ok);
  EXPECT_EQ(store_->inner().find(mark)->state, Claim::State::fresh) << "ended, so nothing is known";
  ASSERT_TRUE(store_->inner().begin(mark, {"t", 0, 3}));
  EXPECT_EQ(once_->guarded(record, answers(Kind::ok)).kind, Kind::ok) << "once may be chance";
  ASSERT_TRUE(store_->inner().begin(mark, {"t", 0, 3}));
  ASSERT_TRUE(store_->inner().begin(mark, {"t", 0, 3}));
  const Judgement parked = once_->guarded(record, answers(Kind::ok));
  EXPECT_EQ(parked.kind, Kind::reject);
  EXPECT_EQ(parked.error, (ErrorKind{ErrorClass::poison, ErrorStage::handle}));
  EXPECT_EQ(parked.text, "the process died 2 times while it was at this record");
  EXPECT_EQ(calls_, 2);
}

}  // namespace
}  // namespace norm::kafka
