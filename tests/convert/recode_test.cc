#include "engine/convert/recode.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "engine/convert/weight_loss.h"
#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "tests/convert/small_genomes.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr DType kAll[] = {DType::kF32, DType::kBf16, DType::kI8, DType::kI4};

std::unique_ptr<const Genome> Recoded(const Genome& from, DType dtype,
                                      const std::string& name) {
  const absl::Status status = Recode(from, dtype, Scratch(name), nullptr);
  EXPECT_TRUE(status.ok()) << status;
  return Opened(Scratch(name));
}

// The same tensors in the same places with the same bytes.
void ExpectSameTensors(const Genome& a, const Genome& b) {
  ASSERT_EQ(a.manifest().tensors_size(), b.manifest().tensors_size());
  for (int i = 0; i < a.manifest().tensors_size(); ++i) {
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(
        a.manifest().tensors(i), b.manifest().tensors(i)))
        << a.manifest().tensors(i).DebugString()
        << b.manifest().tensors(i).DebugString();
    EXPECT_TRUE(BytesOf(a, i) == BytesOf(b, i));
  }
  ASSERT_EQ(a.manifest().segments_size(), b.manifest().segments_size());
  for (int i = 0; i < a.manifest().segments_size(); ++i) {
    EXPECT_EQ(a.manifest().segments(i).offset(),
              b.manifest().segments(i).offset());
    EXPECT_EQ(a.manifest().segments(i).bytes(),
              b.manifest().segments(i).bytes());
  }
}

TEST(Recode, FromF32IsWhatWouldHaveBeenWrittenAtOnce) {
  const auto f32 = SmallSynthetic(DType::kF32, "f32.regulon");
  for (const DType dtype : kAll) {
    SCOPED_TRACE(NameOf(dtype));
    const auto direct = SmallSynthetic(dtype, "direct.regulon");
    const auto recoded = Recoded(*f32, dtype, "recoded.regulon");
    EXPECT_EQ(ExpertDType(*recoded), dtype);
    EXPECT_TRUE(recoded->VerifyTensors().ok());
    ExpectSameTensors(*direct, *recoded);
    EXPECT_TRUE(ReadBytes(direct->path()) == ReadBytes(recoded->path()));
  }
}

TEST(Recode, BetweenAnyTwoKeepsAllElseAndErrsByLessThanAStep) {
  for (const DType from : kAll) {
    const auto before = SmallSynthetic(from, "before.regulon");
    for (const DType to : kAll) {
      SCOPED_TRACE(absl::StrCat(NameOf(from), " to ", NameOf(to)));
      const auto after = Recoded(*before, to, "after.regulon");
      const std::vector<int> old = ExpertMatrices(*before);
      const std::vector<int> now = ExpertMatrices(*after);
      ASSERT_EQ(old.size(), 5u * 6);
      ASSERT_EQ(now.size(), old.size());
      const proto::Manifest& m = before->manifest();
      for (int i = 0; i < m.tensors_size(); ++i) {
        const proto::TensorEntry& entry = m.tensors(i);
        const int domain = static_cast<int>(entry.domain_plus_one()) - 1;
        const int there = after->Find(entry.name(), 0, domain);
        if (std::find(old.begin(), old.end(), i) != old.end()) {
          ASSERT_NE(there, Genome::kNoTensor);
        } else if (entry.name().find(".scale") == std::string::npos) {
          ASSERT_NE(there, Genome::kNoTensor) << entry.name();
          EXPECT_TRUE(BytesOf(*before, i) == BytesOf(*after, there));
        }
      }
      for (size_t i = 0; i < old.size(); ++i) {
        const Matrix matrix = after->MatrixOf(now[i]);
        const std::vector<float> a = ValuesOf(*before, old[i]);
        const std::vector<float> b = ValuesOf(*after, now[i]);
        ASSERT_EQ(a.size(), b.size());
        for (size_t e = 0; e < a.size(); ++e) {
          const int64_t row = e / matrix.columns, column = e % matrix.columns;
          // BF16 keeps 8 bits. Integers: half a step, and the rounding of the
          // quotient by the scale.
          const double most =
              to == DType::kF32 ? 0
              : to == DType::kBf16
                  ? std::ldexp(std::abs(a[e]), -8)
                  : 0.50002 *
                        matrix.scales[row / matrix.scale_rows * matrix.columns +
                                      column];
          ASSERT_LE(std::abs(double{a[e]} - double{b[e]}), most) << e;
        }
      }
    }
  }
}

TEST(Recode, ThereAndBackIsTheSameAgain) {
  const auto f32 = SmallSynthetic(DType::kF32, "f32.regulon");
  for (const DType dtype : kAll) {
    SCOPED_TRACE(NameOf(dtype));
    const auto first = Recoded(*f32, dtype, "first.regulon");
    const auto wide = Recoded(*first, DType::kF32, "wide.regulon");
    EXPECT_EQ(MeasureWeightLoss(*first, *wide).rms, 0);
    const auto second = Recoded(*wide, dtype, "second.regulon");
    const std::vector<int> matrices = ExpertMatrices(*first);
    for (const int tensor : matrices) {
      EXPECT_TRUE(BytesOf(*first, tensor) == BytesOf(*second, tensor));
    }
    if (dtype == DType::kF32 || dtype == DType::kBf16) {
      ExpectSameTensors(*first, *second);
    }
  }
}

// A genome of one gene with one matrix of the given values.
std::unique_ptr<const Genome> OneMatrix(const std::vector<float>& values,
                                        bool odd_tensor = false) {
  auto writer = GenomeWriter::Create(Scratch("one.regulon"));
  EXPECT_TRUE(writer.ok());
  (*writer)->StartSegment();
  EXPECT_TRUE(
      (*writer)
          ->AddFloats({tensors::kBasal, proto::DENSE, proto::TRANSCRIBE}, {1})
          .ok());
  if (odd_tensor) {
    EXPECT_TRUE((*writer)
                    ->AddMatrix({"odd", proto::DENSE, proto::TRANSCRIBE},
                                DType::kI8, 2, 1, {1, 2})
                    .ok());
  }
  (*writer)->StartSegment();
  EXPECT_TRUE(
      (*writer)
          ->AddMatrix({tensors::kLinear, proto::EXPERT, proto::TRANSCRIBE, 0},
                      DType::kF32, values.size(), 1, values)
          .ok());
  proto::Manifest manifest;
  manifest.add_routers();
  manifest.add_domains()->set_id("D");
  proto::Gene& gene = *manifest.add_genes();
  gene.set_id("G");
  gene.set_unit("tpm");
  EXPECT_TRUE((*writer)->Finish(manifest).ok());
  return Opened(Scratch("one.regulon"));
}

TEST(Recode, RoundsByHand) {
  const auto genome = OneMatrix({12.7f, -0.04f, 0.06f, 0, -12.7f});
  const auto int8 = Recoded(*genome, DType::kI8, "int8.regulon");
  const std::vector<float> values = ValuesOf(*int8, ExpertMatrices(*int8)[0]);
  EXPECT_THAT(values, ElementsAre(12.7f, 0, 12.7f / 127, 0, -12.7f));
  const WeightLoss loss = MeasureWeightLoss(*genome, *int8);
  EXPECT_EQ(loss.weights, 5);
  EXPECT_NEAR(loss.rms, std::sqrt((0.0016 + 0.0016) / (2 * 161.29 + 0.0052)),
              1e-6);
  EXPECT_NEAR(loss.largest, 0.4, 1e-5);
}

TEST(Recode, RefusesWhatIsNotFiniteOrWouldNotBe) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float most = std::numeric_limits<float>::max();
  for (const auto& [value, dtype] :
       {std::pair(infinity, DType::kI8), std::pair(-infinity, DType::kF32),
        std::pair(std::nanf(""), DType::kI4), std::pair(most, DType::kBf16)}) {
    const auto genome = OneMatrix({1, value});
    const std::string path = Scratch("refused.regulon");
    const absl::Status status = Recode(*genome, dtype, path, nullptr);
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("one.regulon: tensor 'linear' of domain 'D' holds "));
    EXPECT_EQ(ReadBytes(path), "");
  }
  EXPECT_TRUE(Recode(*OneMatrix({3.396e38f}), DType::kBf16,
                     Scratch("large.regulon"), nullptr)
                  .ok());
}

TEST(Recode, CopiesWhatIsScaledAndNoExpertsWithItsScales) {
  const auto genome = OneMatrix({1}, true);
  const auto now = Recoded(*genome, DType::kI8, "odd.regulon");
  const int before = genome->Find("odd"), after = now->Find("odd");
  ASSERT_NE(before, Genome::kNoTensor);
  ASSERT_NE(after, Genome::kNoTensor);
  EXPECT_TRUE(BytesOf(*genome, before) == BytesOf(*now, after));
  const Matrix a = genome->MatrixOf(before), b = now->MatrixOf(after);
  EXPECT_EQ(b.dtype, DType::kI8);
  EXPECT_EQ(a.scale_rows, b.scale_rows);
  ASSERT_NE(b.scales, nullptr);
  EXPECT_EQ(a.scales[0], b.scales[0]);
}

}  // namespace
}  // namespace regulon
