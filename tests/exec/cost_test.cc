// Schemas and payloads that are cheap to write and dear to follow: these tests end, or the engine is at fault.
#include <thread>

#include "support.h"

namespace norm::exec {
namespace {

std::string nested(std::size_t depth, const std::string& inside) {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) out += "{\"x\":";
  out += inside;
  return out + std::string(depth, '}');
}

TEST(Cost, AlternativesOverARecursiveName) {
  const Spec spec = in_module({{"A", schema({opt("x", ref("A"))}) | schema({opt("x", ref("A")), opt("y", string())})}});
  EXPECT_EQ(explained(spec, nested(100, "{}").c_str()), "");
  const std::string problems = explained(spec, nested(100, "1").c_str());
  EXPECT_TRUE(problems.ends_with("truncated\n"));
}

TEST(Cost, ConjunctionsOverARecursiveName) {
  const Spec spec = in_module({{"A", schema({opt("x", ref("A"))}) & schema({opt("x", ref("A"))})}});
  EXPECT_EQ(explained(spec, nested(100, "{}").c_str()), "");
}

TEST(Cost, PatternsThatMatchADeclaredKey) {
  const Spec spec = in_module({{"A", schema({opt("x", ref("A")), keys(any(), ref("A"))})}});
  EXPECT_EQ(explained(spec, nested(100, "{}").c_str()), "");
}

TEST(Cost, ExplainsBesideWhatHolds) {
  const Spec into = schema({opt("x", ref("A"))});
  for (const Spec& a : {all_of({into, into}), into & into, schema({keys(any(), ref("A")), keys(any(), ref("A"))})}) {
    const Spec spec = in_module({{"A", a}, {"R", schema({req("v", ref("A")), req("z")})}});
    const std::string problems = explained(spec, ("{\"v\":" + nested(100, "{}") + "}").c_str());
    EXPECT_TRUE(problems.starts_with("/z required = {\"v\":{\"x\":")) << problems;
  }
}

TEST(Cost, AChainOfNamesThatBranch) {
  std::vector<std::pair<std::string, Spec>> chain = {{"A0", integer()}};
  for (int i = 1; i <= 100; ++i) {
    const Spec below = ref("A" + std::to_string(i - 1));
    chain.emplace_back("A" + std::to_string(i), schema({opt("x", below)}) | schema({opt("x", below), opt("y")}));
  }
  EXPECT_EQ(explained(in_module(chain), nested(100, "1").c_str()), "");
  EXPECT_NE(explained(in_module(chain), nested(100, "\"1\"").c_str()), "");
}

TEST(Cost, AChainOfNamesThatTryEachOtherTwice) {
  std::vector<std::pair<std::string, Spec>> chain = {{"A0", integer()}};
  for (int i = 1; i <= 90; ++i) {
    const Spec below = ref("A" + std::to_string(i - 1));
    chain.emplace_back("A" + std::to_string(i), below | below);
  }
  EXPECT_TRUE(explained(in_module(chain), "\"x\"").ends_with("truncated\n"));
}

TEST(Cost, SchemasThatNestIntoThemselvesWithoutEnd) {
  // No stack follows a value that the caller nested 100,000 deep: it is refused, under a negation too.
  rapidjson::Document document;
  document.SetObject();
  for (int i = 0; i < 100'000; ++i) {
    rapidjson::Value outer(rapidjson::kObjectType);
    outer.AddMember("x", static_cast<rapidjson::Value&>(document).Move(), document.GetAllocator());
    static_cast<rapidjson::Value&>(document) = outer.Move();
  }
  const std::pair<std::string, Spec> tree = {"A", schema({opt("x", ref("A"))})};
  for (const Spec& spec : {in_module({tree}), in_module({tree, {"N", !ref("A")}})}) {
    const auto program = compiled(spec);
    EXPECT_FALSE(valid(*program, Document{document}));
    const Explanation explanation = explain(*program, Document{document}, 100);
    ASSERT_EQ(explanation.problems.size(), 1u);
    EXPECT_EQ(explanation.problems[0].code, "too_deep");
  }
}

TEST(Cost, ManyMembersOfOneName) {
  std::string json = "{";
  for (int i = 0; i < 20'000; ++i) json += (i > 0 ? ",\"k\":" : "\"k\":") + std::to_string(i);
  json += '}';
  EXPECT_EQ(explained(map_of(any(), integer()), json.c_str()), "/k duplicate_key = 1\n");
  EXPECT_EQ(explained(schema({rest(integer())}), json.c_str()), "/k duplicate_key = 1\n");
}

TEST(Cost, ManyDistinctNames) {
  std::string json = "{";
  for (int i = 0; i < 20'000; ++i) json += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + std::to_string(i);
  json += '}';
  EXPECT_EQ(explained(map_of(any(), integer()), json.c_str()), "");
  std::vector<Member> fields;
  for (int i = 19'999; i >= 0; --i) fields.push_back(req("k" + std::to_string(i), integer()));
  EXPECT_EQ(explained(schema(fields), json.c_str()), "");
  fields.push_back(req("missing"));
  EXPECT_EQ(explained(schema(fields), "{}", 1).substr(0, 25), "/k19999 required = {}\ntru");
}

TEST(Threads, ShareAProgram) {
  const auto program = compiled(
      in_module({{"A", schema({opt("x", ref("A"))}) | schema({opt("x", ref("A")), opt("y", string())}) | integer()}}));
  rapidjson::Document good;
  good.Parse(nested(50, "1").c_str());
  rapidjson::Document bad;
  bad.Parse(nested(50, "\"\"").c_str());
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        wrong[t] += valid(*program, Document{good}) ? 0 : 1;
        wrong[t] += valid(*program, Document{bad}) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

}  // namespace
}  // namespace norm::exec
