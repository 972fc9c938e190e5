// A program outside of the project that uses norm as its documentation says: once by schema text, once by combinators.
#include <norm/norm.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

int failures = 0;

void expect(bool truth, const char* what) {
  if (truth) return;
  std::fprintf(stderr, "not so: %s\n", what);
  ++failures;
}

constexpr std::string_view kText = R"(
UUID = string? & re_matches?(/^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/i)
CommentCreated = schema {
  req :msg_id, UUID
  req :type, lit("comment.created")
  req :data, schema { req :user_id, integer? | UUID  req :msg, string? }
}
)";

norm::Spec by_combinators() {
  using namespace norm;
  const Spec uuid = string() & re_matches("^[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$", "i");
  return schema({req("msg_id", uuid), req("type", lit("comment.created")),
                 req("data", schema({req("user_id", integer() | uuid), req("msg", string())}))});
}

void check(const norm::Spec& spec) {
  const auto validator = norm::compile(spec);
  if (!validator) {
    for (const norm::Diagnostic& diagnostic : validator.error())
      std::fprintf(stderr, "%s\n", diagnostic.message.c_str());
    return expect(false, "the spec compiles");
  }

  rapidjson::Document value;
  value.Parse(R"({"msg_id": 1, "type": "comment.created"})");
  expect(!validator->valid(value), "a wrong value is not valid");
  const std::vector<norm::Problem> why = validator->explain(value);
  expect(why.size() == 2, "two problems");
  expect(norm::to_lines(why) ==
             "In :msg_id, val: 1 fails spec: string?\n"
             "In :data, val: {\"msg_id\":1,\"type\":\"comment.created\"} fails spec: required",
         "the deck's wording");

  constexpr std::string_view kGood = R"({"msg_id":"8700635f-1802-417e-89e7-595ad3600104","type":"comment.created",)"
                                     R"("data":{"user_id":38,"msg":"hi"},"new":[1.50]})";
  norm::Decoder decoder(*validator);
  expect(decoder.valid(kGood), "the verdict on bytes");
  const auto decoded = decoder.decode(kGood);
  expect(decoded.has_value(), "conforming bytes decode");
  if (!decoded) return;
  expect(decoded->bytes().data() == kGood.data() && decoded->bytes().size() == kGood.size(),
         "the bytes are the caller's");
  expect(decoded->json()["data"]["user_id"].GetInt() == 38, "the document is readable");

  const norm::Decoded kept = decoded->detach();
  const auto broken = decoder.decode("{\"msg_id\":");
  expect(!broken && broken.error().malformed.has_value(), "malformed JSON says so");
  expect(kept.bytes() == kGood && kept.json()["type"].GetString() == std::string_view("comment.created"),
         "a detached document outlives its decoder's next call");
}

}  // namespace

int main() {
  const auto module = norm::load_text(kText, "comments.norm");
  if (!module) {
    std::fprintf(stderr, "%s\n", norm::to_text(module.error()).c_str());
    return 1;
  }
  const norm::Spec* spec = module->find("CommentCreated");
  expect(spec != nullptr && module->find("Nope") == nullptr, "definitions are found by name");
  if (spec != nullptr) check(*spec);
  check(by_combinators());
  expect(!norm::load_text("A = Nope", "a.norm").has_value(), "a mistake in a schema is a diagnostic");
  if (failures == 0) std::printf("norm %s\n", norm::kVersion);
  return failures == 0 ? 0 : 1;
}
