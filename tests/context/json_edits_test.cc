// What JSON contexts say of chromatin, and edits of the genome.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "engine/context/read_contexts.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kLocus[] = R"spec(
  name: "locus" unit: "fold_change"
  regulator { id: "T" unit: "activity" }
  gene { id: "g" combination: CONTACT contig: "c" tss0: 0 }
  gene { id: "h" }
  element { id: "e" gene: "g" contig: "c" center0: 20000 mwc { } }
  element { id: "f" gene: "h" mwc { } }
  boundary { id: "b" contig: "c" position0: 9 insulation: 0.5 }
  mark { id: "K27ac" weight: 1 }
  mark { id: "K27me3" weight: -1 }
  domain { id: "d" gene: "g" threshold: 0 }
  domain { id: "always" gene: "h" }
)spec";

const Genome& Locus() {
  static const Genome& genome = *[] {
    const std::string path = Scratch("locus.regulon");
    WriteBytes(path, CompiledBytes(kLocus));
    return Genome::Open(path)->release();
  }();
  return genome;
}

TEST(JsonContext, TakesEveryEdit) {
  const auto table = ReadContextsJson(Locus(), R"({
    "name": "edited",
    "regulators": {"T": 2},
    "accessibility": {"e": -1.5},
    "memory": {"d": 0.25},
    "gain": 3,
    "temperature": 0.5,
    "threshold_shift": {"d": 2},
    "element": {"f": 0},
    "mark": {"K27me3": {"element": {"e": 4}}},
    "contact": [{"element": "e", "gene": "g", "contact": 0.125}],
    "move": {"e": 700},
    "cut_boundary": ["b"],
    "require": ["d"],
    "top_k": 1
  })",
                                      "t.json");
  ASSERT_TRUE(table.ok()) << table.status();
  const Context& context = table->contexts.at(0);
  EXPECT_EQ(context.name(), "edited");
  EXPECT_EQ(context.accessibility()[0], -1.5);
  EXPECT_TRUE(std::isnan(context.accessibility()[1]));
  EXPECT_THAT(context.memory(), ElementsAre(0.25, 0));
  EXPECT_EQ(context.gain(), 3);
  EXPECT_EQ(context.temperature(), 0.5);
  EXPECT_THAT(context.threshold_shift(), ElementsAre(2, 0));
  EXPECT_TRUE(std::isnan(context.forced_elements()[0]));
  EXPECT_EQ(context.forced_elements()[1], 0);
  ASSERT_EQ(context.marks().size(), 2u);
  EXPECT_THAT(context.marks()[0], ElementsAre(0, 0));
  EXPECT_THAT(context.marks()[1], ElementsAre(4, 0));
  const ContactEdits& contacts = context.contacts();
  ASSERT_EQ(contacts.given.size(), 1u);
  EXPECT_EQ(contacts.given[0].contact, 0.125);
  ASSERT_EQ(contacts.moves.size(), 1u);
  EXPECT_EQ(contacts.moves[0].contig, "c");
  EXPECT_EQ(contacts.moves[0].center0, 700);
  EXPECT_THAT(contacts.cuts, ElementsAre(0));
  EXPECT_THAT(context.required(), ElementsAre(1, 0));
  EXPECT_THAT(context.forbidden(), IsEmpty());
  EXPECT_EQ(context.top_k(), 1);
}

std::string ErrorOf(const char* field) {
  const std::string json = std::string("{\"name\": \"x\", ") + field + "}";
  const auto table = ReadContextsJson(Locus(), json, "t.json");
  EXPECT_FALSE(table.ok()) << field;
  return std::string(table.status().message());
}

TEST(JsonContext, SaysWhichEditIsWrong) {
  EXPECT_EQ(ErrorOf(R"("accessibility": {"g": 1})"),
            "t.json: context 'x': no element is called 'g'");
  EXPECT_EQ(ErrorOf(R"("temperature": -1)"),
            "t.json: context 'x': a temperature of -1; give a number above 0 "
            "and up to 1e6");
  EXPECT_EQ(ErrorOf(R"("threshold_shift": {"always": 1})"),
            "t.json: context 'x': domain 'always' has no threshold: it is "
            "always open");
  EXPECT_EQ(ErrorOf(R"("element": {"e": 1.5})"),
            "t.json: context 'x': element 'e': an activity of 1.5 is not in "
            "0..1");
  EXPECT_EQ(ErrorOf(R"("mark": {"K27a": {"element": {"e": 1}}})"),
            "t.json: context 'x': no mark is called 'K27a'; did you mean "
            "'K27ac'?");
  EXPECT_EQ(ErrorOf(R"("mark": {"K27ac": {"element": {"e": -1}}})"),
            "t.json: context 'x': element 'e': a signal of -1; give a number "
            "from 0 to 1e6");
  EXPECT_EQ(
      ErrorOf(R"("contact": [{"element": "e", "gene": "k", "contact": 1}])"),
      "t.json: context 'x': no gene is called 'k'");
  EXPECT_EQ(ErrorOf(R"("move": {"f": 1})"),
            "t.json: context 'x': element 'f' has no place in this genome to "
            "be moved from");
  EXPECT_EQ(ErrorOf(R"("cut_boundary": ["z"])"),
            "t.json: context 'x': no boundary is called 'z'");
  EXPECT_EQ(ErrorOf(R"("require": ["e"])"),
            "t.json: context 'x': no domain is called 'e'");
  EXPECT_EQ(ErrorOf(R"("forbid": ["always"])"),
            "t.json: context 'x': domain 'always' is not routed: it is always "
            "open");
  EXPECT_EQ(ErrorOf(R"("require": ["d"], "forbid": ["d"])"),
            "t.json: context 'x': domain 'd' is required and forbidden; keep "
            "one");
  EXPECT_EQ(ErrorOf(R"("top_k": 2)"),
            "t.json: context 'x': at most 2 open domains, but there are 1 to "
            "choose from; give 1 to 1");
}

}  // namespace
}  // namespace regulon
