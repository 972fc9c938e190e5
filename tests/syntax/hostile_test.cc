// Texts that were made to hurt: they end cleanly, and soon, or this test runs into its time limit. Nothing is timed
// here: at these sizes a square would take hours.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "syntax/parse.h"

namespace norm::syntax {
namespace {

constexpr std::size_t kSize = std::size_t{2} << 20;
constexpr std::size_t kSmallSize = std::size_t{1} << 17;  // where many are combined

std::string repeated(std::string_view part, std::size_t bytes) {
  std::string out;
  out.reserve(bytes + part.size());
  while (out.size() < bytes) out += part;
  return out;
}

TEST(Hostile, OpenersWithoutEnd) {
  for (const std::string_view part : {"(",
                                      "[",
                                      "!",
                                      "{",
                                      "schema{req :a,",
                                      "schema {",
                                      "lit([",
                                      "lit({\"a\":",
                                      "coll_of(",
                                      "a(",
                                      "x: a(",
                                      "maybe(!(",
                                      "multi(:a){1=>",
                                      "selection(",
                                      "selection(A,[a:",
                                      "pick(pick(",
                                      "p?(",
                                      "p?(1..2,",
                                      "@a(",
                                      "schema{require (",
                                      "schema{check :a/"}) {
    SCOPED_TRACE(part);
    const std::string text = repeated(part, kSize);
    for (const std::string_view before : {"A = ", "A = lit(", "A = lit({\"a\": ", "A = schema { ", "A = selection(A, [",
                                          "A = selection(A, [a: ", "A = schema { require ", "@a("}) {
      EXPECT_EQ(parse_file(std::string(before) + text, "f", 0).diagnostics.size(), 1U) << before;
    }
  }
}

TEST(Hostile, TokensWithoutEnd) {
  for (const std::string_view part :
       {"0",  "1", "a",  "\"", "\"a", "“",       "“a",      "\\\\",    "\\u0041",      "/",   "/[", "[[:a", "[",  "/\\",
        "é",  " ", "\n", "\r", "# ",  "@a\n",    "@a(1)@b", ":a/",     "reserved :a,", "1..", "1|", "a?&",  "a.", "-",
        "\\", "&", "|",  "=",  "=>",  "import ", "norm 1",  "schema ", "req "}) {
    SCOPED_TRACE(part);
    const std::string text = repeated(part, kSmallSize);
    for (const std::string_view before : {"", "A = ", "A = \"", "A = “", "A = /", "A = /[", "A = :", "A = 1.", "A = 1e",
                                          "A = lit(", "A = schema { ", "A = selection(A, [", "A = schema { require "}) {
      EXPECT_LE(parse_file(std::string(before) + text, "f", 0).diagnostics.size(), 200U) << before;
    }
  }
}

TEST(Hostile, WhatFollowsAMistakeIsReadOnce) {
  for (const std::string_view part : {"req :a, b ", "\nreq :a, b", "\nreq :a, (", "\n1 => b", "\n1 => (", "\n1 |",
                                      "\nx =", "\n}", "\nreq :a, schema {", "\n1 => multi(:t) {"}) {
    SCOPED_TRACE(part);
    const std::string text = repeated(part, 2 * kSmallSize);
    for (const std::string_view before : {"A = schema {\nreq b\n", "A = multi(:t) {\n1 = b\n"}) {
      EXPECT_LE(parse_file(std::string(before) + text, "f", 0).diagnostics.size(), 200U) << before;
    }
  }
}

TEST(Hostile, ManyMistakesAreCut) {
  for (const std::string_view part :
       {"A = (\n", "A = \"\n", "A = foo()\n", "A = b )\n", "@a\n", "A = schema { req :a\n", "A = b\nimport \"c\"\n",
        "extern\n", "A(T) = b\n", "a\n=\n"}) {
    SCOPED_TRACE(part);
    const ParsedFile parsed = parse_file(repeated(part, kSmallSize), "f", 0);
    EXPECT_GE(parsed.diagnostics.size(), 1U);
    EXPECT_LE(parsed.diagnostics.size(), 200U);
    for (std::size_t i = 1; i < parsed.diagnostics.size(); ++i) {
      EXPECT_LE(parsed.diagnostics[i - 1].line, parsed.diagnostics[i].line);
    }
  }
}

TEST(Hostile, LongChainsAreOneNode) {
  constexpr std::size_t kTerms = 100000;
  std::string any = "a";
  std::string all = "a?";
  std::string keys = "schema { require :a";
  std::string arm = "multi(:t) { 0";
  for (std::size_t i = 1; i < kTerms; ++i) {
    any += " | a";
    all += " & a?";
    keys += " & :a";
    arm += " | " + std::to_string(i);
  }
  const auto spec = [](const std::string& text) { return parse_expression(text, "e").file.definitions.at(0).spec; };
  EXPECT_EQ(std::get<Disjunction>(spec(any).node().shape).terms.size(), kTerms);
  EXPECT_EQ(std::get<Conjunction>(spec(all).node().shape).terms.size(), kTerms);
  EXPECT_EQ(std::get<Disjunction>(spec("((" + any + ") | b)").node().shape).terms.size(), kTerms + 1);
  const Spec schema = spec(keys + " }");
  const auto& member = std::get<Schema>(schema.node().shape).members.at(0);
  EXPECT_EQ(std::get<Require>(member.shape).expr.terms.size(), kTerms);
  const Spec multi = spec(arm + " => a }");
  EXPECT_EQ(std::get<Multi>(multi.node().shape).arms.at(0).tags.size(), kTerms);
}

TEST(Hostile, LongFilesAreRead) {
  constexpr std::size_t kLines = 20000;
  std::string text;
  for (std::size_t i = 0; i < kLines; ++i) text += "## doc\n@a(1)\nA = schema { req :a, b | c }\n";
  const ParsedFile parsed = parse_file(text, "f", 0);
  EXPECT_TRUE(parsed.diagnostics.empty());
  ASSERT_EQ(parsed.file.definitions.size(), kLines);
  EXPECT_EQ(parsed.file.definitions.back().doc, "doc");
}

TEST(Hostile, TooLarge) {
  const ParsedFile parsed = parse_file(std::string((std::size_t{64} << 20) + 1, ' '), "f", 0);
  ASSERT_EQ(parsed.diagnostics.size(), 1U);
  EXPECT_EQ(parsed.diagnostics[0].code, "too-large");
}

}  // namespace
}  // namespace norm::syntax
