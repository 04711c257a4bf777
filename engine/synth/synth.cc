#include "engine/synth/synth.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/genome/draft.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kRank = 32;  // of the shared path
constexpr int kReferenceStates = 32;
constexpr int kMostInputs = 64;                   // of a domain
constexpr int kProgramSites = 4;                  // of an enhancer
constexpr int kModulators = 8;                    // that share its fifth site
constexpr float kClosingEnergy = 5;               // nats
constexpr float kProgramLogAffinity = 2.302585f;  // 10
constexpr float kLogClosedRatio = -4.605170f;     // 0.01

// SplitMix64 (Steele et al. 2014): a stream per purpose, so that a part does
// not depend on what was drawn before it.
class Stream {
 public:
  Stream(uint64_t seed, uint64_t purpose, uint64_t index)
      : state_(seed * 0x9e3779b97f4a7c15 + purpose * 0xbf58476d1ce4e5b9 +
               index * 0x94d049bb133111eb) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  int Below(int bound) { return static_cast<int>(Next() % bound); }
  float Uniform() { return static_cast<float>(Next() >> 40) / (1 << 24); }
  // Nearly normal, with nothing but additions, so the same everywhere: the sum
  // of four uniforms, of mean 0 and standard deviation `deviation`.
  float Normal(float deviation) {
    const uint64_t bits = Next();
    int sum = 0;
    for (int i = 0; i < 4; ++i)
      sum += static_cast<int>(bits >> (16 * i) & 0xffff);
    return static_cast<float>(sum - 2 * 0xffff) * (deviation / 37837.0f);
  }

 private:
  uint64_t state_;
};

enum Purpose {
  kPlanting,
  kSites,
  kInputs,
  kLinear,
  kValues,
  kGate,
  kUp,
  kDown,
  kAmplitudes,
  kBasal,
  kReading,
  kWriting,
  kStates
};

class Synthesis {
 public:
  explicit Synthesis(const SynthOptions& options)
      : o_(options), planted_(PlantedDomains(options)) {
    inputs_ = std::min(kMostInputs, o_.regulators);
    programs_of_.resize(o_.domains);
    for (int p = 0; p < o_.programs; ++p) {
      for (const int d : planted_[p]) programs_of_[d].push_back(p);
    }
  }

  absl::Status Run(const std::string& path) {
    MakeTables();
    // Without gated experts; what is left goes into their width.
    const int64_t others = CountWithoutGates();
    const int64_t per_hidden =
        int64_t{o_.domains} * 2 * (inputs_ + kRank) + o_.genes;
    hidden_ = std::llround(static_cast<double>(o_.parameters - others) /
                           static_cast<double>(per_hidden));
    if (hidden_ < 1) {
      return absl::InvalidArgumentError(absl::StrCat(
          o_.parameters, " parameters are too few for ", o_.genes, " genes in ",
          o_.domains, " domains; ask for at least ", others + per_hidden));
    }
    const auto expert = [this](int d) -> absl::StatusOr<ExpertDraft> {
      if (o_.on_progress) {
        o_.on_progress(static_cast<double>(d) / o_.domains);
      }
      return MakeExpert(d);
    };
    return WriteGenome(std::move(draft_), expert, o_.dtype, path);
  }

 private:
  int FirstGene(int d) const {
    return static_cast<int>(int64_t{d} * o_.genes / o_.domains);
  }
  int GenesOf(int d) const { return FirstGene(d + 1) - FirstGene(d); }

  Dense Random(Purpose purpose, int index, int64_t rows, int64_t columns,
               float deviation) const {
    Stream stream(o_.seed, purpose, index);
    Dense dense{rows, columns, {}};
    dense.values.resize(rows * columns);
    for (float& value : dense.values) value = stream.Normal(deviation);
    return dense;
  }

  void MakeTables() {
    proto::Manifest& m = draft_.manifest;
    m.set_name("synthetic");
    m.set_title(absl::StrCat("SYNTHETIC: ", o_.regulators, " regulators, ",
                             o_.genes, " genes, ", o_.domains, " domains; ",
                             "describes nothing in nature"));
    m.set_synthetic(true);
    m.set_link(proto::SOFTPLUS);
    m.mutable_provenance()->set_seed(o_.seed);
    m.mutable_provenance()->set_made_by("regulon synth");
    m.add_routers();
    MakeRegulators(m);
    MakeDomains(m);
    MakeBinding();
    draft_.basal = Random(kBasal, 0, 1, o_.genes, 1).values;
    draft_.shared_reading = Random(kReading, 0, o_.regulators, kRank,
                                   1 / std::sqrt(float(o_.regulators)));
    draft_.shared_writing =
        Random(kWriting, 0, kRank, o_.genes, 1 / std::sqrt(float(kRank)));
    draft_.reference_states =
        Random(kStates, 0, kReferenceStates, o_.regulators, 0.1f);
    draft_.reference_sharpness = {0.02f};
  }

  void MakeRegulators(proto::Manifest& m) {
    for (int t = 0; t < o_.regulators; ++t) {
      proto::Regulator& regulator = *m.add_regulators();
      regulator.set_id(t < o_.programs
                           ? ProgramId(t)
                           : absl::StrFormat("SYNTF%04d", t - o_.programs + 1));
      regulator.set_kind(t < o_.programs ? proto::Regulator::SIGNAL
                                         : proto::Regulator::TF);
      regulator.set_unit("activity");
    }
    draft_.reference.assign(o_.regulators, 1);
    draft_.pseudocount.assign(o_.regulators, 1);
    draft_.log_mean.assign(o_.regulators, 0);
    draft_.log_sd.assign(o_.regulators, 1);
  }

  void MakeDomains(proto::Manifest& m) {
    for (int d = 0; d < o_.domains; ++d) {
      proto::Domain& domain = *m.add_domains();
      domain.set_id(absl::StrFormat("SYND%04d", d + 1));
      domain.set_routed(true);
      proto::Element& enhancer = *m.add_elements();
      enhancer.set_id(absl::StrFormat("SYNE%04d", d + 1));
      enhancer.set_kind(proto::Element::MWC);
      enhancer.set_domain(d);
      for (int g = FirstGene(d); g < FirstGene(d + 1); ++g) {
        proto::Gene& gene = *m.add_genes();
        gene.set_id(absl::StrFormat("SYNG%05d", g + 1));
        gene.set_unit("tpm");
        gene.set_domain(d);
      }
      draft_.router.threshold.push_back(0);
      draft_.router.first.push_back(d);
      draft_.router.element.push_back(d);
    }
    draft_.router.first.push_back(o_.domains);
  }

  std::vector<uint32_t> InputsOf(int d) const {
    std::vector<uint32_t> inputs;
    for (const int p : programs_of_[d]) {
      if (static_cast<int>(inputs.size()) < inputs_) inputs.push_back(p);
    }
    Stream stream(o_.seed, kInputs, d);
    std::vector<bool> taken(o_.regulators);
    for (const uint32_t input : inputs) taken[input] = true;
    while (static_cast<int>(inputs.size()) < inputs_) {
      const int input = stream.Below(o_.regulators);
      if (!taken[input]) inputs.push_back(input);
      taken[input] = true;
    }
    return inputs;
  }

  // Four sites for the domain's programs, one for modulators, and one that
  // represses.
  void MakeBinding() {
    MwcDraft& mwc = draft_.mwc;
    struct Entry {
      uint32_t site;
      float log_affinity;
    };
    std::vector<std::vector<Entry>> rows(o_.regulators);
    const int others = o_.regulators - o_.programs;
    for (int d = 0; d < o_.domains; ++d) {
      Stream stream(o_.seed, kSites, d);
      mwc.closing_energy.push_back(kClosingEnergy);
      const auto first = static_cast<uint32_t>(mwc.site_sign.size());
      for (int s = 0; s < kProgramSites; ++s) {
        mwc.site_element.push_back(d);
        mwc.site_sign.push_back(1);
        for (const int p : programs_of_[d]) {
          rows[p].push_back({first + s, kProgramLogAffinity});
        }
      }
      for (const float sign : {1.0f, -1.0f}) {
        const auto site = static_cast<uint32_t>(mwc.site_sign.size());
        mwc.site_element.push_back(d);
        mwc.site_sign.push_back(sign);
        for (int i = 0; i < std::min(kModulators, others); ++i) {
          std::vector<Entry>& row = rows[o_.programs + stream.Below(others)];
          const float log_affinity = -2 * stream.Uniform();
          if (row.empty() || row.back().site != site) {
            row.push_back({site, log_affinity});
          }
        }
      }
    }
    mwc.affinity_first.push_back(0);
    for (const std::vector<Entry>& row : rows) {
      for (const Entry& entry : row) {
        mwc.affinity_site.push_back(entry.site);
        mwc.affinity_log.push_back(entry.log_affinity);
        mwc.affinity_log_ratio.push_back(kLogClosedRatio);
      }
      mwc.affinity_first.push_back(mwc.affinity_log.size());
    }
  }

  ExpertDraft MakeExpert(int d) const {
    const int genes = GenesOf(d);
    const int inside = inputs_ + kRank;
    ExpertDraft expert;
    expert.inputs = InputsOf(d);
    expert.linear =
        Random(kLinear, d, inputs_, genes, 1 / std::sqrt(float(inputs_)));
    expert.reference_values = Random(kValues, d, kReferenceStates, genes, 0.2f);
    expert.gate =
        Random(kGate, d, inside, hidden_, 1 / std::sqrt(float(inside)));
    expert.up = Random(kUp, d, inside, hidden_, 1 / std::sqrt(float(inside)));
    expert.down =
        Random(kDown, d, hidden_, genes, 1 / std::sqrt(float(hidden_)));
    Stream stream(o_.seed, kAmplitudes, d);
    expert.any_first.push_back(0);
    for (int g = 0; g < genes; ++g) {
      expert.any_gene.push_back(g);
      expert.any_element.push_back(d);
      expert.any_first.push_back(g + 1);
      expert.any_amplitude.push_back(1 + 2 * stream.Uniform());
    }
    return expert;
  }

  int64_t CountWithoutGates() const {
    const MwcDraft& mwc = draft_.mwc;
    return 4 * int64_t{o_.regulators} + mwc.closing_energy.size() +
           mwc.site_sign.size() + mwc.affinity_log.size() +
           mwc.affinity_log_ratio.size() + draft_.router.threshold.size() +
           int64_t{kRank + kReferenceStates} * o_.regulators +
           int64_t{1 + kRank} * o_.genes + 1 +
           int64_t{o_.genes} * (inputs_ + kReferenceStates + 1);
  }

  const SynthOptions& o_;
  const std::vector<std::vector<int>> planted_;
  std::vector<std::vector<int>> programs_of_;
  int inputs_ = 0;
  int64_t hidden_ = 0;
  Draft draft_;
};

}  // namespace

std::string ProgramId(int program) {
  std::string letters;
  for (int rest = program; rest >= 0; rest = rest / 26 - 1) {
    letters.insert(letters.begin(), static_cast<char>('A' + rest % 26));
  }
  return absl::StrCat("program_", letters);
}

std::vector<std::vector<int>> PlantedDomains(const SynthOptions& options) {
  const int domains = options.domains;
  const auto share = [domains](double fraction) {
    return std::max(1, static_cast<int>(std::lround(fraction * domains)));
  };
  std::vector<std::vector<int>> planted(options.programs);
  std::vector<bool> covered(domains);
  for (int p = 0; p < options.programs; ++p) {
    // The first domains of a random order.
    Stream stream(options.seed, kPlanting, p);
    std::vector<int> order(domains);
    for (int d = 0; d < domains; ++d) order[d] = d;
    for (int d = domains - 1; d > 0; --d) {
      std::swap(order[d], order[stream.Below(d + 1)]);
    }
    order.resize(share(p == 0 ? 0.05 : p == 1 ? 0.20 : 0.10));
    planted[p] = order;
    for (const int d : order) covered[d] = true;
  }
  // What none opened goes round the programs, but for the first two, whose
  // shares are promised.
  int next = 0;
  const int first = std::min(2, options.programs - 1);
  for (int d = 0; d < domains; ++d) {
    if (covered[d]) continue;
    planted[first + next++ % (options.programs - first)].push_back(d);
  }
  for (std::vector<int>& list : planted) std::sort(list.begin(), list.end());
  return planted;
}

absl::Status Synthesize(const SynthOptions& options, const std::string& path) {
  const bool sound = options.programs >= 1 && options.domains >= 1 &&
                     options.genes >= options.domains &&
                     options.regulators > options.programs &&
                     options.parameters > 0 && options.genes <= 10'000'000 &&
                     options.regulators <= 1'000'000 &&
                     options.programs <= 10'000;
  if (!sound) {
    return absl::InvalidArgumentError(
        "these sizes make no genome: there must be at least one program and "
        "one domain, as many genes as domains and more regulators than "
        "programs (up to 1e7 genes, 1e6 regulators, 1e4 programs)");
  }
  return Synthesis(options).Run(path);
}

}  // namespace regulon
