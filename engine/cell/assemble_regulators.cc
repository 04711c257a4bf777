// What acts on regulators, or through them on products.
#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "engine/cell/assembler.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {

using namespace tensors;  // NOLINT: the names are the point of this file

void Assembler::FillSense() {
  SenseTables& t = out_->sense;
  t.regulators = m_.regulators_size();
  t.basal = m_.unnamed() == proto::BASAL;
  t.units = genome_.regulator_units();
  TakeElements(kReference, t.reference, t.reference_units);
  TakeElements(kPseudocount, t.pseudocount, t.pseudocount_units);
  TakeElements(kLogMean, t.log_mean, t.log_mean_units);
  TakeElements(kLogSd, t.log_sd, t.log_sd_units);
}

absl::Status Assembler::FillEncoder() {
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
  return TakeRows(kPairWeight, t.pair_first, t.regulators, t.pair_weight_units);
}

absl::Status Assembler::FillModulators() {
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

absl::Status Assembler::FillSilencing() {
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

}  // namespace regulon
