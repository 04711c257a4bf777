#include "engine/cell/assemble.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/binding/mwc.h"
#include "engine/binding/state_table.h"
#include "engine/binding/threshold.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

using namespace tensors;  // NOLINT: the names are the point of this file

class Assembler {
 public:
  explicit Assembler(const Genome& genome)
      : genome_(genome), m_(genome.manifest()) {}

  absl::StatusOr<std::unique_ptr<Assembly>> Run() {
    if (m_.routers_size() != 1) {
      return absl::UnimplementedError(
          absl::StrCat(genome_.path(), ": the genome has ", m_.routers_size(),
                       " layers, and this version of regulon runs one"));
    }
    AddRecords();
    out_->sizes.regulators = m_.regulators_size();
    out_->sizes.genes = m_.genes_size();
    out_->sizes.elements = m_.elements_size();
    out_->sizes.domains = m_.domains_size();
    out_->link = static_cast<Link>(m_.link());
    FillSense();
    RETURN_IF_ERROR(FillEncoder());
    RETURN_IF_ERROR(FillModulators());
    RETURN_IF_ERROR(FillBinding());
    FillRouter();
    FillShared();
    for (int d = 0; d < m_.domains_size(); ++d) FillExpert(d);
    RETURN_IF_ERROR(FillSilencing());
    RETURN_IF_ERROR(FillInsulation());
    FillAlwaysRead();
    out_->inventory.CutRest();
    return std::move(out_);
  }

 private:
  // A tensor with its units, cut whole.
  struct Floats {
    absl::Span<const float> values;
    Units units;
  };

  void AddRecords() {
    for (int i = 0; i < m_.tensors_size(); ++i) {
      const proto::TensorEntry& entry = m_.tensors(i);
      TensorRecord record;
      const ByteRange range = genome_.BytesOf(i);
      record.file_begin = range.begin;
      record.bytes = range.end - range.begin;
      record.elements = 1;
      for (const uint64_t size : entry.shape()) record.elements *= size;
      record.role = entry.role() == proto::DENSE    ? Role::kDense
                    : entry.role() == proto::ROUTER ? Role::kRouter
                    : entry.role() == proto::EXPERT ? Role::kExpert
                                                    : Role::kIndex;
      record.stage = static_cast<Stage>(entry.stage());
      record.layer = entry.layer();
      out_->inventory.Add(record);
    }
  }

  int Find(const char* name, int domain = Genome::kNoDomain) const {
    return genome_.Find(name, 0, domain);
  }

  void Take(const char* name, absl::Span<const float>& values, Units& units,
            int domain = Genome::kNoDomain) {
    const int tensor = Find(name, domain);
    values = genome_.F32(tensor);
    units = out_->inventory.CutWhole(tensor);
  }
  void Take(const char* name, absl::Span<const uint32_t>& values, Units& units,
            int domain = Genome::kNoDomain) {
    const int tensor = Find(name, domain);
    values = genome_.U32(tensor);
    units = out_->inventory.CutWhole(tensor);
  }
  void Take(const char* name, Matrix& matrix, std::vector<Units>& units,
            int domain = Genome::kNoDomain) {
    const int tensor = Find(name, domain);
    matrix = genome_.MatrixOf(tensor);
    if (tensor == Genome::kNoTensor) return;
    units.push_back(out_->inventory.CutWhole(tensor));
    const uint32_t scale = m_.tensors(tensor).scale_plus_one();
    if (scale != 0) units.push_back(out_->inventory.CutWhole(scale - 1));
  }
  void TakeElements(const char* name, absl::Span<const float>& values,
                    Units& units) {
    const int tensor = Find(name);
    values = genome_.F32(tensor);
    units = out_->inventory.CutElements(tensor);
  }

  void FillSense() {
    SenseTables& t = out_->sense;
    t.regulators = m_.regulators_size();
    t.basal = m_.unnamed() == proto::BASAL;
    t.units = genome_.regulator_units();
    TakeElements(kReference, t.reference, t.reference_units);
    TakeElements(kPseudocount, t.pseudocount, t.pseudocount_units);
    TakeElements(kLogMean, t.log_mean, t.log_mean_units);
    TakeElements(kLogSd, t.log_sd, t.log_sd_units);
  }

  // Rows may be cut only along a table that is sound.
  absl::Status TakeRows(const char* name, absl::Span<const uint32_t> first,
                        size_t rows, Units& units) {
    const int tensor = Find(name);
    if (tensor == Genome::kNoTensor) return absl::OkStatus();
    RETURN_IF_ERROR(CheckFirst(first, rows, m_.tensors(tensor).shape(0), name));
    units = out_->inventory.CutRows(tensor, first);
    return absl::OkStatus();
  }

  absl::Status FillEncoder() {
    EncoderTables& t = out_->encoder;
    t.regulators = m_.regulators_size();
    const auto columns = [this](const char* name) -> int64_t {
      const int tensor = Find(name);
      return tensor == Genome::kNoTensor ? 0 : m_.tensors(tensor).shape(1);
    };
    t.width = columns(kEncoderToken);
    t.heads = columns(kEncoderSharpness);
    Take(kEncoderLatent, t.latent, t.latent_units);
    Take(kEncoderCross, t.cross, t.cross_units);
    Take(kEncoderSelf, t.self, t.self_units);
    Take(kEncoderSharpness, t.sharpness, t.sharpness_units);
    const struct {
      const char* name;
      absl::Span<const float>& values;
      Units& units;
    } tables[] = {{kEncoderToken, t.token, t.token_units},
                  {kEncoderLevel, t.level, t.level_units},
                  {kEncoderGain, t.gain, t.gain_units}};
    for (const auto& [name, values, units] : tables) {
      const int tensor = Find(name);
      if (tensor == Genome::kNoTensor) continue;
      if (m_.tensors(tensor).shape(0) !=
          static_cast<uint64_t>(m_.regulators_size())) {
        return absl::DataLossError("the tensors of the encoder do not fit");
      }
      values = genome_.F32(tensor);
      units = out_->inventory.CutRows(tensor, m_.regulators_size());
    }
    Take(kPairFirst, t.pair_first, t.pair_first_units);
    t.pair_target = genome_.U32(Find(kPairTarget));
    t.pair_weight = genome_.F32(Find(kPairWeight));
    RETURN_IF_ERROR(
        TakeRows(kPairTarget, t.pair_first, t.regulators, t.pair_target_units));
    return TakeRows(kPairWeight, t.pair_first, t.regulators,
                    t.pair_weight_units);
  }

  absl::Status FillModulators() {
    ModulatorTables& t = out_->modulators;
    t.regulators = m_.regulators_size();
    t.elements = m_.elements_size();
    t.domains = m_.domains_size();
    Take(kModulationFirst, t.first, t.first_units);
    t.kind = genome_.U32(Find(kModulationKind));
    t.target = genome_.U32(Find(kModulationTarget));
    t.weight = genome_.F32(Find(kModulationWeight));
    RETURN_IF_ERROR(
        TakeRows(kModulationKind, t.first, t.regulators, t.kind_units));
    RETURN_IF_ERROR(
        TakeRows(kModulationTarget, t.first, t.regulators, t.target_units));
    return TakeRows(kModulationWeight, t.first, t.regulators, t.weight_units);
  }

  absl::Status FillSilencing() {
    SilencingTables& t = out_->silencing;
    t.regulators = m_.regulators_size();
    t.units = genome_.gene_units();
    Take(kSilencingFirst, t.first, t.first_units);
    t.gene = genome_.U32(Find(kSilencingGene));
    t.weight = genome_.F32(Find(kSilencingWeight));
    RETURN_IF_ERROR(
        TakeRows(kSilencingGene, t.first, t.regulators, t.gene_units));
    return TakeRows(kSilencingWeight, t.first, t.regulators, t.weight_units);
  }

  absl::Status FillInsulation() {
    Take(kInsulation, out_->insulation, out_->insulation_units);
    if (out_->insulation.size() != static_cast<size_t>(m_.boundaries_size())) {
      return absl::DataLossError("the boundaries do not fit their insulation");
    }
    return absl::OkStatus();
  }

  absl::Status FillMwc(int first_element, int elements) {
    MwcTables t;
    t.first_element = first_element;
    t.elements = elements;
    t.regulators = m_.regulators_size();
    for (int e = 0; e < elements; ++e) {
      out_->element_domain.push_back(m_.elements(first_element + e).domain());
    }
    t.domain = out_->element_domain;
    Take(kClosingEnergy, t.closing_energy, t.closing_energy_units);
    TakeElements(kAccessibility, t.accessibility, t.accessibility_units);
    TakeElements(kMemoryCoupling, t.memory_coupling, t.memory_coupling_units);
    if (const int marks = Find(kMarkWeight); marks != Genome::kNoTensor) {
      if (m_.tensors(marks).shape(0) !=
              static_cast<uint64_t>(m_.marks_size()) ||
          m_.tensors(marks).shape(1) != static_cast<uint64_t>(elements)) {
        return absl::DataLossError("the weights of the marks do not fit");
      }
      t.mark_weight = genome_.F32(marks);
      t.mark_weight_units =
          out_->inventory.CutRows(marks, int64_t{m_.marks_size()});
    } else if (m_.marks_size() > 0) {
      return absl::DataLossError("the marks have no weights");
    }
    Take(kSiteElement, t.site_element, t.site_element_units);
    Take(kSiteSign, t.site_sign, t.site_sign_units);
    Take(kAffinityFirst, t.affinity_first, t.affinity_first_units);
    t.affinity_site = genome_.U32(Find(kAffinitySite));
    t.affinity_log = genome_.F32(Find(kAffinityLog));
    t.affinity_log_ratio = genome_.F32(Find(kAffinityLogRatio));
    t.affinity_work = genome_.F32(Find(kAffinityWork));
    const struct {
      const char* name;
      Units& units;
    } rows[] = {{kAffinitySite, t.affinity_site_units},
                {kAffinityLog, t.affinity_log_units},
                {kAffinityLogRatio, t.affinity_log_ratio_units},
                {kAffinityWork, t.affinity_work_units}};
    for (const auto& [name, units] : rows) {
      RETURN_IF_ERROR(TakeRows(name, t.affinity_first, t.regulators, units));
    }
    ASSIGN_OR_RETURN(out_->kinds.emplace_back(), MakeMwc(t));
    return absl::OkStatus();
  }

  absl::Status FillStateTable(int first_element, int elements) {
    StateTables t;
    t.first_element = first_element;
    t.elements = elements;
    t.regulators = m_.regulators_size();
    Take(kStateFirst, t.state_first, t.units[0]);
    Take(kStateEnergy, t.energy, t.units[1]);
    Take(kStateValue, t.value, t.units[2]);
    Take(kBindingFirst, t.binding_first, t.units[3]);
    Take(kBindingRegulator, t.regulator, t.units[4]);
    Take(kBindingCount, t.count, t.units[5]);
    ASSIGN_OR_RETURN(out_->kinds.emplace_back(), MakeStateTable(t));
    return absl::OkStatus();
  }

  absl::Status FillThreshold(int first_element, int elements) {
    ThresholdTables t;
    t.elements_before = first_element;
    t.elements = elements;
    t.regulators = m_.regulators_size();
    Take(kThreshold, t.threshold, t.threshold_units);
    Take(kWeightFirst, t.weight_first, t.weight_first_units);
    t.weight_target = genome_.U32(Find(kWeightTarget));
    t.weight = genome_.F32(Find(kWeight));
    const size_t sources = m_.regulators_size() + m_.elements_size();
    RETURN_IF_ERROR(TakeRows(kWeightTarget, t.weight_first, sources,
                             t.weight_target_units));
    RETURN_IF_ERROR(TakeRows(kWeight, t.weight_first, sources, t.weight_units));
    ASSIGN_OR_RETURN(out_->kinds.emplace_back(), MakeThreshold(t));
    return absl::OkStatus();
  }

  // A kind is made only if the genome has elements of it.
  absl::Status FillBinding() {
    int counts[3] = {};
    for (const proto::Element& element : m_.elements()) {
      ++counts[element.kind()];
    }
    int first = 0;
    if (counts[proto::Element::MWC] > 0) {
      RETURN_IF_ERROR(FillMwc(first, counts[proto::Element::MWC]));
      first += counts[proto::Element::MWC];
    }
    if (counts[proto::Element::STATE_TABLE] > 0) {
      RETURN_IF_ERROR(
          FillStateTable(first, counts[proto::Element::STATE_TABLE]));
      first += counts[proto::Element::STATE_TABLE];
    }
    if (counts[proto::Element::THRESHOLD] > 0) {
      RETURN_IF_ERROR(FillThreshold(first, counts[proto::Element::THRESHOLD]));
    }
    return absl::OkStatus();
  }

  void FillRouter() {
    const proto::Router& router = m_.routers(0);
    RouterTables& t = out_->router;
    t.score = static_cast<Score>(router.score());
    t.weighting = static_cast<Weighting>(router.weighting());
    t.top_k =
        static_cast<int>(std::min<uint32_t>(router.top_k(), m_.domains_size()));
    t.renormalize = router.renormalize();
    t.domains = m_.domains_size();
    t.elements = m_.elements_size();
    t.regulators = m_.regulators_size();
    for (int d = 0; d < m_.domains_size(); ++d) {
      if (m_.domains(d).routed()) t.routed.push_back(d);
      if (m_.domains(d).dropped()) t.dropped.push_back(d);
    }
    Take(kRouterThreshold, t.threshold, t.threshold_units);
    Take(kRouterFirst, t.first, t.first_units);
    Take(kRouterElement, t.element, t.element_units);
    if (t.score == Score::kGate) {
      std::vector<Units> units;
      Take(kRouterGate, out_->router_gate, units);
      if (!units.empty()) t.gate_units = units[0];
    }
    if (t.score == Score::kAutonomy) {
      for (const int d : t.routed) {
        AutonomyTable& table = t.autonomy.emplace_back();
        if (RouterReadsInputs(d)) {
          Take(kInputs, table.inputs, table.inputs_units, d);
        }
        Take(kAutonomy, table.weights, table.weights_units, d);
        Take(kAutonomyReference, table.reference, table.reference_units, d);
      }
    }
  }

  // The router's to account for, where it reads them.
  bool RouterReadsInputs(int d) const {
    return out_->router.score == Score::kAutonomy && m_.domains(d).routed() &&
           Find(kAutonomy, d) != Genome::kNoTensor;
  }

  void FillShared() {
    SharedTables& t = out_->shared;
    Take(kBasal, t.basal, t.basal_units);
    const struct {
      const char* name;
      Matrix& matrix;
      Units& units;
    } matrices[] = {{kSharedReading, t.reading, t.reading_units},
                    {kSharedAttention, t.attention, t.attention_units},
                    {kSharedWriting, t.writing, t.writing_units}};
    for (const auto& [name, matrix, matrix_units] : matrices) {
      std::vector<Units> units;
      Take(name, matrix, units);
      if (!units.empty()) matrix_units = units[0];
    }
    Take(kReferenceStates, t.states, t.states_units);
    Take(kReferenceSharpness, t.sharpness, t.sharpness_units);
    Take(kReferenceMean, t.mean, t.mean_units);
    Take(kRepertoireDistance, t.repertoire, t.repertoire_units);
    if (m_.regulators_size() > 0) {
      out_->router.reference_states =
          static_cast<int>(t.states.size() / m_.regulators_size());
    }
  }

  void FillExpert(int d) {
    ExpertTables& t = out_->experts.emplace_back();
    t.genes = genome_.GenesOf(d);
    if (RouterReadsInputs(d)) {
      t.inputs = genome_.U32(Find(kInputs, d));
    } else {
      Take(kInputs, t.inputs, t.units.emplace_back(), d);
    }
    Take(kLinear, t.linear, t.units, d);
    Take(kReferenceValues, t.reference_values, t.units, d);
    Take(kExpertBasal, t.basal, t.units.emplace_back(), d);
    Take(kGate, t.gate, t.units, d);
    Take(kUp, t.up, t.units, d);
    Take(kDown, t.down, t.units, d);
    Take(kAnyGene, t.any_gene, t.units.emplace_back(), d);
    Take(kAnyFirst, t.any_first, t.units.emplace_back(), d);
    Take(kAnyElement, t.any_element, t.units.emplace_back(), d);
    Take(kAnyAmplitude, t.any_amplitude, t.units.emplace_back(), d);
    Take(kContactGene, t.contact_gene, t.units.emplace_back(), d);
    Take(kContactFirst, t.contact_first, t.units.emplace_back(), d);
    Take(kContactElement, t.contact_element, t.units.emplace_back(), d);
    Take(kContactStrength, t.contact_strength, t.units.emplace_back(), d);
    Take(kContactValue, t.contact_value, t.units.emplace_back(), d);
    Take(kContactNorm, t.contact_norm, t.units.emplace_back(), d);
    Take(kContactAmplitude, t.contact_amplitude, t.units.emplace_back(), d);
    std::vector<ByteRange>& pages = out_->pages.emplace_back();
    for (const Units units : t.units) {
      if (!units.stored()) continue;
      pages.push_back(
          genome_.BytesOf(out_->inventory.units()[units.first].tensor));
    }
    std::sort(pages.begin(), pages.end(),
              [](const ByteRange& a, const ByteRange& b) {
                return a.begin < b.begin;
              });
  }

  // Reference states may be read only where a domain attends to them; rates
  // never are.
  void FillAlwaysRead() {
    bool states = !out_->shared.repertoire.empty() ||
                  out_->shared.attention.data != nullptr;
    for (const AutonomyTable& table : out_->router.autonomy) {
      states |= !table.reference.empty();
    }
    for (int i = 0; i < m_.tensors_size(); ++i) {
      if (m_.tensors(i).stage() == proto::SIMULATE ||
          m_.tensors(i).stage() == proto::DEVELOP) {
        continue;
      }
      const bool expert = m_.tensors(i).role() == proto::EXPERT ||
                          (m_.tensors(i).domain_plus_one() != 0 &&
                           m_.tensors(i).stage() == proto::TRANSCRIBE);
      if (!expert && (states || m_.tensors(i).name() != kReferenceStates)) {
        out_->always_read.push_back(genome_.BytesOf(i));
      }
    }
    std::sort(out_->always_read.begin(), out_->always_read.end(),
              [](const ByteRange& a, const ByteRange& b) {
                return a.begin < b.begin;
              });
  }

  const Genome& genome_;
  const proto::Manifest& m_;
  std::unique_ptr<Assembly> out_ = std::make_unique<Assembly>();
};

}  // namespace

absl::StatusOr<std::unique_ptr<Assembly>> Assemble(const Genome& genome) {
  return Assembler(genome).Run();
}

}  // namespace regulon
