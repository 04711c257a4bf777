// Modulators, cofactors and silencing: what a spec may say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "engine/modulation/modulators.h"
#include "tests/compile/marked_spec.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Regulators P, S and the boolean B; G in the routed domain d, H in none.
std::string With(absl::string_view more) {
  return absl::StrCat(
      "name: \"t\" unit: \"tpm\" gene { id: \"G\" } gene { id: \"H\" }\n"
      "gene { id: \"F\" unit: \"boolean\" rule: \"B\" }\n"
      "regulator { id: \"P\" } regulator { id: \"S\" }\n"
      "regulator { id: \"B\" unit: \"boolean\" }\n"
      "element { id: \"e\" gene: \"G\" mwc { } }\n"
      "element { id: \"s\" gene: \"H\" state_table { state { } } }\n"
      "domain { id: \"d\" gene: \"G\" threshold: 0 } domain { id: \"h\" gene: "
      "\"H\" }\n",
      more);
}

constexpr uint32_t Kind(Modulated kind) { return static_cast<uint32_t>(kind); }

TEST(Modulator, IsARowOfItsRegulator) {
  const ModulationDraft modulation =
      Compiles(With("router { score: LOGIT weighting: SOFTMAX_TOPK }\n"
                    "modulator { regulator: \"S\" gain: 2 }\n"
                    "modulator { regulator: \"P\" closing_shift: 3 }\n"
                    "modulator { regulator: \"S\" closing_shift: -1 element: "
                    "\"e\" }\n"
                    "modulator { regulator: \"S\" threshold_shift: 4 domain: "
                    "\"d\" }\n"
                    "modulator { regulator: \"B\" temperature: 0.5 }"))
          .draft.modulation;
  EXPECT_THAT(modulation.first, ElementsAre(0, 1, 4, 5));
  EXPECT_THAT(
      modulation.kind,
      ElementsAre(Kind(Modulated::kClosing), Kind(Modulated::kGain),
                  Kind(Modulated::kClosing), Kind(Modulated::kThreshold),
                  Kind(Modulated::kTemperature)));
  EXPECT_THAT(modulation.target, ElementsAre(0, 0, 1, 1, 0));
  EXPECT_THAT(modulation.weight, ElementsAre(3, 2, -1, 4, 0.5));
  EXPECT_THAT(Compiles(With("")).draft.modulation.first, IsEmpty());
}

TEST(Modulator, RefusesWhatMakesNoSense) {
  const auto modulator = [](const char* text) {
    return With(absl::StrCat("modulator { ", text, " }"));
  };
  ExpectError(modulator("^regulator: \"Q\" gain: 1"),
              "no regulator or gene is called 'Q'");
  ExpectError(modulator("^regulator: \"S\""),
              "what does 'S' modulate? add gain, closing_shift, temperature or "
              "threshold_shift");
  ExpectError(modulator("regulator: \"S\" ^gain: 1 element: \"e\""),
              "a gain acts on no single element");
  ExpectError(modulator("regulator: \"S\" ^gain: 1 domain: \"d\""),
              "a gain acts on no single domain");
  ExpectError(modulator("regulator: \"S\" ^threshold_shift: 1 element: \"e\""),
              "a threshold_shift acts on no single element");
  ExpectError(modulator("regulator: \"S\" ^closing_shift: 1 domain: \"d\""),
              "a closing_shift acts on no single domain");
  ExpectError(modulator("regulator: \"S\" ^temperature: 1"),
              "a temperature acts on weighting: SOFTMAX_TOPK or SIGMOID, which "
              "the router "
              "has not");
  ExpectError(modulator("regulator: \"S\" closing_shift: 1 ^element: \"f\""),
              "no element is called 'f'");
  ExpectError(modulator("regulator: \"S\" closing_shift: 1 ^element: \"s\""),
              "element 's' is not of the mwc kind");
  ExpectError(modulator("regulator: \"S\" threshold_shift: 1 ^domain: \"x\""),
              "no domain is called 'x'");
  ExpectError(modulator("regulator: \"S\" threshold_shift: 1 ^domain: \"h\""),
              "domain 'h' has no threshold: it is always open");
  ExpectError(modulator("regulator: \"S\" ^gain: nan"),
              "'gain' is nan; give a finite number of at most 3e38");
  for (const char* effect : {"gain", "closing_shift"}) {
    ExpectError(
        absl::StrCat("name: \"t\" unit: \"boolean\" gene { id: \"G\" rule: "
                     "\"G\" }\nmodulator { regulator: \"G\" ^",
                     effect, ": 1 }"),
        absl::StrCat(effect, " acts on mwc elements, and the genome has none"));
  }
}

TEST(Cofactor, IsARowOfItsRegulator) {
  const EncoderDraft encoder =
      Compiles(With("cofactor { regulator: \"S\" target: \"P\" weight: 2 }\n"
                    "cofactor { regulator: \"B\" target: \"S\" weight: -1 }"))
          .draft.encoder;
  EXPECT_THAT(encoder.pair_first, ElementsAre(0, 0, 1, 2));
  EXPECT_THAT(encoder.pair_target, ElementsAre(0, 1));
  EXPECT_THAT(encoder.pair_weight, ElementsAre(2, -1));
}

TEST(Cofactor, RefusesWhatMakesNoSense) {
  const auto cofactor = [](const char* text) {
    return With(absl::StrCat("cofactor { ", text, " }"));
  };
  ExpectError(cofactor("^regulator: \"Q\" target: \"P\" weight: 1"),
              "no regulator or gene is called 'Q'");
  ExpectError(cofactor("regulator: \"P\" ^target: \"Q\" weight: 1"),
              "no regulator or gene is called 'Q'");
  ExpectError(cofactor("regulator: \"P\" ^target: \"B\" weight: 1"),
              "'B' is boolean, so nothing scales it; say it in a rule");
  ExpectError(cofactor("regulator: \"S\" target: \"P\" ^weight: inf"),
              "'weight' is inf; give a finite number of at most 3e38");
  ExpectError(With("cofactor { regulator: \"S\" target: \"P\" weight: 1 }\n"
                   "cofactor { regulator: \"S\" ^target: \"P\" weight: 2 }"),
              "'S' names this target twice");
}

TEST(Silencing, IsARowOfItsRegulator) {
  const SilencingDraft silencing =
      Compiles(With("silencing { regulator: \"S\" gene: \"H\" weight: 2 }\n"
                    "silencing { regulator: \"P\" gene: \"H\" weight: 0.5 }\n"
                    "silencing { regulator: \"P\" gene: \"G\" weight: 1 }"))
          .draft.silencing;
  EXPECT_THAT(silencing.first, ElementsAre(0, 2, 3, 3));
  EXPECT_THAT(silencing.gene, ElementsAre(1, 0, 1));
  EXPECT_THAT(silencing.weight, ElementsAre(0.5, 1, 2));
}

TEST(Silencing, RefusesWhatMakesNoSense) {
  const auto silencing = [](const char* text) {
    return With(absl::StrCat("silencing { ", text, " }"));
  };
  ExpectError(silencing("^regulator: \"Q\" gene: \"G\" weight: 1"),
              "no regulator or gene is called 'Q'");
  ExpectError(silencing("regulator: \"S\" ^gene: \"Q\" weight: 1"),
              "no gene is called 'Q'");
  ExpectError(silencing("regulator: \"S\" ^gene: \"F\" weight: 1"),
              "'F' is boolean, so nothing divides it; say it in its rule");
  ExpectError(silencing("regulator: \"S\" gene: \"G\" ^weight: -1"),
              "a weight of -1; give a number from 0");
  ExpectError(silencing("regulator: \"S\" gene: \"G\" ^weight: nan"),
              "a weight of nan; give a number from 0");
  ExpectError(With("silencing { regulator: \"S\" gene: \"H\" weight: 2 }\n"
                   "silencing { regulator: \"S\" gene: \"G\" weight: 1 }\n"
                   "silencing { regulator: \"S\" ^gene: \"H\" weight: 1 }"),
              "'S' names this gene twice");
}

}  // namespace
}  // namespace regulon
