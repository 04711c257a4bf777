#include "engine/expression/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Fields, AreSplitAtDelimitersOutsideQuotes) {
  EXPECT_THAT(*SplitFields("a,b,,c", ',', "f:1"),
              ElementsAre("a", "b", "", "c"));
  EXPECT_THAT(*SplitFields(R"("a,b","c ""d""",e)", ',', "f:1"),
              ElementsAre("a,b", "c \"d\"", "e"));
  EXPECT_THAT(*SplitFields(R"("a \"b\"",c)", ',', "f:1"),
              ElementsAre("a \"b\"", "c"));
  EXPECT_THAT(*SplitFields(R"("C:\",b)", ',', "f:1"), ElementsAre("C:\\", "b"));
  EXPECT_THAT(*SplitFields("\ta b\t", '\t', "f:1"), ElementsAre("", "a b", ""));
  EXPECT_THAT(*SplitFields("", '\t', "f:1"), ElementsAre(""));
  EXPECT_THAT(*SplitFields("5'-UTR\tb", '\t', "f:1"),
              ElementsAre("5'-UTR", "b"));
}

TEST(Fields, SayWhereAQuoteIsNotClosed) {
  for (const char* line : {"a,\"b,c", "a,\"b\"c,d", "a,\""}) {
    const auto fields = SplitFields(line, ',', "f:7");
    EXPECT_THAT(fields.status().message(), HasSubstr("f:7:2: a quote")) << line;
  }
}

TEST(Delimiter, IsATabWhereThereIsOne) {
  EXPECT_EQ(DelimiterOf("a,b\tc"), '\t');
  EXPECT_EQ(DelimiterOf("a,b"), ',');
}

TEST(Numbers, AreDecimal) {
  const std::pair<const char*, double> kNumbers[] = {
      {"1", 1},      {"-2.5", -2.5},
      {"+3", 3},     {"1e-3", 1e-3},
      {"\"4\"", 4},  {" 5 ", 5},
      {".5", 0.5},   {"6.", 6},
      {"1e-400", 0}, {"-0", 0},
      {"1E2", 100},  {"007", 7},
      {"0.1", 0.1},  {"16777217", 16777217}};
  for (const auto& [text, expected] : kNumbers) {
    double value = -1;
    EXPECT_EQ(ParseNumber(text, &value), Number::kValue) << text;
    EXPECT_EQ(value, expected) << text;
  }
}

TEST(Numbers, MayBeMissing) {
  for (const char* text :
       {"", " ", "NA", "NaN", "nan", "\"NA\"", "N/A", "null", "\"\""}) {
    double value;
    EXPECT_EQ(ParseNumber(text, &value), Number::kMissing) << text;
  }
}

TEST(Numbers, AreRefusedWithTheRemedy) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"0x1F", "hexadecimal; write it in decimal"},
      {"-0x1p3", "hexadecimal"},
      {"inf", "infinite; leave the field empty"},
      {"-Infinity", "infinite"},
      {"1e999", "infinite"},
      {"1,5", "with a decimal point"},
      {"abc", "'abc' is not a number; leave the field empty"},
      {"1.2.3", "is not a number"},
      {"1 2", "is not a number"},
      {"nan(1)", "is not a number"},
      {"1f", "is not a number"},
      {"--1", "is not a number"}};
  for (const auto& [text, remedy] : kRefused) {
    double value;
    EXPECT_EQ(ParseNumber(text, &value), Number::kNone) << text;
    EXPECT_THAT(NoNumber(text), HasSubstr(remedy));
  }
}

}  // namespace
}  // namespace regulon
