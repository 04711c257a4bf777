#include "engine/genome/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/genome/genome.h"
#include "engine/genome/tensors.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::ElementsAreArray;

// Of two domains, every table filled with other numbers than every other; what
// they mean does not matter here.
class Filled {
 public:
  std::vector<float> Floats() { return {Next(), Next(), Next()}; }
  std::vector<uint32_t> Indices() {
    const std::vector<float> floats = Floats();
    return {floats.begin(), floats.end()};
  }
  Dense Matrix() { return {3, 1, Floats()}; }

  MwcDraft Mwc() {
    return {Floats(),  Floats(),  Floats(), Matrix(), Indices(), Floats(),
            Indices(), Indices(), Floats(), Floats(), Floats()};
  }
  StateDraft State() {
    return {Indices(), Floats(), Floats(), Indices(), Indices(), Floats()};
  }
  ThresholdDraft Threshold() {
    return {Floats(), Indices(), Indices(), Floats()};
  }
  ExpertDraft Expert() {
    return {Indices(), Floats(),  Matrix(),  Matrix(),  Matrix(), Matrix(),
            Matrix(),  Indices(), Indices(), Indices(), Floats(), Indices(),
            Indices(), Indices(), Floats(),  Floats(),  Floats(), Floats()};
  }
  Draft All() {
    Draft d;
    d.manifest.add_routers();
    for (const char* id : {"routed", "open"}) {
      d.manifest.add_domains()->set_id(id);
    }
    for (auto* values : {&d.reference, &d.pseudocount, &d.log_mean, &d.log_sd,
                         &d.basal, &d.reference_sharpness, &d.reference_mean,
                         &d.repertoire_distance, &d.insulation}) {
      *values = Floats();
    }
    d.encoder = {Matrix(), Matrix(), Matrix(),  Matrix(),  Matrix(),
                 Matrix(), Matrix(), Indices(), Indices(), Floats()};
    d.modulation = {Indices(), Indices(), Indices(), Floats()};
    d.mwc = Mwc();
    d.state = State();
    d.threshold = Threshold();
    d.router = {Floats(), Indices(),           Indices(),
                Matrix(), {Matrix(), Dense()}, {Dense(), Matrix()}};
    d.silencing = {Indices(), Indices(), Floats()};
    d.develop = {Floats(), Floats(), Floats(), Indices()};
    d.shared_reading = Matrix();
    d.shared_attention = Matrix();
    d.shared_writing = Matrix();
    d.reference_states = Matrix();
    return d;
  }

 private:
  float Next() { return next_++; }
  float next_ = 1;
};

class Written : public testing::Test {
 protected:
  void SetUp() override {
    const std::string path = Scratch("draft.regulon");
    const absl::Status status = WriteGenome(
        draft_, [this](int d) { return experts_[d]; }, DType::kF32, path);
    ASSERT_TRUE(status.ok()) << status;
    auto genome = Genome::Open(path);
    ASSERT_TRUE(genome.ok()) << genome.status();
    genome_ = *std::move(genome);
  }

  void Expect(const char* name, const std::vector<float>& values,
              int domain = Genome::kNoDomain) {
    const int tensor = genome_->Find(name, 0, domain);
    ASSERT_NE(tensor, Genome::kNoTensor) << name;
    EXPECT_THAT(genome_->F32(tensor), ElementsAreArray(values)) << name;
    ++found_;
  }
  void Expect(const char* name, const std::vector<uint32_t>& values,
              int domain = Genome::kNoDomain) {
    const int tensor = genome_->Find(name, 0, domain);
    ASSERT_NE(tensor, Genome::kNoTensor) << name;
    EXPECT_THAT(genome_->U32(tensor), ElementsAreArray(values)) << name;
    EXPECT_EQ(genome_->manifest().tensors(tensor).role(), proto::INDEX);
    ++found_;
  }
  void Expect(const char* name, const Dense& dense,
              int domain = Genome::kNoDomain) {
    const int tensor = genome_->Find(name, 0, domain);
    ASSERT_NE(tensor, Genome::kNoTensor) << name;
    const Matrix matrix = genome_->MatrixOf(tensor);
    ASSERT_EQ(matrix.rows, dense.rows);
    ASSERT_EQ(matrix.columns, dense.columns);
    std::vector<float> values(dense.values.size());
    Unpack(matrix, values.data());
    EXPECT_EQ(values, dense.values) << name;
    ++found_;
  }
  void ExpectExpert(int d) {
    const ExpertDraft& e = experts_[d];
    Expect(tensors::kInputs, e.inputs, d);
    Expect(tensors::kLinear, e.linear, d);
    Expect(tensors::kReferenceValues, e.reference_values, d);
    Expect(tensors::kGate, e.gate, d);
    Expect(tensors::kUp, e.up, d);
    Expect(tensors::kDown, e.down, d);
    Expect(tensors::kAnyGene, e.any_gene, d);
    Expect(tensors::kAnyFirst, e.any_first, d);
    Expect(tensors::kAnyElement, e.any_element, d);
    Expect(tensors::kAnyAmplitude, e.any_amplitude, d);
    Expect(tensors::kContactGene, e.contact_gene, d);
    Expect(tensors::kContactFirst, e.contact_first, d);
    Expect(tensors::kContactElement, e.contact_element, d);
    Expect(tensors::kContactStrength, e.contact_strength, d);
    Expect(tensors::kContactValue, e.contact_value, d);
    Expect(tensors::kContactNorm, e.contact_norm, d);
    Expect(tensors::kContactAmplitude, e.contact_amplitude, d);
    Expect(tensors::kExpertBasal, e.basal, d);
  }

  Filled filled_;
  const Draft draft_ = filled_.All();
  const std::vector<ExpertDraft> experts_ = {filled_.Expert(),
                                             filled_.Expert()};
  std::unique_ptr<const Genome> genome_;
  int found_ = 0;
};

TEST_F(Written, HasEveryTableUnderItsName) {
  const Draft& d = draft_;
  Expect(tensors::kReference, d.reference);
  Expect(tensors::kPseudocount, d.pseudocount);
  Expect(tensors::kLogMean, d.log_mean);
  Expect(tensors::kLogSd, d.log_sd);
  Expect(tensors::kEncoderToken, d.encoder.token);
  Expect(tensors::kEncoderLevel, d.encoder.level);
  Expect(tensors::kEncoderLatent, d.encoder.latent);
  Expect(tensors::kEncoderCross, d.encoder.cross);
  Expect(tensors::kEncoderSelf, d.encoder.self);
  Expect(tensors::kEncoderSharpness, d.encoder.sharpness);
  Expect(tensors::kEncoderGain, d.encoder.gain);
  Expect(tensors::kPairFirst, d.encoder.pair_first);
  Expect(tensors::kPairTarget, d.encoder.pair_target);
  Expect(tensors::kPairWeight, d.encoder.pair_weight);
  Expect(tensors::kClosingEnergy, d.mwc.closing_energy);
  Expect(tensors::kAccessibility, d.mwc.accessibility);
  Expect(tensors::kMemoryCoupling, d.mwc.memory_coupling);
  Expect(tensors::kSiteElement, d.mwc.site_element);
  Expect(tensors::kSiteSign, d.mwc.site_sign);
  Expect(tensors::kAffinityFirst, d.mwc.affinity_first);
  Expect(tensors::kAffinitySite, d.mwc.affinity_site);
  Expect(tensors::kAffinityLog, d.mwc.affinity_log);
  Expect(tensors::kAffinityLogRatio, d.mwc.affinity_log_ratio);
  Expect(tensors::kAffinityWork, d.mwc.affinity_work);
  Expect(tensors::kStateFirst, d.state.state_first);
  Expect(tensors::kStateEnergy, d.state.energy);
  Expect(tensors::kStateValue, d.state.value);
  Expect(tensors::kBindingFirst, d.state.binding_first);
  Expect(tensors::kBindingRegulator, d.state.regulator);
  Expect(tensors::kBindingCount, d.state.count);
  Expect(tensors::kThreshold, d.threshold.threshold);
  Expect(tensors::kWeightFirst, d.threshold.weight_first);
  Expect(tensors::kWeightTarget, d.threshold.weight_target);
  Expect(tensors::kWeight, d.threshold.weight);
  Expect(tensors::kRouterThreshold, d.router.threshold);
  Expect(tensors::kRouterFirst, d.router.first);
  Expect(tensors::kRouterElement, d.router.element);
  Expect(tensors::kRouterGate, d.router.gate);
  Expect(tensors::kAutonomy, d.router.autonomy[0], 0);
  Expect(tensors::kAutonomyReference, d.router.autonomy_reference[1], 1);
  Expect(tensors::kRepertoireDistance, d.repertoire_distance);
  Expect(tensors::kBasal, d.basal);
  Expect(tensors::kSharedReading, d.shared_reading);
  Expect(tensors::kSharedAttention, d.shared_attention);
  Expect(tensors::kSharedWriting, d.shared_writing);
  Expect(tensors::kReferenceStates, d.reference_states);
  Expect(tensors::kReferenceSharpness, d.reference_sharpness);
  Expect(tensors::kReferenceMean, d.reference_mean);
  Expect(tensors::kModulationFirst, d.modulation.first);
  Expect(tensors::kModulationKind, d.modulation.kind);
  Expect(tensors::kModulationTarget, d.modulation.target);
  Expect(tensors::kModulationWeight, d.modulation.weight);
  Expect(tensors::kMarkWeight, d.mwc.mark_weight);
  Expect(tensors::kSilencingFirst, d.silencing.first);
  Expect(tensors::kSilencingGene, d.silencing.gene);
  Expect(tensors::kSilencingWeight, d.silencing.weight);
  Expect(tensors::kInsulation, d.insulation);
  Expect(tensors::kMemoryFeedback, d.develop.feedback);
  Expect(tensors::kMemoryThreshold, d.develop.threshold);
  Expect(tensors::kMemoryRate, d.develop.rate);
  Expect(tensors::kProductLag, d.develop.lag);
  ExpectExpert(0);
  ExpectExpert(1);
  EXPECT_EQ(genome_->manifest().tensors_size(), found_);
}

TEST_F(Written, KeepsEachExpertInASegmentOfItsOwn) {
  const proto::Manifest& manifest = genome_->manifest();
  EXPECT_EQ(manifest.segments_size(), 3);
  for (const proto::TensorEntry& tensor : manifest.tensors()) {
    const bool read_by_every_query =
        tensor.stage() != proto::TRANSCRIBE || tensor.domain_plus_one() == 0;
    EXPECT_EQ(tensor.segment(),
              read_by_every_query ? 0 : tensor.domain_plus_one())
        << tensor.name();
  }
}

TEST_F(Written, PutsTheInputsThatTheRouterReadsWhereEveryQueryReads) {
  const proto::Manifest& manifest = genome_->manifest();
  EXPECT_EQ(manifest.tensors(genome_->Find(tensors::kInputs, 0, 0)).segment(),
            0u);
  EXPECT_EQ(manifest.tensors(genome_->Find(tensors::kInputs, 0, 1)).segment(),
            2u);
}

TEST(Draft, WhoseExpertCannotBeMadeLeavesNoFile) {
  for (const bool autonomy : {false, true}) {
    Draft draft = Filled().All();
    if (!autonomy) draft.router.autonomy.clear();
    const std::string path = Scratch("unmade.regulon");
    const absl::Status status = WriteGenome(
        draft,
        [](int d) -> absl::StatusOr<ExpertDraft> {
          if (d == 1) return absl::AbortedError("enough");
          return ExpertDraft();
        },
        DType::kF32, path);
    EXPECT_EQ(status, absl::AbortedError("enough"));
    EXPECT_EQ(ReadBytes(path), "");
  }
}

TEST(Draft, GivesItsTypeToTheMatricesOfExpertsOnly) {
  Filled filled;
  const std::string path = Scratch("i8.regulon");
  const ExpertDraft expert = filled.Expert();
  ASSERT_TRUE(WriteGenome(
                  filled.All(), [&](int) { return expert; }, DType::kI8, path)
                  .ok());
  const auto genome = Genome::Open(path);
  ASSERT_TRUE(genome.ok()) << genome.status();
  for (const proto::TensorEntry& tensor : (*genome)->manifest().tensors()) {
    const bool expert_matrix =
        tensor.role() == proto::EXPERT && tensor.layout() == proto::PACKED;
    EXPECT_EQ(tensor.dtype() == proto::I8, expert_matrix) << tensor.name();
  }
}

}  // namespace
}  // namespace regulon
