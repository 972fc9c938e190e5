// Problems and diagnostics as JSON: the fields of the contract, in their order, and JSON whatever the bytes.
#include <norm/report.h>

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <string>
#include <vector>

namespace norm {
namespace {

Problem sample() {
  Problem out;
  out.path = {"data", "user_id"};
  out.predicate = "integer?";
  out.val = "\"x\"";
  out.code = "integer";
  out.params = {{"n", "1"}};
  out.message = "must be an integer";
  out.via = {"UserId"};
  out.span = ByteSpan{38, 41};
  out.schema_path = "/data/user_id/0";
  out.source = {"comments.norm", 3, 12};
  return out;
}

bool is_json(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseValidateEncodingFlag>(text.c_str(), text.size());
  return !document.HasParseError();
}

TEST(Json, HasTheFieldsOfTheContractAndParams) {
  EXPECT_EQ(to_json(sample()),
            R"({"path":["data","user_id"],"pointer":"/data/user_id","predicate":"integer?","code":"integer","val":"x",)"
            R"("message":"must be an integer","via":["UserId"],"branch":[],"on":null,"span":[38,41],)"
            R"("schema_path":"/data/user_id/0","source":{"file":"comments.norm","line":3,"column":12},"params":{"n":1}})");
}

TEST(Json, MarksKeysBranchesAndWhatIsNotThere) {
  Problem problem = sample();
  problem.path = {std::size_t{3}};
  problem.branch = {"num", "b\"c"};
  problem.on_key = true;
  problem.span.reset();
  problem.source = {};
  problem.via.clear();
  EXPECT_EQ(to_json(problem),
            R"({"path":[3],"pointer":"/3","predicate":"integer?","code":"integer","val":"x",)"
            R"("message":"must be an integer","via":[],"branch":["num","b\"c"],"on":"key","span":null,)"
            R"("schema_path":"/data/user_id/0","source":null,"params":{"n":1}})");
}

struct ValRow {
  std::string val;
  std::string json;
};

TEST(Json, ValIsTheValueItself) {
  const std::vector<ValRow> rows = {
      {"1e400", "1e400"},
      {"{\"a\":[1,null]}", "{\"a\":[1,null]}"},
      {"<redacted>", "\"<redacted>\""},
      {"{\"phone\":<redacted>,\"a\":1}", "{\"phone\":\"<redacted>\",\"a\":1}"},
      {"\"<redacted>\"", "\"<redacted>\""},
      {"\"a\\\"<redacted>\"", "\"a\\\"<redacted>\""},
      {"[\"\\\\\",<redacted>]", "[\"\\\\\",\"<redacted>\"]"},
      {"\"\x7f\xc2\x9b\xe2\x80\xae\"", "\"\\u007f\\u009b\\u202e\""},
      {"\"" + std::string(70000, 'x') + "\"", "\"<longer than 64 KiB>\""},
  };
  for (const ValRow& row : rows) {
    Problem problem = sample();
    problem.val = row.val;
    const std::string json = to_json(problem);
    EXPECT_NE(json.find("\"val\":" + row.json + ",\"message\""), std::string::npos) << json.substr(0, 400);
  }
}

TEST(Json, StaysJsonWhateverTheBytes) {
  Problem problem = sample();
  problem.path = {std::string("a\0b\x1b", 4), "\xff\xfe", "\xc3"};
  problem.message = "line\nline\t\x01\x80";
  problem.source.file = "\"\\\xed\xa0\x80";
  EXPECT_TRUE(is_json(to_json(problem))) << to_json(problem);
  EXPECT_EQ(to_json(problem).find('\n'), std::string::npos);
}

TEST(Json, OfAMalformedDocument) {
  EXPECT_EQ(to_json(DecodeError::Malformed{17, "too_deep", "nested deeper than 128"}),
            R"({"code":"malformed_json","offset":17,"reason":"nested deeper than 128","detail":"too_deep"})");
}

TEST(Json, OfADiagnostic) {
  Diagnostic diagnostic{
      "unresolved-name",   Severity::error, "undefined spec Nope", "a.norm", 3, 9, 4, "req :a, Nope", 1,
      "did you mean Note?"};
  EXPECT_EQ(to_json(diagnostic),
            R"({"code":"unresolved-name","severity":"error","message":"undefined spec Nope","file":"a.norm","line":3,)"
            R"("column":9,"length":4,"hint":"did you mean Note?"})");
  diagnostic.severity = Severity::info;
  diagnostic.message = "\xff\"";
  EXPECT_TRUE(is_json(to_json(diagnostic)));
}

}  // namespace
}  // namespace norm
