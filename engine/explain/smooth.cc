#include "engine/explain/smooth.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "engine/cell/precise_cell.h"
#include "engine/context/sense_line.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// Shares of the whole that finding the attributions takes, by far the most.
constexpr double kAttributing = 0.9;

// An edge with what it is ranked by.
struct Candidate {
  NetworkEdge edge;
  double slope;
  auto Rank() const {
    return std::make_tuple(-std::abs(edge.attribution), -std::abs(slope),
                           edge.regulator, edge.path, edge.element);
  }
};

// Of regulators that are present or move.
std::vector<Candidate> CandidatesOf(const Attribution& attribution,
                                    const std::vector<uint8_t>& present) {
  std::vector<Candidate> candidates;
  for (const Attribution::Path& path : attribution.paths) {
    std::map<uint32_t, double> shares;
    for (const Occupant& of : path.occupants) {
      if (of.share > 0) shares[of.regulator] = of.share;
    }
    for (size_t t = 0; t < present.size(); ++t) {
      const auto share = shares.find(static_cast<uint32_t>(t));
      const bool sits = share != shares.end();
      const double slope = present[t] ? path.slopes[t] : 0;
      if (path.by_regulator[t] == 0 && slope == 0 && !sits) continue;
      NetworkEdge edge;
      edge.regulator = static_cast<int>(t);
      edge.gene = attribution.gene;
      edge.path = path.path;
      edge.element = path.element;
      edge.occupancy = path.element < 0 ? kNone : sits ? share->second : 0;
      edge.knock_out = 0;
      edge.attribution = path.by_regulator[t];
      candidates.push_back({edge, slope});
    }
  }
  return candidates;
}

SmoothExplanation ExplanationOf(const Attribution& attribution,
                                const std::vector<uint8_t>& present, int top) {
  SmoothExplanation why;
  why.gene = attribution.gene;
  why.value = attribution.value;
  why.reference = attribution.reference;
  why.jumps = attribution.jumps;
  why.residual = attribution.residual;
  std::vector<Candidate> candidates = CandidatesOf(attribution, present);
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) {
              return a.Rank() < b.Rank();
            });
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (top == 0 || i < static_cast<size_t>(top)) {
      why.edges.push_back(candidates[i].edge);
    } else {
      why.unlisted += candidates[i].edge.attribution;
    }
  }
  return why;
}

// Answers the context and all of its knock-outs at once.
absl::Status FillKnockOuts(Cell& cell, const Context& context,
                           const std::vector<uint8_t>& present,
                           std::vector<SmoothExplanation>& all) {
  ASSIGN_OR_RETURN(const std::vector<Answer> answers, cell.Express({context}));
  std::vector<int> regulators;
  std::vector<std::vector<NetworkEdge*>> edges(present.size());
  for (SmoothExplanation& why : all) {
    why.answer = answers[0].expression[why.gene];
    for (NetworkEdge& edge : why.edges) {
      if (!present[edge.regulator]) continue;
      if (edges[edge.regulator].empty()) regulators.push_back(edge.regulator);
      edges[edge.regulator].push_back(&edge);
    }
  }
  return cell.ExpressEdits(
      absl::MakeConstSpan(&context, 1), static_cast<int64_t>(regulators.size()),
      [&regulators](int64_t edit, Context& edited) {
        edited.Silence(regulators[edit]);
        return absl::OkStatus();
      },
      [&](const Cell::Edited& edited) {
        for (NetworkEdge* edge : edges[regulators[edited.edit]]) {
          edge->knock_out = double{edited.after->expression[edge->gene]} -
                            double{edited.before->expression[edge->gene]};
        }
        return absl::OkStatus();
      });
}

}  // namespace

absl::StatusOr<std::vector<SmoothExplanation>> ExplainSmooth(
    Cell& cell, const Context& reference, const Context& context,
    absl::Span<const int> genes, const SmoothOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<PreciseCell> precise,
                   PreciseCell::Create(cell.genome(), cell.cooperate()));
  // Also what is not given, of a mean so low that its activity is 0: that is
  // not the x of a regulator that is absent.
  const PreciseSense& sense = precise->sense();
  std::vector<uint8_t> present;
  for (int t = 0; t < precise->regulators(); ++t) {
    present.push_back(sense.LogLevel(t, context.levels()[t]) !=
                      std::log(sense.pseudocount(t)));
  }
  AttributionOptions line;
  line.threads = options.threads;
  if (options.on_progress) {
    line.on_progress = [&options](double share) {
      options.on_progress(kAttributing * share);
    };
  }
  std::map<int, SmoothExplanation> of_gene;
  RETURN_IF_ERROR(Attribute(*precise, reference, context, genes, line,
                            [&](const Attribution& attribution) {
                              of_gene[attribution.gene] = ExplanationOf(
                                  attribution, present, options.top);
                              return absl::OkStatus();
                            }));
  std::vector<SmoothExplanation> all;
  for (const int gene : genes) all.push_back(std::move(of_gene.at(gene)));
  RETURN_IF_ERROR(FillKnockOuts(cell, context, present, all));
  return all;
}

}  // namespace regulon
