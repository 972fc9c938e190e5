// Testing usual values allocates nothing: a message must cost no allocation once a decoder is warm.
#include <cstdlib>
#include <new>

#include "predicate/support.h"

namespace {

thread_local std::size_t allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();  // the tests are built without a way to go on
  return memory;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace norm::predicate {
namespace {

TEST(Allocation, IsCounted) {
  const std::size_t before = allocations;
  const std::string long_enough(100, 'x');
  EXPECT_GT(allocations, before) << long_enough;
}

// Every row on what its examples hold, by the Document alone and by short digits beside it.
TEST(Allocation, NoneInATest) {
  for (const Row& row : table()) {
    if (row.info.name == "re_matches?") continue;  // RE2 fills its cache as it goes
    for (const auto& example : row.examples) {
      const auto operand = row.prepare(call_of(example.call).args);
      ASSERT_TRUE(operand.has_value());
      if (!row.test || operand->low.view().digits.size() > 19) continue;  // a divisor beyond a word
      for (const auto* texts : {&example.accepts, &example.rejects}) {
        for (const auto text : *texts) {
          const Parsed parsed(text);
          const std::size_t before = allocations;
          const bool exact = passes(row, *operand, parsed.exact());
          const bool bare = passes(row, *operand, parsed.bare());
          EXPECT_EQ(allocations, before) << example.call << " of " << text << exact << bare;
        }
      }
    }
  }
}

TEST(Allocation, NoneInUsualEquality) {
  const Digits none;
  const Parsed object(
      R"({"type":"comment.created","tags":["a","b",1.5,-0.0,9007199254740993,0.1],"size":{"w":1,"h":2}})");
  const Constant constant(Constant::Object{{"type", Constant("comment.created")}, {"size", Constant(1)}});
  const Parsed array(R"([1,2.5,"a",{"b":[1,2,{"c":null}]},[true],"a long string that no small buffer holds",1.0])");
  const std::size_t before = allocations;
  const bool same = equal(object.json(), none, object.json(), none);
  const bool other = equal(object.json(), none, constant);
  const std::size_t duplicate = first_duplicate(array.json(), none);
  const std::size_t after = allocations;
  EXPECT_EQ(after, before);
  EXPECT_TRUE(same);
  EXPECT_FALSE(other);
  EXPECT_EQ(duplicate, 6u);
}

}  // namespace
}  // namespace norm::predicate
