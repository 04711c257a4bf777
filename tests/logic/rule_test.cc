#include "engine/logic/rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"

namespace regulon {
namespace {

std::string Parsed(absl::string_view text) {
  const auto rule = ParseRule(text);
  return rule.ok() ? rule->ToString() : std::string(rule.status().message());
}

TEST(Rule, BindsNotBeforeAndBeforeOr) {
  const Rule rule = *ParseRule("a | !b & c");
  ASSERT_EQ(rule.kind, Rule::kOr);
  EXPECT_EQ(rule.operands[0].name, "a");
  ASSERT_EQ(rule.operands[1].kind, Rule::kAnd);
  EXPECT_EQ(rule.operands[1].operands[0].kind, Rule::kNot);
  EXPECT_EQ(rule.operands[1].operands[1].name, "c");
}

TEST(Rule, IsTextAgainWithTheFewestParentheses) {
  EXPECT_EQ(Parsed("((a))|((b)&(c))"), "a | b & c");
  EXPECT_EQ(Parsed("(a|b)&c"), "(a | b) & c");
  EXPECT_EQ(Parsed("!(a & b)"), "!(a & b)");
  EXPECT_EQ(Parsed("!(!a)"), "a");
  EXPECT_EQ(Parsed("!!!a"), "!a");
  EXPECT_EQ(Parsed("a && b || c"), "a & b | c");
  EXPECT_EQ(Parsed("a | (b | (c | d))"), "a | b | c | d");
  EXPECT_EQ(Parsed("\t a\n&\r\nb "), "a & b");
}

TEST(Rule, TakesNamesAsBiologistsWriteThem) {
  EXPECT_EQ(Parsed("HLA-A & PU.1 | HGNC:4170"), "HLA-A & PU.1 | HGNC:4170");
  EXPECT_EQ(Parsed("IFN\u03b3 & \u03b2_catenin"), "IFN\u03b3 & \u03b2_catenin");
  EXPECT_EQ(Parsed("'Cln1,2' & 'a'"), "'Cln1,2' & a");
  EXPECT_EQ(Parsed("'1' & '('"), "'1' & '('");
  EXPECT_EQ(Parsed("10 | 01"), "10 | 01");  // names, though not pretty ones
}

TEST(Rule, FoldsConstants) {
  EXPECT_EQ(Parsed("a & 1"), "a");
  EXPECT_EQ(Parsed("a & 0 | b"), "b");
  EXPECT_EQ(Parsed("a | 1"), "1");
  EXPECT_EQ(Parsed("!(a & 0)"), "1");
  EXPECT_EQ(Parsed("(a | 0) & (b | 1) & !0"), "a");
  EXPECT_EQ(Parsed("!1"), "0");
  EXPECT_EQ(Parsed("1 & 1"), "1");
  EXPECT_EQ(Parsed("0 | 0"), "0");
}

TEST(NamesIn, AreEachOnceInTheOrderOfTheRule) {
  EXPECT_EQ(NamesIn(*ParseRule("c & !(a | 'b b' & c) | a | d")),
            (std::vector<std::string>{"c", "a", "b b", "d"}));
  EXPECT_TRUE(NamesIn(*ParseRule("1")).empty());
}

TEST(Rule, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(Parsed(""),
            "the rule needs a name, '!' or '(' at character 1, where it ends");
  EXPECT_EQ(Parsed("a &  "),
            "the rule needs a name, '!' or '(' at character 6, where it ends");
  EXPECT_EQ(Parsed("a & | b"),
            "the rule needs a name, '!' or '(' at character 5, not '|'");
  EXPECT_EQ(Parsed("a b"),
            "the rule needs '&', '|' or its end at character 3, not 'b'");
  EXPECT_EQ(Parsed("a)"),
            "the rule needs '&', '|' or its end at character 2, not ')'");
  EXPECT_EQ(Parsed("(a"), "the rule needs ')' at character 3, where it ends");
  EXPECT_EQ(Parsed("(a ! b)"), "the rule needs ')' at character 4, not '!'");
  EXPECT_EQ(Parsed("a ^ b"),
            "the rule needs '&', '|' or its end at character 3, not '^'");
  EXPECT_EQ(Parsed("a &&& b"),
            "the rule needs a name, '!' or '(' at character 5, not '&'");
  EXPECT_EQ(Parsed("''"),
            "the rule needs a name between single quotes at character 1, not "
            "'\\''");
  EXPECT_EQ(Parsed("a | 'b"),
            "the rule needs a name between single quotes at character 5, not "
            "'\\''");
}

TEST(Rule, DoesNotEndAtAZeroByte) {
  const absl::string_view text("a\0| b", 5);
  EXPECT_EQ(Parsed(text),
            "the rule needs '&', '|' or its end at character 2, not '\\x00'");
}

std::string Times(int n, absl::string_view text) {
  std::string times;
  for (int i = 0; i < n; ++i) times.append(text.data(), text.size());
  return times;
}

TEST(Rule, TakesParenthesesAsDeepAsTheyCome) {
  constexpr int kDeep = 1000000;
  EXPECT_EQ(Parsed(Times(kDeep, "(") + "a" + Times(kDeep, ")")), "a");
  EXPECT_EQ(Parsed(Times(kDeep, "!(") + "a" + Times(kDeep, ")")), "a");
  EXPECT_EQ(Parsed(Times(kDeep, "(")),
            "the rule needs a name, '!' or '(' at character 1000001, where it "
            "ends");
  EXPECT_EQ(Parsed(Times(kDeep, "!(")),
            "the rule needs a name, '!' or '(' at character 2000001, where it "
            "ends");
  EXPECT_EQ(Parsed(Times(kDeep, "(") + "a" + Times(kDeep - 1, ")")),
            "the rule needs ')' at character 2000001, where it ends");
  EXPECT_EQ(Parsed("a" + Times(kDeep, ")")),
            "the rule needs '&', '|' or its end at character 2, not ')'");
}

// As averaging rules are published: each operand in the parentheses of the one
// before. Half a million of them would take hours if each were moved again.
TEST(Rule, JoinsNestedOperandsInTheTimeOfReadingThem) {
  constexpr int kMany = 500000;
  const auto right = ParseRule(Times(kMany, "(a|") + "b" + Times(kMany, ")"));
  ASSERT_TRUE(right.ok()) << right.status();
  ASSERT_EQ(right->operands.size(), kMany + 1u);
  EXPECT_EQ(right->operands[kMany - 1].name, "a");
  EXPECT_EQ(right->operands[kMany].name, "b");
  const auto left = ParseRule(Times(kMany, "(") + "b" + Times(kMany, "&a)"));
  ASSERT_TRUE(left.ok()) << left.status();
  ASSERT_EQ(left->operands.size(), kMany + 1u);
  EXPECT_EQ(left->operands[0].name, "b");
}

TEST(Rule, NestsOperatorsUpTo500Deep) {
  const auto nested = [](int pairs) {  // '|' in '&', each two deep
    return Times(pairs, "(a|b&") + "(c|d)" + Times(pairs, ")");
  };
  EXPECT_EQ(Parsed(nested(2)), "a | b & (a | b & (c | d))");
  EXPECT_TRUE(ParseRule(nested(249)).ok());
  EXPECT_EQ(Parsed(nested(250)),
            "the rule nests '!', '&' and '|' more than 500 deep; name a part "
            "of it as a gene of its own");
  EXPECT_FALSE(ParseRule(nested(500000)).ok());
}

TEST(Rule, WritesAQuoteInANameTwice) {
  EXPECT_EQ(ParseRule("'3''UTR'")->name, "3'UTR");
  EXPECT_EQ(ParseRule("''''")->name, "'");
  EXPECT_EQ(ParseRule("'''a' & b")->operands[0].name, "'a");
  for (const std::string name :
       {"3'UTR", "'", "''", "a b", "0", "Ca2+", "'x"}) {
    EXPECT_EQ(ParseRule(QuotedName(name))->name, name);
  }
  EXPECT_EQ(Parsed("'3''UTR' | x"), "'3''UTR' | x");
  EXPECT_EQ(Parsed("'a''"),
            "the rule needs a name between single quotes at character 1, not "
            "'\\''");
}

TEST(Rule, IsJoinedFromPartsAsItIsParsed) {
  const auto name = [](const char* text) { return Rule::Name(text); };
  const auto join = [](Rule::Kind kind, std::vector<Rule> rules) {
    return Rule::Join(kind, std::move(rules)).ToString();
  };
  EXPECT_EQ(join(Rule::kOr, {}), "0");
  EXPECT_EQ(join(Rule::kAnd, {}), "1");
  EXPECT_EQ(join(Rule::kAnd, {name("a"), Rule::Constant(true)}), "a");
  EXPECT_EQ(join(Rule::kAnd, {name("a"), Rule::Constant(false)}), "0");
  EXPECT_EQ(join(Rule::kOr, {name("a"), *ParseRule("b | c & d")}),
            "a | b | c & d");
  EXPECT_EQ(join(Rule::kAnd, {name("a"), *ParseRule("b | c")}), "a & (b | c)");
  EXPECT_EQ(Rule::Negation(*ParseRule("!(a & b)")).ToString(), "a & b");
  EXPECT_EQ(Rule::Negation(Rule::Constant(false)).ToString(), "1");
}

TEST(Rule, IsAsLongAsItLikes) {
  EXPECT_EQ(Parsed(Times(1000001, "!") + "a"), "!a");
  EXPECT_EQ(ParseRule(Times(99999, "a | ") + "b")->operands.size(), 100000u);
}

// Random rules with their truth tables, made without the parser: bit i of the
// table is the value where name j is on if bit j of i is.
class RandomRules {
 public:
  explicit RandomRules(int seed) : random_(seed) {}

  struct TextAndTable {
    std::string text;
    uint32_t table;
  };

  // Binds as tightly as asked: 0 an or, 1 an and, 2 a not.
  TextAndTable Make(int depth, int tightness) {
    const uint32_t kind = depth == 0 ? 3 + random_() % 9 : random_() % 12;
    if (kind < 3) {
      const bool is_or = kind < 2 && random_() % 2 == 0;
      const int own = is_or ? 0 : 1;
      TextAndTable all = Make(depth - 1, own + 1);
      for (uint32_t i = 0; i <= random_() % 3; ++i) {
        const TextAndTable next = Make(depth - 1, own + 1);
        const char* sign =
            is_or ? (Coin() ? "|" : " || ") : (Coin() ? "&" : " && ");
        all.text += sign + next.text;
        all.table = is_or ? all.table | next.table : all.table & next.table;
      }
      if (own < tightness || Coin()) all.text = "( " + all.text + ")";
      return all;
    }
    if (kind < 6 && depth > 0) {
      const TextAndTable inner = Make(depth - 1, 2);
      return {"!" + inner.text, ~inner.table & kAll};
    }
    if (kind == 6) return {"1", kAll};
    if (kind == 7) return {"0", 0};
    const int name = static_cast<int>(random_() % 4);
    uint32_t table = 0;
    for (int i = 0; i < 16; ++i) table |= (i >> name & 1u) << i;
    return {Coin() ? kNames[name] : absl::StrCat("'", kNames[name], "' "),
            table};
  }

  static constexpr uint32_t kAll = 0xffff;
  static constexpr const char* kNames[4] = {"a", "b-1", "c.x", "d"};

 private:
  bool Coin() { return random_() % 2 == 0; }
  std::mt19937 random_;
};

bool Evaluate(const Rule& rule, int on) {
  switch (rule.kind) {
    case Rule::kConstant:
      return rule.value;
    case Rule::kName:
      for (int name = 0; name < 4; ++name) {
        if (rule.name == RandomRules::kNames[name]) return on >> name & 1;
      }
      ADD_FAILURE() << rule.name;
      return false;
    case Rule::kNot:
      return !Evaluate(rule.operands[0], on);
    default:
      break;
  }
  int count = 0;
  for (const Rule& operand : rule.operands) count += Evaluate(operand, on);
  return rule.kind == Rule::kOr
             ? count > 0
             : count == static_cast<int>(rule.operands.size());
}

uint32_t TableOf(const Rule& rule) {
  uint32_t table = 0;
  for (int on = 0; on < 16; ++on) {
    table |= static_cast<uint32_t>(Evaluate(rule, on)) << on;
  }
  return table;
}

// Constants only on their own, nothing of its own kind inside, two operands at
// least.
void ExpectSimple(const Rule& rule, bool outermost = true) {
  EXPECT_TRUE(outermost || rule.kind != Rule::kConstant);
  if (rule.kind == Rule::kAnd || rule.kind == Rule::kOr) {
    EXPECT_GE(rule.operands.size(), 2u);
  }
  for (const Rule& operand : rule.operands) {
    EXPECT_NE(operand.kind, rule.kind);
    ExpectSimple(operand, false);
  }
}

bool IsNoSpace(char c) { return c != ' '; }

TEST(Rule, MeansWhatItsTextMeansAndStaysTheSameAsText) {
  for (int seed = 0; seed < 3000; ++seed) {
    const auto [text, table] = RandomRules(seed).Make(4, 0);
    const auto rule = ParseRule(text);
    ASSERT_TRUE(rule.ok()) << text << ": " << rule.status();
    EXPECT_EQ(TableOf(*rule), table) << text;
    ExpectSimple(*rule);
    const std::string again = rule->ToString();
    const auto reparsed = ParseRule(again);
    ASSERT_TRUE(reparsed.ok()) << again << ": " << reparsed.status();
    EXPECT_EQ(TableOf(*reparsed), table) << text << " as " << again;
    EXPECT_EQ(reparsed->ToString(), again);
    EXPECT_LE(std::count_if(again.begin(), again.end(), IsNoSpace),
              std::count_if(text.begin(), text.end(), IsNoSpace));
  }
}

}  // namespace
}  // namespace regulon
