#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/cli/open_genome.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/verbs.h"
#include "engine/fit/share_curve.h"
#include "engine/genome/derive.h"
#include "engine/genome/genome.h"
#include "engine/genome/tensors.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct CalibrateFlags {
  std::string genome, output, format = "table";
  double share = -1, loss = -1;
};

absl::Status RunCalibrate(const CalibrateFlags& flags) {
  ASSIGN_OR_RETURN(const Format format, ParseFormat(flags.format));
  if ((flags.share < 0) == (flags.loss < 0)) {
    return UsageError("say one of --share and --loss");
  }
  ASSIGN_OR_RETURN(const auto genome, OpenGeneGenome(flags.genome));
  proto::Manifest manifest = genome->manifest();
  const std::vector<proto::CurvePoint> curve(
      manifest.accuracy_against_share().begin(),
      manifest.accuracy_against_share().end());
  const int tensor = genome->Find(tensors::kRouterThreshold);
  const auto domains = static_cast<int>(genome->F32(tensor).size());
  const absl::StatusOr<proto::CurvePoint> point =
      flags.loss < 0 ? PointAtShare(curve, domains, flags.share)
                     : PointAtLoss(curve, flags.loss);
  if (!point.ok()) {
    return absl::Status(
        point.status().code(),
        absl::StrCat(flags.genome, ": ", point.status().message()));
  }
  manifest.mutable_routers(0)->set_top_k(point->top_k());
  manifest.mutable_provenance()->set_parent_sha256(genome->manifest_sha256());
  manifest.mutable_provenance()->set_made_by("regulon calibrate");
  RETURN_IF_ERROR(WriteDerived(
      *genome, std::move(manifest),
      {{tensor,
        std::vector<float>(domains, static_cast<float>(point->threshold()))}},
      flags.output));
  auto table = TableWriter::Create(format, {"what", "value"}, stdout);
  table->AddRow({"experts read", point->share()});
  table->AddRow({"parameters read", point->parameters()});
  table->AddRow({"R2", point->r2()});
  table->AddRow({"R2, everything open", curve.back().r2()});
  table->AddRow({"threshold", point->threshold()});
  table->AddRow({"domains at most", int64_t{point->top_k()}});
  return table->Finish();
}

}  // namespace

void AddCalibrate(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CalibrateFlags>();
  CLI::App* verb = app.add_subcommand(
      "calibrate", "Another balance of accuracy and parameters read");
  verb->add_option("GENOME", flags->genome, "a fitted genome")->required();
  CLI::Option* share =
      verb->add_option("--share", flags->share,
                       "of the experts that a context opens at most, 0..1")
          ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--loss", flags->loss,
                   "of R2 that may be lost against everything open")
      ->check(CLI::Range(0.0, 1.0))
      ->excludes(share);
  verb->add_option("-o,--output", flags->output, "the genome file")->required();
  verb->add_option("--format", flags->format, "table, tsv or json")
      ->capture_default_str();
  verb->footer(
      "Thresholds come from what the fit said of training samples whose group "
      "it had\nnot seen; 'regulon inspect' shows the whole curve.\n\nExample:\n"
      "  regulon calibrate bsubtilis.regulon --loss 0.01 -o lean.regulon");
  verb->callback(
      [flags, &action] { action = [flags] { return RunCalibrate(*flags); }; });
}

}  // namespace regulon
