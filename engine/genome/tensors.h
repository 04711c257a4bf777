// The tensors that a genome may hold: their names, shapes and meaning. R
// regulators, G genes, D domains, Q routed domains, E elements (M mwc, then
// S state_table, then T threshold, then L linear). "first" tables are prefix
// sums: the items of i are first[i] .. first[i + 1] - 1. A tensor that would be
// empty, or that no query could read, is not stored.
#ifndef REGULON_ENGINE_GENOME_TENSORS_H_
#define REGULON_ENGINE_GENOME_TENSORS_H_

namespace regulon::tensors {

// Sense. The last three only where x is used: dense paths, autonomy, gate,
// Cooperate, or regulators that are basal if not named.
constexpr char kReference[] = "regulator.reference";      // [R] linear level
constexpr char kPseudocount[] = "regulator.pseudocount";  // [R]
constexpr char kLogMean[] = "regulator.log_mean";         // [R]
constexpr char kLogSd[] = "regulator.log_sd";             // [R]

// Cooperate (engine/encoder/encoder.h), of width m, K latents, B blocks of
// weights query, key, value, output, and H heads. Either or both of the latents
// and the pairs, which are a sparse table with a row per source regulator.
constexpr char kEncoderToken[] = "encoder.token";          // [R, m] plain
constexpr char kEncoderLevel[] = "encoder.level";          // [R, m] plain
constexpr char kEncoderLatent[] = "encoder.latent";        // [K, m] plain
constexpr char kEncoderCross[] = "encoder.cross";          // [4 B m, m] plain
constexpr char kEncoderSelf[] = "encoder.self";            // [4 B m, m] plain
constexpr char kEncoderSharpness[] = "encoder.sharpness";  // [2 B, H] plain
constexpr char kEncoderGain[] = "encoder.gain";            // u: [R, m] plain
constexpr char kPairFirst[] = "cooperation.first";         // u32 [R + 1]
constexpr char kPairTarget[] = "cooperation.target";       // u32 [entries]
constexpr char kPairWeight[] = "cooperation.weight";       // Omega: [entries]

// Modulators: a sparse table with a row per regulator, of what its activity
// changes (engine/modulation/modulators.h).
constexpr char kModulationFirst[] = "modulation.first";    // u32 [R + 1]
constexpr char kModulationKind[] = "modulation.kind";      // u32 [entries]
constexpr char kModulationTarget[] = "modulation.target";  // u32 [entries]
constexpr char kModulationWeight[] = "modulation.weight";  // [entries]

// Bind, mwc. Affinities are a sparse table with a row per regulator.
constexpr char kClosingEnergy[] = "mwc.closing_energy";    // [M] nats
constexpr char kAccessibility[] = "mwc.accessibility";     // [M] nats, basal
constexpr char kMemoryCoupling[] = "mwc.memory_coupling";  // [D] nats
constexpr char kMarkWeight[] = "mark.weight";        // [marks, M] plain, nats
constexpr char kSiteElement[] = "site.element";      // u32 [sites]
constexpr char kSiteSign[] = "site.sign";            // [sites] +1 or -1
constexpr char kAffinityFirst[] = "affinity.first";  // u32 [R + 1]
constexpr char kAffinitySite[] = "affinity.site";    // u32 [entries]
constexpr char kAffinityLog[] = "affinity.log";      // [entries] log w
constexpr char kAffinityLogRatio[] =
    "affinity.log_closed_ratio";                           // [entries] log rho
constexpr char kAffinityWork[] = "affinity.opening_work";  // [entries] nats

// Bind, state_table.
constexpr char kStateFirst[] = "state.first";            // u32 [S + 1]
constexpr char kStateEnergy[] = "state.energy";          // [states] kBT
constexpr char kStateValue[] = "state.value";            // [states]
constexpr char kBindingFirst[] = "state.binding_first";  // u32 [states + 1]
constexpr char kBindingRegulator[] = "state.regulator";  // u32 [bindings]
constexpr char kBindingCount[] = "state.count";          // [bindings]

// Bind, threshold. Weights are a sparse table with a row per source: the R
// regulators, then the E elements.
constexpr char kThreshold[] = "threshold.value";      // [T]
constexpr char kWeightFirst[] = "threshold.first";    // u32 [R + M + S + T + 1]
constexpr char kWeightTarget[] = "threshold.target";  // u32 [entries] 0..T-1
constexpr char kWeight[] = "threshold.weight";        // [entries]

// Bind, linear (engine/binding/linear.h), r features, m values.
constexpr char kLinearKey[] = "linear.key";          // phi(k): [R, r] plain
constexpr char kLinearValue[] = "linear.value";      // v: [R, m] plain
constexpr char kLinearQuery[] = "linear.query";      // phi(q): [L, r] plain
constexpr char kLinearReadout[] = "linear.readout";  // [L, m] plain

// Open.
constexpr char kRouterThreshold[] =
    "router.threshold";  // [Q]; not stored: every score is high enough
constexpr char kRouterFirst[] = "router.first";      // u32 [Q + 1]
constexpr char kRouterElement[] = "router.element";  // u32 [entries]
constexpr char kRouterGate[] = "router.gate";  // [R, Q] packed; of a layer
// Of a domain, either or both: the score is the squared length of their sum.
constexpr char kAutonomy[] = "autonomy";  // [inputs, rank] plain
constexpr char kAutonomyReference[] = "autonomy.reference";  // [P, rank] plain
// A context whose squared distance to the nearest reference state exceeds this
// is out of the repertoire. Not stored: no context is marked.
constexpr char kRepertoireDistance[] = "repertoire.distance";  // [1]

// Transcribe, read by every query.
constexpr char kBasal[] = "basal";                       // [G]
constexpr char kSharedReading[] = "shared.reading";      // A: [R, rank] packed
constexpr char kSharedWriting[] = "shared.writing";      // B: [rank, G] packed
constexpr char kSharedAttention[] = "shared.attention";  // C: [P, rank] packed
// Attention to stored states, kappa_p = exp(-nu ||x - x_p||^2) - m_p. Read by
// every query if the shared path or the router reads kappa (the states also for
// the repertoire), else if a domain with reference values is open.
constexpr char kReferenceStates[] = "reference.states";        // [P, R] plain
constexpr char kReferenceSharpness[] = "reference.sharpness";  // [1] nu
constexpr char kReferenceMean[] = "reference.mean";  // [P] m; not stored: 0

// A product is divided by 1 + the sum of weight * activity over its miRNAs: a
// sparse table with a row per regulator.
constexpr char kSilencingFirst[] = "silencing.first";    // u32 [R + 1]
constexpr char kSilencingGene[] = "silencing.gene";      // u32 [entries]
constexpr char kSilencingWeight[] = "silencing.weight";  // [entries]
// What stored contacts across each boundary were multiplied by. Read where a
// context cuts a boundary or moves an element.
constexpr char kInsulation[] = "boundary.insulation";  // [boundaries]

// Transcribe, of one domain with n genes in ascending order.
constexpr char kInputs[] = "inputs";  // u32 [inputs]
constexpr char kLinear[] = "linear";  // L: [inputs, n] packed
constexpr char kReferenceValues[] = "reference_values";  // V: [P, n] packed
// Added where the domain is open.
constexpr char kExpertBasal[] = "expert.basal";  // [n]
constexpr char kGate[] = "gate";       // [inputs + rank, hidden] packed
constexpr char kUp[] = "up";           // [inputs + rank, hidden] packed
constexpr char kUpBias[] = "up.bias";  // [hidden]
constexpr char kDown[] = "down";       // [hidden, n] packed
// Its genes that combine elements by `any`, then those that do by `contact`.
constexpr char kAnyGene[] = "any.gene";                    // u32 [a] 0..n-1
constexpr char kAnyFirst[] = "any.first";                  // u32 [a + 1]
constexpr char kAnyElement[] = "any.element";              // u32 [entries]
constexpr char kAnyAmplitude[] = "any.amplitude";          // [a] delta
constexpr char kContactGene[] = "contact.gene";            // u32 [c] 0..n-1
constexpr char kContactFirst[] = "contact.first";          // u32 [c + 1]
constexpr char kContactElement[] = "contact.element";      // u32 [entries]
constexpr char kContactStrength[] = "contact.strength";    // [entries] alpha
constexpr char kContactValue[] = "contact.value";          // [entries] C
constexpr char kContactNorm[] = "contact.norm";            // [c] N
constexpr char kContactAmplitude[] = "contact.amplitude";  // [c] delta

// Develop: the memory of each domain, m <- m + rate (sigmoid(feedback m + score
// - threshold) - m), and the steps between a gene's expression and its
// activity. Where they are not stored, memory holds and every lag is 1.
constexpr char kMemoryFeedback[] = "memory.feedback";    // J: [D] nats
constexpr char kMemoryThreshold[] = "memory.threshold";  // h: [D] nats
constexpr char kMemoryRate[] = "memory.rate";            // eta: [D] 0: holds
constexpr char kProductLag[] = "product.lag";            // u32 [G] from 1

// Simulate. A gene that is off goes on at the sum of its up rates whose
// condition holds; one that is on, off at the sum of its down rates. Conditions
// are 0..E-1: that element is on; E: always; E + 1: one of the gene's own
// elements is on; E + 2: none is. Where these are not stored, every gene goes
// up at 1 under E + 1 and down at 1 under E + 2.
constexpr char kRateUpFirst[] = "rate.up.first";          // u32 [G + 1]
constexpr char kRateUpCondition[] = "rate.up.condition";  // u32 [entries]
constexpr char kRateUp[] = "rate.up";                     // [entries] 1/time
constexpr char kRateDownFirst[] = "rate.down.first";      // u32 [G + 1]
constexpr char kRateDownCondition[] = "rate.down.condition";  // u32 [entries]
constexpr char kRateDown[] = "rate.down";  // [entries] 1/time
// First values. The variables are the genes, 0..G-1, and G + a regulator that
// no gene makes. Those of a group are drawn together: one of its states, each
// of which lists the variables that are on. A variable in no group is on with
// probability 1/2.
constexpr char kInitialFirst[] = "initial.first";        // u32 [groups + 1]
constexpr char kInitialVariable[] = "initial.variable";  // u32 [entries]
constexpr char kInitialStateFirst[] = "initial.state_first";   // u32 [groups+1]
constexpr char kInitialProbability[] = "initial.probability";  // [states]
constexpr char kInitialOnFirst[] = "initial.on_first";  // u32 [states + 1]
constexpr char kInitialOn[] = "initial.on";             // u32 [entries]
// At a time, in every trajectory, a variable is set to 1 with a probability,
// else to 0.
constexpr char kScheduleTime[] = "schedule.time";          // [n] ascending
constexpr char kScheduleVariable[] = "schedule.variable";  // u32 [n]
constexpr char kScheduleProbability[] = "schedule.probability";  // [n]

// Transformer, of width d, V tokens, H heads and K key heads of width w. What a
// token id reads: a row, or where it is not stored (tied) a column of
// kTokenOutput. Floats or BF16.
constexpr char kTokenEmbedding[] = "token.embedding";        // [V, d] plain
constexpr char kPositionEmbedding[] = "position.embedding";  // [positions, d]
constexpr char kTypeEmbedding[] = "type.embedding";          // [types, d]
constexpr char kEmbeddingNormScale[] = "embedding.norm.scale";  // [d]
constexpr char kEmbeddingNormBias[] = "embedding.norm.bias";    // [d]
// Of a layer. Biases may be missing. Experts are as above, a domain's, with
// inputs and genes 0 .. d - 1 that are not stored.
constexpr char kAttentionNormScale[] = "attention.norm.scale";  // [d]
constexpr char kAttentionNormBias[] = "attention.norm.bias";    // [d]
constexpr char kAttentionQuery[] = "attention.query";  // [d, H w] packed
constexpr char kAttentionQueryBias[] = "attention.query.bias";  // [H w]
constexpr char kAttentionKey[] = "attention.key";           // [d, K w] packed
constexpr char kAttentionKeyBias[] = "attention.key.bias";  // [K w]
constexpr char kAttentionValue[] = "attention.value";       // [d, K w] packed
constexpr char kAttentionValueBias[] = "attention.value.bias";  // [K w]
constexpr char kAttentionOutput[] = "attention.output";  // [H w, d] packed
constexpr char kAttentionOutputBias[] = "attention.output.bias";  // [d]
constexpr char kExpertNormScale[] = "expert.norm.scale";          // [d]
constexpr char kExpertNormBias[] = "expert.norm.bias";            // [d]
// From the last block to logits.
constexpr char kFinalNormScale[] = "final.norm.scale";  // [d]
constexpr char kFinalNormBias[] = "final.norm.bias";    // [d]
// norm(activation(W h + b)) before the output: the head of masked models.
constexpr char kHead[] = "head";                          // [d, d] packed
constexpr char kHeadBias[] = "head.bias";                 // [d]
constexpr char kHeadNormScale[] = "head.norm.scale";      // [d]
constexpr char kHeadNormBias[] = "head.norm.bias";        // [d]
constexpr char kTokenOutput[] = "token.output";           // [d, V] packed
constexpr char kTokenOutputBias[] = "token.output.bias";  // [V]

// Decoder of `trajectory` (engine/decoder/decoder.h), of width m, B blocks, N
// steps that are told apart, R recalls, hidden width f, and latents of width z:
// an encoder's, or m where they are its own. All plain.
constexpr char kDecoderPrefix[] = "decoder.";
constexpr char kDecoderMean[] = "decoder.mean";    // [G] in each gene's unit
constexpr char kDecoderScale[] = "decoder.scale";  // [1] the same of all genes
constexpr char kDecoderTimeStep[] = "decoder.time_step";      // [1] real time
constexpr char kDecoderToken[] = "decoder.token";             // [G, m]
constexpr char kDecoderPosition[] = "decoder.position";       // [N, m]
constexpr char kDecoderLatent[] = "decoder.latent";           // [K, m] its own
constexpr char kDecoderSelf[] = "decoder.self";               // [4 B m, m]
constexpr char kDecoderCrossQuery[] = "decoder.cross.query";  // [B m, m]
constexpr char kDecoderCrossKey[] = "decoder.cross.key";      // [B z, m]
constexpr char kDecoderCrossValue[] = "decoder.cross.value";  // [B z, m]
constexpr char kDecoderCrossOutput[] = "decoder.cross.output";  // [B m, m]
constexpr char kDecoderSharpness[] = "decoder.sharpness";       // [2 B, H]
constexpr char kDecoderUp[] = "decoder.up";                     // [B m, f]
constexpr char kDecoderUpBias[] = "decoder.up.bias";            // [B, f]
constexpr char kDecoderDown[] = "decoder.down";                 // [B f, m]
constexpr char kDecoderRecallQuery[] = "decoder.recall.query";  // [R m, m]
constexpr char kDecoderRecallKey[] = "decoder.recall.key";      // [R m, m]
constexpr char kDecoderRecallLag[] = "decoder.recall.lag";      // [N, R]
constexpr char kDecoderRecallGate[] = "decoder.recall.gate";    // [R, G]
constexpr char kDecoderOutput[] = "decoder.output";             // [m, G]
constexpr char kDecoderOutputBias[] = "decoder.output.bias";    // [G]
constexpr char kDecoderLinear[] = "decoder.linear";  // A [G, G], or none

}  // namespace regulon::tensors

#endif  // REGULON_ENGINE_GENOME_TENSORS_H_
