#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::IsEmpty;

// One element with these sites; P at 10 nM has activity 1, Q binds closed
// chromatin half as well and opens it.
std::string WithSites(absl::string_view sites) {
  return absl::StrCat(
      "name: \"t\" unit: \"nM\" gene { id: \"G\" }\n"
      "regulator { id: \"P\" reference: 10 }\n"
      "regulator { id: \"Q\" closed_ratio: 0.5 opening_work: 3 }\n"
      "element { id: \"e\" gene: \"G\" mwc { closing_energy: 2\n",
      sites, "\n} }");
}

MwcDraft MwcOf(absl::string_view sites) {
  return Compiles(WithSites(sites)).draft.mwc;
}

TEST(Mwc, StoresARowOfAffinitiesPerRegulator) {
  const MwcDraft mwc = MwcOf(
      "site { binds { regulator: \"P\" kd: 40 }\n"
      "       binds { regulator: \"Q\" affinity: 2 } }\n"
      "site { binds { regulator: \"Q\" log_affinity: -1 closed_ratio: 0.25\n"
      "               opening_work: 0 } represses: true copies: 2 }");
  EXPECT_THAT(mwc.closing_energy, ElementsAre(2));
  EXPECT_THAT(mwc.site_element, ElementsAre(0, 0, 0));
  EXPECT_THAT(mwc.site_sign, ElementsAre(1, -1, -1));
  // P: site 0, of weight 1/4 at its reference. Q: every site.
  EXPECT_THAT(mwc.affinity_first, ElementsAre(0, 1, 4));
  EXPECT_THAT(mwc.affinity_site, ElementsAre(0, 0, 1, 2));
  EXPECT_THAT(mwc.affinity_log, ElementsAre(FloatEq(std::log(0.25f)),
                                            FloatEq(std::log(2.f)), -1, -1));
  EXPECT_THAT(mwc.affinity_log_ratio,
              ElementsAre(0, FloatEq(std::log(0.5f)), FloatEq(std::log(0.25f)),
                          FloatEq(std::log(0.25f))));
  EXPECT_THAT(mwc.affinity_work, ElementsAre(0, 3, 0, 0));
}

TEST(Mwc, LeavesOutTermsThatNobodyUses) {
  const MwcDraft mwc = MwcOf("site { binds { regulator: \"P\" kd: 1 } }");
  EXPECT_THAT(mwc.accessibility, IsEmpty());
  EXPECT_THAT(mwc.memory_coupling, IsEmpty());
  EXPECT_THAT(mwc.affinity_log_ratio, IsEmpty());
  EXPECT_THAT(mwc.affinity_work, IsEmpty());
}

TEST(Mwc, ReadsALevelOfItsRegulatorsOwnUnit) {
  const Compiled compiled = Compiles(
      "name: \"t\" unit: \"log2(tpm+1)\" gene { id: \"G\" }\n"
      "element { id: \"e\" gene: \"G\" mwc { site {\n"
      "  binds { regulator: \"G\" kd: 3 } } } }");  // 7 tpm
  EXPECT_THAT(compiled.draft.mwc.affinity_log,
              ElementsAre(FloatEq(-std::log(7.f))));
}

TEST(Mwc, RefusesSitesThatMakeNoSense) {
  ExpectError(WithSites("site { binds { regulator: \"P\" ^kd: 0 } }"),
              "'kd' is 0; give a level above 0 in nM");
  ExpectError(WithSites("site { binds { regulator: \"P\" ^kd: -3 } }"),
              "'kd' is -3; give a level above 0 in nM");
  ExpectError(WithSites("site { binds { regulator: \"P\" ^kd: nan } }"),
              "'kd' is nan; give a level above 0 in nM");
  ExpectError(WithSites("site { binds { regulator: \"P\" ^affinity: 0 } }"),
              "an affinity of 0; give a number above 0, or leave the binding "
              "out");
  ExpectError(WithSites("site { binds { ^regulator: \"P\" } }"),
              "how strongly does 'P' bind? add affinity, log_affinity or kd");
  ExpectError(WithSites("site { binds { regulator: \"P\" kd: 1\n"
                        "  ^closed_ratio: 0 } }"),
              "a closed_ratio of 0; give a number above 0");
  ExpectError(WithSites("site { binds { regulator: \"P\" kd: 1 }\n"
                        "  binds { ^regulator: \"P\" kd: 2 } }"),
              "the site binds 'P' twice; for two sites add copies: 2");
  ExpectError(WithSites("site { ^represses: true }"),
              "a site that binds nothing; add binds or query");
  for (const int copies : {-1, 10001}) {
    ExpectError(WithSites(absl::StrCat("site { binds { regulator: \"P\" kd: 1 "
                                       "} ^copies: ",
                                       copies, " }")),
                absl::StrCat(copies, " copies; give 1 to 10000"));
  }
}

TEST(Mwc, StopsAtMoreSitesThanAGenomeCanHold) {
  std::string spec = "name: \"t\" unit: \"tpm\" gene { id: \"G\" }\n";
  for (int i = 0; i < 6711; ++i) {
    absl::StrAppend(&spec, "regulator { id: \"R", i, "\" key: 1 }\n");
  }
  absl::StrAppend(&spec,
                  "element { id: \"e\" gene: \"G\" mwc { site {\n"
                  "  query: 1 sharpness: 1 ^copies: 10000 } } }");
  ExpectError(spec, "the genome has more than 67108864 sites and affinities");
}

// Regulators with keys in a plane and one site that looks along a query.
Compiled Similar(absl::string_view keys, absl::string_view site) {
  return Compiles(absl::StrCat(
      "name: \"t\" unit: \"tpm\" gene { id: \"G\" }\n", keys,
      "\nelement { id: \"e\" gene: \"G\" mwc {\n", "site { ", site, " } } }"));
}

TEST(Similarity, BindsRegulatorsAboveTheSpecificity) {
  // Cosines with (1, 0): 1, 0.6, 0 and -1.
  const MwcDraft mwc =
      Similar(
          "regulator { id: \"A\" key: [1, 0] }\n"
          "regulator { id: \"B\" key: [3, 4] opening_work: 2 }\n"
          "regulator { id: \"C\" key: [0, 1] }\n"
          "regulator { id: \"D\" key: [-1, 0] }\n"
          "regulator { id: \"keyless\" }",
          "query: [2, 0] sharpness: 10 specificity: 0.5")
          .draft.mwc;
  EXPECT_THAT(mwc.affinity_first, ElementsAre(0, 1, 2, 2, 2, 2));
  EXPECT_THAT(mwc.affinity_log, ElementsAre(FloatEq(5), FloatEq(1)));
  EXPECT_THAT(mwc.affinity_work, ElementsAre(0, 2));
}

TEST(Similarity, AtTheSpecificityDoesNotBind) {
  const auto bound = [](const char* specificity) {
    return Similar("regulator { id: \"A\" key: [3, 4] }",
                   absl::StrCat("query: [0, 1] sharpness: 1 specificity: ",
                                specificity))
        .draft.mwc.affinity_log.size();
  };
  EXPECT_EQ(bound("0.8"), 0u);
  EXPECT_EQ(bound("0.7999"), 1u);
  EXPECT_EQ(bound("0.8001"), 0u);
}

TEST(Similarity, DoesNotDependOnTheLengthsOfKeysAndQueries) {
  const auto affinities = [](const char* key, const char* query) {
    return Similar(
               absl::StrCat("regulator { id: \"A\" key: ", key, " }"),
               absl::StrCat("query: ", query, " sharpness: 3 specificity: 0.1"))
        .draft.mwc.affinity_log;
  };
  const std::vector<float> once = affinities("[1, 2]", "[2, 1]");
  EXPECT_THAT(once, ElementsAre(FloatEq(3 * (0.8f - 0.1f))));
  EXPECT_EQ(affinities("[1024, 2048]", "[2, 1]"), once);
  EXPECT_EQ(affinities("[1, 2]", "[0.0625, 0.03125]"), once);
}

TEST(Similarity, ReadsTheQueryOfTheSiteAndTheKeyOfTheRegulator) {
  // A gene's key says what it binds as a regulator; the query of its own site
  // says what binds to it: A looks for B, B for nobody.
  const Compiled compiled = Compiles(
      "name: \"t\" unit: \"tpm\" gene { id: \"A\" } gene { id: \"B\" }\n"
      "regulator { id: \"A\" key: [1, 0] } regulator { id: \"B\" key: [0, 1] "
      "}\n"
      "element { id: \"ofA\" gene: \"A\" mwc {\n"
      "  site { query: [0, 1] sharpness: 1 specificity: 0.5 } } }\n"
      "element { id: \"ofB\" gene: \"B\" mwc {\n"
      "  site { query: [-1, -1] sharpness: 1 specificity: 0.5 } } }");
  EXPECT_THAT(compiled.draft.mwc.affinity_first, ElementsAre(0, 0, 1));
  EXPECT_THAT(compiled.draft.mwc.affinity_site, ElementsAre(0));
}

TEST(Similarity, RefusesQueriesThatMakeNoSense) {
  const auto site = [](const char* text) {
    return absl::StrCat(
        "name: \"t\" unit: \"tpm\" gene { id: \"G\" }\n"
        "regulator { id: \"A\" key: [1, 0] }\n"
        "element { id: \"e\" gene: \"G\" mwc { site { ",
        text, " } } }");
  };
  ExpectError(site("^query: [0, 0] sharpness: 1"),
              "the query has no direction: it is zero or not finite");
  ExpectError(site("^query: [1, inf] sharpness: 1"),
              "the query has no direction: it is zero or not finite");
  ExpectError(site("^query: 1 sharpness: 1"),
              "the query has 1 numbers where the key of 'A' has 2");
  ExpectError(site("query: [1, 0] ^sharpness: -1"),
              "a query needs a sharpness above 0");
  ExpectError(site("query: [1, 0] sharpness: 1 ^specificity: nan"),
              "'specificity' is nan; give a finite number of at most 3e38");
  ExpectError(site("^query: [1, 0] sharpness: 1\n"
                   "binds { regulator: \"A\" kd: 1 }"),
              "a site has binds or a query, not both");
}

}  // namespace
}  // namespace regulon
