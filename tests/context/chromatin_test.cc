// Files of intervals over a small locus, each number worked by hand.
#include "engine/context/chromatin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/status.h"
#include "tests/expression/scratch_file.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// e1 [750, 1250), e2 [2000, 2100), e3 of odd width [1198, 1201), nowhere, and
// one that is no mwc. Genes of CONTACT: g reads e1, e2 and nowhere; h reads e3.
constexpr char kLocus[] = R"spec(
  name: "locus" unit: "fold_change"
  regulator { id: "T" unit: "activity" }
  gene { id: "g" combination: CONTACT contig: "chr1" tss0: 5000 }
  gene { id: "h" combination: CONTACT contig: "chr2" tss0: 0 }
  element { id: "e1" gene: "g" contig: "chr1" center0: 1000 mwc { } }
  element { id: "e2" gene: "g" contig: "chr1" center0: 2050 width: 100 mwc { } }
  element { id: "e3" gene: "h" contig: "chr2" center0: 1199 width: 3 mwc { } }
  element { id: "nowhere" gene: "g" mwc { } }
  element { id: "table" gene: "g" contig: "chr1" center0: 1000
            state_table { state { } } }
  mark { id: "H3K27ac" weight: 1 }
  mark { id: "H3K27me3" weight: -1 }
)spec";

std::unique_ptr<const Genome> Opened(const std::string& name,
                                     absl::string_view spec) {
  const std::string path = Scratch(name + ".regulon");
  WriteBytes(path, CompiledBytes(spec));
  return *Genome::Open(path);
}
const Genome& Locus() {
  static const Genome& genome = *Opened("locus", kLocus).release();
  return genome;
}

using Read = std::function<absl::Status(Chromatin&, LineReader)>;

const Read kAccessibility = [](Chromatin& chromatin, LineReader lines) {
  return chromatin.ReadAccessibility(std::move(lines));
};
const Read kMark = [](Chromatin& chromatin, LineReader lines) {
  return chromatin.ReadMark("H3K27ac", std::move(lines));
};
const Read kContacts = [](Chromatin& chromatin, LineReader lines) {
  return chromatin.ReadContacts(std::move(lines));
};

absl::Status Fill(Chromatin& chromatin, const Read& read,
                  absl::string_view text) {
  ASSIGN_OR_RETURN(LineReader lines,
                   LineReader::Open(WriteText("file.bed", text)));
  return read(chromatin, std::move(lines));
}

// What the file makes of a context, and the note of it without the folder.
struct Made {
  Context context;
  std::string note;
};
Made Make(const Read& read, absl::string_view text,
          const Genome& genome = Locus()) {
  Chromatin chromatin(genome);
  const absl::Status status = Fill(chromatin, read, text);
  EXPECT_TRUE(status.ok()) << status;
  Made made{Context(genome, "c"), ""};
  chromatin.SetIn(made.context);
  if (status.ok()) {
    const std::string& note = chromatin.notes().at(0);
    made.note = note.substr(note.find("file.bed"));
  }
  return made;
}

std::string ErrorOf(const Read& read, absl::string_view text,
                    const Genome& genome = Locus()) {
  Chromatin chromatin(genome);
  const absl::Status status = Fill(chromatin, read, text);
  EXPECT_FALSE(status.ok());
  EXPECT_TRUE(chromatin.empty()) << "nothing of a wrong file is used";
  const std::string message(status.message());
  const size_t at = message.find("file.bed");
  return at == message.npos ? message : message.substr(at);
}

// -1 for what is not given.
std::vector<float> Given(absl::Span<const float> values) {
  std::vector<float> given;
  for (const float value : values) {
    given.push_back(std::isnan(value) ? -1 : value);
  }
  return given;
}

TEST(Accessibility, IsTheLargestOverAnElement) {
  const Made made = Make(kAccessibility,
                         "chr1\t0\t751\ta\t2\n"       // the first base of e1
                         "chr1\t1249\t2000\tb\t3\n"   // its last, none of e2
                         "chr1\t800\t900\tc\t-5\n"    // less
                         "chr2\t1200\t1201\td\t.5\n"  // the last of e3
                         "chr2\t1201\t1300\te\t9\n"
                         "chrX\t0\t1\tf\t1\n");
  EXPECT_THAT(Given(made.context.accessibility()),
              ElementsAre(3, -1, 0.5, -1, -1));
  EXPECT_EQ(made.note,
            "file.bed: 6 intervals, 2 of no use; accessibility of 2 of 4 mwc "
            "elements, 1 of them without coordinates");
}

TEST(Accessibility, StandsInPlaceOfWhatTheContextHad) {
  Chromatin chromatin(Locus());
  ASSERT_TRUE(Fill(chromatin, kAccessibility, "chr1 0 800 a -3\n").ok());
  Context context(Locus(), "c");
  ASSERT_TRUE(context.SetAccessibility("e1", 1).ok());
  ASSERT_TRUE(context.SetAccessibility("e2", 2).ok());
  chromatin.SetIn(context);
  EXPECT_EQ(context.accessibility()[0], -3);
  EXPECT_EQ(context.accessibility()[1], 2);
}

TEST(Accessibility, NeedsItsValues) {
  EXPECT_EQ(ErrorOf(kAccessibility, "chr1\t0\t9\tp\t1\nchr1\t0\t9\tp\n"),
            "file.bed:2:11: an accessibility is missing; give one in nats in "
            "column 5, or read the file as a mark");
  EXPECT_EQ(ErrorOf(kAccessibility, "chr1\t0\t9\tp\t.\n"),
            "file.bed:1:12: an accessibility is missing; give one in nats in "
            "column 5, or read the file as a mark");
  EXPECT_EQ(ErrorOf(kAccessibility, "chr1\t0\t9\tp\tinf\n"),
            "file.bed:1:12: an accessibility of 'inf'; give a number from "
            "-1e+06 to 1e+06");
}

TEST(Marks, AreOneWhereTheFileGivesNoSignal) {
  const Made made = Make(kMark,
                         "chr1 1000 1001\n"
                         "chr1 2099 2100 p 0.25\n"
                         "chr1 2000 2001 p .125\n"
                         "chr2 0 1199 p .\n");
  ASSERT_EQ(made.context.marks().size(), 2u);
  EXPECT_THAT(made.context.marks()[0], ElementsAre(1, 0.25, 1, 0, 0));
  EXPECT_THAT(made.context.marks()[1], ElementsAre(0, 0, 0, 0, 0));
  EXPECT_EQ(made.note,
            "file.bed: 4 intervals; signals of H3K27ac of 3 of 4 mwc elements, "
            "1 of them without coordinates");
}

TEST(Marks, AreZeroWhereTheFileHasNone) {
  Chromatin chromatin(Locus());
  ASSERT_TRUE(Fill(chromatin, kMark, "chr1 2000 2001\n").ok());
  Context context(Locus(), "c");
  ASSERT_TRUE(context.SetMark("H3K27ac", "e1", 5).ok());
  ASSERT_TRUE(context.SetMark("H3K27me3", "e1", 6).ok());
  chromatin.SetIn(context);
  EXPECT_THAT(context.marks()[0], ElementsAre(0, 1, 0, 0, 0));
  EXPECT_EQ(context.marks()[1][0], 6);
}

TEST(Marks, AreThoseOfTheGenome) {
  EXPECT_EQ(ErrorOf(
                [](Chromatin& chromatin, LineReader lines) {
                  return chromatin.ReadMark("H3K27AC", std::move(lines));
                },
                "chr1 0 9\n"),
            "no mark is called 'H3K27AC'; did you mean 'H3K27ac'?");
  EXPECT_EQ(ErrorOf(kMark, "chr1 0 9 p -1\n"),
            "file.bed:1:12: a signal of '-1'; give a number from 0 to 1e+06");
}

TEST(Contacts, JoinAnElementAndAStart) {
  const Made made = Make(
      kContacts,
      "chr1\t700\t800\tchr1\t5000\t5001\tloop\t0.5\n"    // e1 and g
      "chr1\t4000\t6000\tchr1\t2099\t2500\tback\t.25\n"  // e2 and g
      "chr1\t4000\t5000\tchr1\t0\t9999\tshort\t7\n"      // the start is outside
      "chr1\t0\t800\tchr1\t0\t9000\tsmaller\t0.125\n"    // e1 and g again
      ".\t-1\t-1\tchr1\t0\t9000\tunknown\t1\n"
      "chr1\t700\t800\tchr2\t0\t1\tno pair of the genome\t1\n");
  const auto& given = made.context.contacts().given;
  ASSERT_EQ(given.size(), 3u);
  EXPECT_EQ(given[0].element, 0);
  EXPECT_EQ(given[0].contact, 0.5);
  EXPECT_EQ(given[1].element, 1);
  EXPECT_EQ(given[1].contact, 0.25);
  EXPECT_EQ(given[2].element, 4) << "where e1 is";
  EXPECT_EQ(given[2].contact, 0.5);
  EXPECT_EQ(made.note,
            "file.bed: 6 intervals, 3 of no use; 3 of 5 stored contacts, 1 of "
            "them without coordinates");
}

TEST(Contacts, StandInPlaceOfWhatTheContextHad) {
  Chromatin chromatin(Locus());
  ASSERT_TRUE(
      Fill(chromatin, kContacts, "chr1 700 800 chr1 5000 5001 l 0.5\n").ok());
  Context context(Locus(), "c");
  ASSERT_TRUE(context.SetContact("e3", "h", 3).ok());
  ASSERT_TRUE(context.SetContact("e1", "g", 9).ok());
  ASSERT_TRUE(context.SetContact("e2", "g", 1).ok());
  ASSERT_TRUE(context.SetContact("e2", "g", 2).ok());
  chromatin.SetIn(context);
  std::vector<std::vector<float>> given;
  for (const ContactEdits::Given& each : context.contacts().given) {
    given.push_back({static_cast<float>(each.gene),
                     static_cast<float>(each.element), each.contact});
  }
  EXPECT_THAT(given, ElementsAre(ElementsAre(0, 0, 0.5), ElementsAre(0, 1, 2),
                                 ElementsAre(0, 4, 0.5), ElementsAre(1, 2, 3)));
}

TEST(Contacts, NeedTwoPlacesAndAScore) {
  EXPECT_EQ(ErrorOf(kContacts, "chr1\t1\t2\tchr1\t3\t4\n"),
            "file.bed:1:18: a line of BEDPE has chrom1 start1 end1 chrom2 "
            "start2 end2 name score, 8 columns, and this one ends after 6");
  EXPECT_THAT(ErrorOf(kContacts, "chr1\t1\t2\tchr1\t4\t3\tp\t1\n"),
              HasSubstr("file.bed:1:17: an interval that ends at 3"));
  EXPECT_THAT(ErrorOf(kContacts, "chr1\t1\t2\tchr1\t3\t4\tp\t-1\n"),
              HasSubstr("file.bed:1:21: a contact of '-1'"));
}

TEST(Chromatin, SaysWhereFileAndGenomeNameSequencesApart) {
  EXPECT_EQ(ErrorOf(kAccessibility, "1 0 2000 p 1\n2 0 9 p 1\n"),
            "file.bed: none of its sequences is one of the genome's: the file "
            "has '1', the genome 'chr1'; name them as the genome does");
  EXPECT_THAT(ErrorOf(kContacts, "1 1 2 1 3 4 p 1\n"),
              HasSubstr("the file has '1', the genome 'chr1'"));
}

TEST(Chromatin, OfAFileThatMeetsNothingChangesNothing) {
  EXPECT_EQ(Make(kMark, "# no peak\n").note,
            "file.bed: 0 intervals; signals of H3K27ac of 0 of 4 mwc elements, "
            "1 of them without coordinates");
  EXPECT_TRUE(
      Make(kContacts, "chr1 1 2 chr1 3 4 p 1\n").context.contacts().empty());
}

TEST(Chromatin, NeedsPlacesInTheGenome) {
  const auto genome = Opened("placeless", R"spec(
    name: "placeless" unit: "activity" assembly: "GRCh38"
    regulator { id: "T" }
    gene { id: "g" }
    element { id: "e" gene: "g" mwc { } }
  )spec");
  EXPECT_THAT(ErrorOf(kAccessibility, "chr1 0 9 p 1\n", *genome),
              HasSubstr("has no mwc element with coordinates"));
  EXPECT_THAT(ErrorOf(kContacts, "chr1 1 2 chr1 3 4 p 1\n", *genome),
              HasSubstr("stores no contact"));
  EXPECT_EQ(ErrorOf(kMark, "chr1 0 9\n", *genome),
            "no mark is called 'H3K27ac'; this genome declares none");
}

TEST(Chromatin, NamesTheAssemblyThatNoFileStates) {
  const auto genome = Opened("assembled", R"spec(
    name: "assembled" unit: "activity" assembly: "GRCh38"
    regulator { id: "T" }
    gene { id: "g" }
    element { id: "e" gene: "g" contig: "chr1" center0: 0 width: 9 mwc { } }
  )spec");
  EXPECT_EQ(Make(kAccessibility, "chr1 0 9 p 1\n", *genome).note,
            "file.bed: 1 interval; accessibility of 1 of 1 mwc element; taken "
            "as of GRCh38, the genome's assembly, which the file does not "
            "state");
}

// 2,000 elements and 20,000 intervals, against asking each of the other.
TEST(Chromatin, FindsInManyWhatAskingEachFinds) {
  std::string spec =
      "name: \"many\" unit: \"activity\" regulator { id: \"T\" } gene { id: "
      "\"g\" }\n";
  const auto center = [](int64_t e) { return e * 7919 % 1000003; };
  const auto width = [](int64_t e) { return 1 + e * 31 % 97; };
  for (int e = 0; e < 2000; ++e) {
    absl::StrAppend(&spec, "element { id: \"e", e, "\" gene: \"g\" contig: \"c",
                    e % 3, "\" center0: ", center(e), " width: ", width(e),
                    " mwc { } }\n");
  }
  const auto genome = Opened("many", spec);
  std::string bed;
  std::vector<float> expected(2000, -1);
  std::vector<std::vector<int>> of_contig(3);
  for (int e = 0; e < 2000; ++e) of_contig[e % 3].push_back(e);
  for (int64_t i = 0; i < 20000; ++i) {
    const int64_t start0 = i * 104729 % 1000000, end0 = start0 + i % 50;
    const float value = static_cast<float>(i % 1000);
    absl::StrAppend(&bed, "c", i % 3, "\t", start0, "\t", end0, "\t.\t", value,
                    "\n");
    for (const int e : of_contig[i % 3]) {
      const int64_t first = center(e) - width(e) / 2;
      if (first < end0 && first + width(e) > start0) {
        expected[e] = std::max(expected[e], value);
      }
    }
  }
  EXPECT_EQ(Given(Make(kAccessibility, bed, *genome).context.accessibility()),
            expected);
}

}  // namespace
}  // namespace regulon
