#include "engine/genome/draft.h"

#include <memory>
#include <utility>

#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "engine/status.h"

namespace regulon {
namespace {

using namespace tensors;  // NOLINT: the names are the point of this file

class Layer {
 public:
  Layer(GenomeWriter& writer, proto::Role role, proto::Stage stage,
        int domain = -1)
      : writer_(writer), role_(role), stage_(stage), domain_(domain) {}

  // Keeps the first error; later calls do nothing.
  void Floats(const char* name, const std::vector<float>& values) {
    if (status_.ok()) status_ = writer_.AddFloats(Label(name), values);
  }
  void Indices(const char* name, const std::vector<uint32_t>& values) {
    if (status_.ok()) status_ = writer_.AddIndices(Label(name), values);
  }
  void Rows(const char* name, const Dense& dense) {
    if (!status_.ok()) return;
    status_ =
        writer_.AddRows(Label(name), dense.rows, dense.columns, dense.values);
  }
  void Matrix(const char* name, const Dense& dense, DType dtype = DType::kF32) {
    if (!status_.ok()) return;
    status_ = writer_.AddMatrix(Label(name), dtype, dense.rows, dense.columns,
                                dense.values);
  }
  const absl::Status& status() const { return status_; }

 private:
  TensorLabel Label(const char* name) const {
    return {name, role_, stage_, domain_};
  }

  GenomeWriter& writer_;
  proto::Role role_;
  proto::Stage stage_;
  int domain_;
  absl::Status status_;
};

absl::Status WriteSense(const Draft& draft, GenomeWriter& writer) {
  Layer out(writer, proto::DENSE, proto::SENSE);
  out.Floats(kReference, draft.reference);
  out.Floats(kPseudocount, draft.pseudocount);
  out.Floats(kLogMean, draft.log_mean);
  out.Floats(kLogSd, draft.log_sd);
  return out.status();
}

absl::Status WriteCooperate(const EncoderDraft& encoder, GenomeWriter& writer) {
  Layer out(writer, proto::DENSE, proto::COOPERATE);
  out.Rows(kEncoderToken, encoder.token);
  out.Rows(kEncoderLevel, encoder.level);
  out.Rows(kEncoderLatent, encoder.latent);
  out.Rows(kEncoderCross, encoder.cross);
  out.Rows(kEncoderSelf, encoder.self);
  out.Rows(kEncoderSharpness, encoder.sharpness);
  out.Rows(kEncoderGain, encoder.gain);
  if (!encoder.pair_weight.empty()) {
    out.Indices(kPairFirst, encoder.pair_first);
    out.Indices(kPairTarget, encoder.pair_target);
    out.Floats(kPairWeight, encoder.pair_weight);
  }
  return out.status();
}

absl::Status WriteBind(const Draft& draft, GenomeWriter& writer) {
  Layer out(writer, proto::ROUTER, proto::BIND);
  const ModulationDraft& modulation = draft.modulation;
  if (!modulation.weight.empty()) {
    out.Indices(kModulationFirst, modulation.first);
    out.Indices(kModulationKind, modulation.kind);
    out.Indices(kModulationTarget, modulation.target);
    out.Floats(kModulationWeight, modulation.weight);
  }
  const MwcDraft& mwc = draft.mwc;
  if (!mwc.closing_energy.empty()) {
    out.Floats(kClosingEnergy, mwc.closing_energy);
    out.Floats(kAccessibility, mwc.accessibility);
    out.Floats(kMemoryCoupling, mwc.memory_coupling);
    out.Rows(kMarkWeight, mwc.mark_weight);
    out.Indices(kSiteElement, mwc.site_element);
    out.Floats(kSiteSign, mwc.site_sign);
    out.Indices(kAffinityFirst, mwc.affinity_first);
    out.Indices(kAffinitySite, mwc.affinity_site);
    out.Floats(kAffinityLog, mwc.affinity_log);
    out.Floats(kAffinityLogRatio, mwc.affinity_log_ratio);
    out.Floats(kAffinityWork, mwc.affinity_work);
  }
  const StateDraft& state = draft.state;
  if (!state.energy.empty()) {
    out.Indices(kStateFirst, state.state_first);
    out.Floats(kStateEnergy, state.energy);
    out.Floats(kStateValue, state.value);
    out.Indices(kBindingFirst, state.binding_first);
    out.Indices(kBindingRegulator, state.regulator);
    out.Floats(kBindingCount, state.count);
  }
  const ThresholdDraft& threshold = draft.threshold;
  if (!threshold.threshold.empty()) {
    out.Floats(kThreshold, threshold.threshold);
    out.Indices(kWeightFirst, threshold.weight_first);
    out.Indices(kWeightTarget, threshold.weight_target);
    out.Floats(kWeight, threshold.weight);
  }
  const LinearDraft& linear = draft.linear;
  out.Rows(kLinearKey, linear.key);
  out.Rows(kLinearValue, linear.value);
  out.Rows(kLinearQuery, linear.query);
  out.Rows(kLinearReadout, linear.readout);
  return out.status();
}

absl::Status WriteOpen(const Draft& draft,
                       const std::vector<ExpertDraft>& inputs_of,
                       GenomeWriter& writer) {
  const RouterDraft& router = draft.router;
  Layer out(writer, proto::ROUTER, proto::OPEN);
  out.Floats(kRouterThreshold, router.threshold);
  out.Indices(kRouterFirst, router.first);
  out.Indices(kRouterElement, router.element);
  out.Matrix(kRouterGate, router.gate);
  out.Floats(kRepertoireDistance, draft.repertoire_distance);
  RETURN_IF_ERROR(out.status());
  for (size_t d = 0; d < router.autonomy.size(); ++d) {
    if (router.autonomy[d].values.empty()) continue;
    Layer domain(writer, proto::ROUTER, proto::OPEN, static_cast<int>(d));
    // Read by every query, so it does not lie with the expert.
    domain.Indices(kInputs, inputs_of[d].inputs);
    domain.Rows(kAutonomy, router.autonomy[d]);
    RETURN_IF_ERROR(domain.status());
  }
  for (size_t d = 0; d < router.autonomy_reference.size(); ++d) {
    Layer domain(writer, proto::ROUTER, proto::OPEN, static_cast<int>(d));
    domain.Rows(kAutonomyReference, router.autonomy_reference[d]);
    RETURN_IF_ERROR(domain.status());
  }
  return absl::OkStatus();
}

absl::Status WriteSimulate(const KineticsDraft& k, GenomeWriter& writer) {
  Layer out(writer, proto::DENSE, proto::SIMULATE);
  out.Indices(kRateUpFirst, k.up.first);
  out.Indices(kRateUpCondition, k.up.condition);
  out.Floats(kRateUp, k.up.rate);
  out.Indices(kRateDownFirst, k.down.first);
  out.Indices(kRateDownCondition, k.down.condition);
  out.Floats(kRateDown, k.down.rate);
  out.Indices(kInitialFirst, k.initial_first);
  out.Indices(kInitialVariable, k.initial_variable);
  out.Indices(kInitialStateFirst, k.initial_state_first);
  out.Floats(kInitialProbability, k.initial_probability);
  out.Indices(kInitialOnFirst, k.initial_on_first);
  out.Indices(kInitialOn, k.initial_on);
  out.Floats(kScheduleTime, k.schedule_time);
  out.Indices(kScheduleVariable, k.schedule_variable);
  out.Floats(kScheduleProbability, k.schedule_probability);
  return out.status();
}

absl::Status WriteTranscribe(const Draft& draft, GenomeWriter& writer) {
  Layer out(writer, proto::DENSE, proto::TRANSCRIBE);
  out.Floats(kBasal, draft.basal);
  out.Matrix(kSharedReading, draft.shared_reading);
  out.Matrix(kSharedAttention, draft.shared_attention);
  out.Matrix(kSharedWriting, draft.shared_writing);
  out.Rows(kReferenceStates, draft.reference_states);
  out.Floats(kReferenceSharpness, draft.reference_sharpness);
  out.Floats(kReferenceMean, draft.reference_mean);
  if (!draft.silencing.weight.empty()) {
    out.Indices(kSilencingFirst, draft.silencing.first);
    out.Indices(kSilencingGene, draft.silencing.gene);
    out.Floats(kSilencingWeight, draft.silencing.weight);
  }
  out.Floats(kInsulation, draft.insulation);
  return out.status();
}

absl::Status WriteDevelop(const DevelopDraft& develop, GenomeWriter& writer) {
  Layer out(writer, proto::DENSE, proto::DEVELOP);
  out.Floats(kMemoryFeedback, develop.feedback);
  out.Floats(kMemoryThreshold, develop.threshold);
  out.Floats(kMemoryRate, develop.rate);
  out.Indices(kProductLag, develop.lag);
  return out.status();
}

absl::Status WriteDecoder(const DecoderDraft& decoder, GenomeWriter& writer) {
  Layer out(writer, proto::DENSE, proto::DEVELOP);
  out.Floats(kDecoderMean, decoder.mean);
  out.Floats(kDecoderScale, decoder.scale);
  out.Floats(kDecoderTimeStep, decoder.time_step);
  out.Rows(kDecoderToken, decoder.token);
  out.Rows(kDecoderPosition, decoder.position);
  out.Rows(kDecoderLatent, decoder.latent);
  out.Rows(kDecoderSelf, decoder.self);
  out.Rows(kDecoderCrossQuery, decoder.cross_query);
  out.Rows(kDecoderCrossKey, decoder.cross_key);
  out.Rows(kDecoderCrossValue, decoder.cross_value);
  out.Rows(kDecoderCrossOutput, decoder.cross_output);
  out.Rows(kDecoderSharpness, decoder.sharpness);
  out.Rows(kDecoderUp, decoder.up);
  out.Rows(kDecoderUpBias, decoder.up_bias);
  out.Rows(kDecoderDown, decoder.down);
  out.Rows(kDecoderRecallQuery, decoder.recall_query);
  out.Rows(kDecoderRecallKey, decoder.recall_key);
  out.Rows(kDecoderRecallLag, decoder.recall_lag);
  out.Rows(kDecoderRecallGate, decoder.recall_gate);
  out.Rows(kDecoderOutput, decoder.output);
  out.Floats(kDecoderOutputBias, decoder.output_bias);
  out.Rows(kDecoderLinear, decoder.linear);
  return out.status();
}

absl::Status WriteExpert(const ExpertDraft& expert, int domain,
                         bool inputs_written, DType dtype,
                         GenomeWriter& writer) {
  Layer out(writer, proto::EXPERT, proto::TRANSCRIBE, domain);
  if (!inputs_written) out.Indices(kInputs, expert.inputs);
  out.Matrix(kLinear, expert.linear, dtype);
  out.Matrix(kReferenceValues, expert.reference_values, dtype);
  out.Floats(kExpertBasal, expert.basal);
  out.Matrix(kGate, expert.gate, dtype);
  out.Matrix(kUp, expert.up, dtype);
  out.Matrix(kDown, expert.down, dtype);
  if (!expert.any_gene.empty()) {
    out.Indices(kAnyGene, expert.any_gene);
    out.Indices(kAnyFirst, expert.any_first);
    out.Indices(kAnyElement, expert.any_element);
    out.Floats(kAnyAmplitude, expert.any_amplitude);
  }
  if (!expert.contact_gene.empty()) {
    out.Indices(kContactGene, expert.contact_gene);
    out.Indices(kContactFirst, expert.contact_first);
    out.Indices(kContactElement, expert.contact_element);
    out.Floats(kContactStrength, expert.contact_strength);
    out.Floats(kContactValue, expert.contact_value);
    out.Floats(kContactNorm, expert.contact_norm);
    out.Floats(kContactAmplitude, expert.contact_amplitude);
  }
  return out.status();
}

}  // namespace

absl::Status WriteGenome(Draft draft, const ExpertMaker& expert, DType dtype,
                         const std::string& path) {
  absl::StatusOr<std::unique_ptr<GenomeWriter>> created =
      GenomeWriter::Create(path);
  if (!created.ok()) return created.status();
  GenomeWriter& writer = **created;
  const int domains = draft.manifest.domains_size();
  const bool autonomy = !draft.router.autonomy.empty();
  std::vector<ExpertDraft> early;  // experts whose inputs the router needs
  if (autonomy) {
    for (int d = 0; d < domains; ++d) {
      ASSIGN_OR_RETURN(early.emplace_back(), expert(d));
    }
  }
  writer.StartSegment();
  RETURN_IF_ERROR(WriteSense(draft, writer));
  RETURN_IF_ERROR(WriteCooperate(draft.encoder, writer));
  RETURN_IF_ERROR(WriteBind(draft, writer));
  RETURN_IF_ERROR(WriteOpen(draft, early, writer));
  RETURN_IF_ERROR(WriteTranscribe(draft, writer));
  RETURN_IF_ERROR(WriteDevelop(draft.develop, writer));
  RETURN_IF_ERROR(WriteDecoder(draft.decoder, writer));
  RETURN_IF_ERROR(WriteSimulate(draft.kinetics, writer));
  for (int d = 0; d < domains; ++d) {
    writer.StartSegment();
    if (autonomy) {
      RETURN_IF_ERROR(WriteExpert(early[d], d,
                                  !draft.router.autonomy[d].values.empty(),
                                  dtype, writer));
      continue;
    }
    ASSIGN_OR_RETURN(const ExpertDraft made, expert(d));
    RETURN_IF_ERROR(WriteExpert(made, d, false, dtype, writer));
  }
  return writer.Finish(std::move(draft.manifest));
}

}  // namespace regulon
