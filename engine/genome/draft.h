// A genome in memory, before it is a file: the tables of tensors.h as vectors.
// Compilers, fitters and generators fill one; WriteGenome lays it out.
#ifndef REGULON_ENGINE_GENOME_DRAFT_H_
#define REGULON_ENGINE_GENOME_DRAFT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/genome/matrix.h"
#include "proto/genome.pb.h"

namespace regulon {

// Row-major values.
struct Dense {
  int64_t rows = 0, columns = 0;
  std::vector<float> values;
};

// Either part, or both, may be empty.
struct EncoderDraft {
  Dense token, level, latent, cross, self, sharpness, gain;
  std::vector<uint32_t> pair_first, pair_target;
  std::vector<float> pair_weight;
};

// Empty, or all but `latent` (an encoder's are used) and `linear`.
struct DecoderDraft {
  std::vector<float> mean, scale, time_step, output_bias;
  Dense token, position, latent, self, cross_query, cross_key, cross_value,
      cross_output, sharpness, up, up_bias, down, recall_query, recall_key,
      recall_lag, recall_gate, output, linear;
};

struct ModulationDraft {
  std::vector<uint32_t> first, kind, target;
  std::vector<float> weight;
};

struct MwcDraft {
  std::vector<float> closing_energy, accessibility, memory_coupling;
  Dense mark_weight;  // [marks, M]
  std::vector<uint32_t> site_element;
  std::vector<float> site_sign;
  std::vector<uint32_t> affinity_first, affinity_site;
  std::vector<float> affinity_log, affinity_log_ratio, affinity_work;
};

struct StateDraft {
  std::vector<uint32_t> state_first;
  std::vector<float> energy, value;
  std::vector<uint32_t> binding_first, regulator;
  std::vector<float> count;
};

struct ThresholdDraft {
  std::vector<float> threshold;
  std::vector<uint32_t> weight_first, weight_target;
  std::vector<float> weight;
};

struct LinearDraft {
  Dense key, value, query, readout;
};

// All empty where the genome has unit rates and no first states.
struct KineticsDraft {
  struct Rates {
    std::vector<uint32_t> first, condition;
    std::vector<float> rate;
  } up, down;
  std::vector<uint32_t> initial_first, initial_variable, initial_state_first;
  std::vector<float> initial_probability;
  std::vector<uint32_t> initial_on_first, initial_on;
  std::vector<float> schedule_time;
  std::vector<uint32_t> schedule_variable;
  std::vector<float> schedule_probability;
};

struct SilencingDraft {
  std::vector<uint32_t> first, gene;
  std::vector<float> weight;
};

struct DevelopDraft {
  std::vector<float> feedback, threshold, rate;
  std::vector<uint32_t> lag;
};

struct RouterDraft {
  std::vector<float> threshold;          // [Q]
  std::vector<uint32_t> first, element;  // [Q + 1], entries
  Dense gate;                            // [R, Q]
  // [D] or none; a domain's is empty where it is not routed so.
  std::vector<Dense> autonomy;            // [inputs, rank]
  std::vector<Dense> autonomy_reference;  // [P, rank]
};

// Of one domain.
struct ExpertDraft {
  std::vector<uint32_t> inputs;
  std::vector<float> basal;  // or none
  Dense linear, reference_values, gate, up, down;
  std::vector<uint32_t> any_gene, any_first, any_element;
  std::vector<float> any_amplitude;
  std::vector<uint32_t> contact_gene, contact_first, contact_element;
  std::vector<float> contact_strength, contact_value, contact_norm,
      contact_amplitude;
};

struct Draft {
  // Without segments and tensors.
  proto::Manifest manifest;
  std::vector<float> reference, pseudocount, log_mean, log_sd;
  EncoderDraft encoder;
  ModulationDraft modulation;
  MwcDraft mwc;
  StateDraft state;
  ThresholdDraft threshold;
  LinearDraft linear;
  KineticsDraft kinetics;
  RouterDraft router;
  std::vector<float> basal;
  Dense shared_reading, shared_attention, shared_writing, reference_states;
  std::vector<float> reference_sharpness, reference_mean, repertoire_distance;
  SilencingDraft silencing;
  std::vector<float> insulation;
  DevelopDraft develop;
  DecoderDraft decoder;
};

// The expert of a domain, asked for once each and in order, so that experts
// larger than memory can be made as they are written.
using ExpertMaker = std::function<absl::StatusOr<ExpertDraft>(int domain)>;

// What every query may read lies in the first segment, then one segment per
// domain. `dtype` is that of the experts' matrices.
absl::Status WriteGenome(Draft draft, const ExpertMaker& expert, DType dtype,
                         const std::string& path);

}  // namespace regulon

#endif  // REGULON_ENGINE_GENOME_DRAFT_H_
