// Fates of a myeloid progenitor (Krumsiek et al. 2011) under asynchronous
// updating, wild type and without GATA1.

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/cell/cell.h"
#include "engine/cli/demo.h"
#include "engine/cli/files.h"
#include "engine/cli/output/plot.h"
#include "engine/cli/output/table_writer.h"
#include "engine/query/express.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kRuns = 1000;

struct Fate {
  const char* name;
  std::set<std::string> on;
  // Of the continuous-time chain with equal rates, solved as a linear system.
  double wild_type, gata1_lost;
};

const std::vector<Fate>& Fates() {
  static const auto& fates = *new std::vector<Fate>{
      {"granulocyte", {"CEBPA", "Gfi1", "PU1"}, 0.375, 0.375},
      {"monocyte", {"CEBPA", "EgrNab", "PU1", "cJun"}, 0.125, 0.125},
      {"erythroid", {"EKLF", "FOG1", "GATA1", "SCL"}, 0.25, 0},
      {"megakaryocyte", {"FOG1", "Fli1", "GATA1", "SCL"}, 0.25, 0},
      {"none, GATA2 stays on", {"CEBPA", "GATA2", "Gfi1"}, 0, 0.5}};
  return fates;
}

}  // namespace

absl::Status DemoMyeloid() {
  ASSIGN_OR_RETURN(const auto genome, OpenBuiltIn("myeloid"));
  ASSIGN_OR_RETURN(const auto cell, Cell::Create(*genome, CellOptions()));
  Context wild_type(*genome, "wild type");
  for (const char* tf : {"GATA2", "CEBPA", "PU1"}) {
    RETURN_IF_ERROR(wild_type.Set(tf, 1));
  }
  Context gata1_lost = wild_type;
  gata1_lost.set_name("GATA1 lost");
  RETURN_IF_ERROR(gata1_lost.Clamp("GATA1", 0));
  ExpressOptions options;
  options.steps = 1000;  // runs end at a fixed point, long before
  options.update = Update::kAsync;
  options.runs = kRuns;
  ASSIGN_OR_RETURN(const std::vector<Expressed> expressed,
                   Express(*cell, {wild_type, gata1_lost}, options));

  RETURN_IF_ERROR(Print(absl::StrCat(
      "(b) Fates of a myeloid progenitor {GATA2, CEBPA, PU1}: ", kRuns,
      " asynchronous runs (Krumsiek et al. 2011)\n")));
  auto table = TableWriter::Create(
      Format::kTable,
      {"context", "fate", "share of runs", "", "exact", "genes on"}, stdout);
  for (int i = 0; i < 2; ++i) {
    for (const Fate& fate : Fates()) {
      const double exact = i == 0 ? fate.wild_type : fate.gata1_lost;
      double share = 0;
      for (const EndState& end : expressed[i].ends) {
        std::set<std::string> on;
        for (const int gene : end.genes_on) {
          on.insert(genome->manifest().genes(gene).id());
        }
        if (on == fate.on) share = end.runs / double{kRuns};
      }
      if (share == 0 && exact == 0) continue;
      table->AddRow({i == 0 ? wild_type.name() : gata1_lost.name(), fate.name,
                     share, Bar(share, 20), exact,
                     absl::StrJoin(fate.on, ", ")});
    }
  }
  RETURN_IF_ERROR(table->Finish());
  return Print("\n");
}

}  // namespace regulon
