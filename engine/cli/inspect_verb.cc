#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "engine/cli/files.h"
#include "engine/cli/inspect_signals.h"
#include "engine/cli/inspect_tokens.h"
#include "engine/cli/output/number_text.h"
#include "engine/cli/output/plot.h"
#include "engine/cli/output/table_writer.h"
#include "engine/cli/verbs.h"
#include "engine/convert/recode.h"
#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"
#include "engine/status.h"

namespace regulon {
namespace {

struct InspectFlags {
  std::string genome, list, format = "table";
  bool verify = false;
};

int64_t ElementsOf(const proto::TensorEntry& entry) {
  int64_t elements = 1;
  for (const uint64_t size : entry.shape()) elements *= size;
  return elements;
}

using Rows = PropertyRows;

// The heading: what the file is and holds.
Rows Summary(const Genome& genome) {
  const proto::Manifest& m = genome.manifest();
  Rows rows = {{"name", m.name()}, {"title", m.title()}};
  if (m.synthetic()) rows.emplace_back("SYNTHETIC", "yes");
  const auto add = [&rows](const char* name, const std::string& value) {
    if (!value.empty()) rows.emplace_back(name, value);
  };
  if (m.taxon() != 0) rows.emplace_back("taxon", int64_t{m.taxon()});
  add("assembly", m.assembly());
  add("annotation", m.annotation());
  add("licence", m.licence());
  const bool tokens = m.has_transformer();
  if (tokens) {
    for (auto& row : ShapeOf(m)) rows.push_back(std::move(row));
  } else {
    rows.emplace_back("regulators", int64_t{m.regulators_size()});
    rows.emplace_back("genes", int64_t{m.genes_size()});
  }
  std::map<proto::Element::Kind, int64_t> kinds;
  for (const proto::Element& element : m.elements()) ++kinds[element.kind()];
  for (const auto& [kind, count] : kinds) {
    rows.emplace_back(
        absl::StrCat("elements, ", proto::Element::Kind_Name(kind)), count);
  }
  int64_t routed = 0;
  for (const proto::Domain& domain : m.domains()) routed += domain.routed();
  rows.emplace_back("domains", int64_t{m.domains_size()});
  rows.emplace_back("domains, routed", routed);
  if (m.specializations_size() > 0) {
    const auto dropped = std::count_if(
        m.domains().begin(), m.domains().end(),
        [](const proto::Domain& domain) { return domain.dropped(); });
    rows.emplace_back("domains, dropped", int64_t{dropped});
  }
  std::string last;  // most often all are alike
  for (const proto::Router& router : m.routers()) {
    if (routed == 0) continue;
    const std::string text = absl::StrCat(
        proto::Router::Score_Name(router.score()), ", ",
        proto::Router::Weighting_Name(router.weighting()),
        router.top_k() == 0 ? "" : absl::StrCat(", at most ", router.top_k()),
        router.renormalize() ? ", renormalized" : "",
        router.null_state() ? ", null state" : "");
    if (text != last) rows.emplace_back("router", text);
    last = text;
  }
  for (const auto& [name, count] : CountSignals(genome)) {
    rows.emplace_back(name, count);
  }
  if (!tokens) {
    rows.emplace_back("not given", proto::Unnamed_Name(m.unnamed()));
    rows.emplace_back("link", proto::Link_Name(m.link()));
  }
  std::map<proto::Role, int64_t> parameters;
  int64_t all = 0;
  for (const proto::TensorEntry& entry : m.tensors()) {
    if (entry.role() == proto::INDEX) continue;
    parameters[entry.role()] += ElementsOf(entry);
    all += ElementsOf(entry);
  }
  rows.emplace_back("parameters", all);
  for (const auto& [role, count] : parameters) {
    rows.emplace_back(absl::StrCat("parameters, ", proto::Role_Name(role)),
                      count);
  }
  if (const absl::optional<DType> dtype = ExpertDType(genome)) {
    rows.emplace_back("experts stored as", NameOf(*dtype));
  }
  rows.emplace_back("bytes", genome.file_bytes());
  rows.emplace_back("manifest sha256", genome.manifest_sha256());
  const proto::Provenance& provenance = m.provenance();
  add("made by", provenance.made_by());
  for (const auto& source : provenance.sources()) {
    rows.emplace_back("source",
                      absl::StrCat(source.name(), " ", source.sha256()));
  }
  if (provenance.seed() != 0) {
    rows.emplace_back("seed", static_cast<int64_t>(provenance.seed()));
  }
  if (provenance.equilibrium()) rows.emplace_back("equilibrium", "yes");
  if (provenance.observational_fit()) {
    rows.emplace_back("observational fit", "yes");
  }
  add("parent", provenance.parent_sha256());
  for (const proto::Specialization& made : m.specializations()) {
    rows.emplace_back(
        "specialized for",
        absl::StrCat(made.corpus(), " ", made.corpus_sha256(),
                     made.asked().empty() ? "" : ", ", made.asked()));
    rows.emplace_back(
        "specialized from",
        absl::StrCat(
            made.parent_sha256(), ", domains dropped: ", made.dropped_size(),
            ", opened by at most ", RoundedText(100 * made.probability()),
            " % of ", made.contexts(),
            m.has_transformer() ? " tokens" : " contexts"));
  }
  const std::map<std::string, double> metrics(provenance.metrics().begin(),
                                              provenance.metrics().end());
  for (const auto& [name, value] : metrics) rows.emplace_back(name, value);
  if (m.accuracy_against_share_size() > 0) {
    const auto& curve = m.accuracy_against_share();
    add("accuracy against share",
        absl::StrFormat("R2 %.4f with no expert, %.4f with all: --list curve",
                        curve.begin()->r2(), curve.rbegin()->r2()));
  }
  for (const std::string& citation : m.citations()) {
    rows.emplace_back("citation", citation);
  }
  return rows;
}

absl::Status ListTensors(const Genome& genome, Format format) {
  const proto::Manifest& m = genome.manifest();
  auto table = TableWriter::Create(
      format,
      {"tensor", "domain", "dtype", "shape", "layout", "role", "stage", "layer",
       "offset", "bytes", "crc32c"},
      stdout);
  for (int i = 0; i < m.tensors_size(); ++i) {
    const proto::TensorEntry& entry = m.tensors(i);
    table->AddRow(
        {entry.name(),
         entry.domain_plus_one() == 0
             ? ""
             : m.domains(entry.domain_plus_one() - 1).id(),
         proto::DType_Name(entry.dtype()), absl::StrJoin(entry.shape(), "x"),
         proto::Layout_Name(entry.layout()), proto::Role_Name(entry.role()),
         proto::Stage_Name(entry.stage()), int64_t{entry.layer()},
         genome.BytesOf(i).begin, static_cast<int64_t>(entry.bytes()),
         absl::StrCat(absl::Hex(entry.crc32c(), absl::kZeroPad8))});
  }
  return table->Finish();
}

// For eyes also a picture.
absl::Status ListCurve(const Genome& genome, Format format) {
  if (genome.manifest().accuracy_against_share_size() == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(genome.path(), ": it stores no accuracy against share"));
  }
  Series series{"R2 of held-out training samples", '*', {}, {}, true};
  auto table = TableWriter::Create(
      format,
      {"experts read", "parameters read", "R2", "threshold", "domains at most"},
      stdout);
  for (const auto& point : genome.manifest().accuracy_against_share()) {
    table->AddRow({point.share(), point.parameters(), point.r2(),
                   point.threshold(), int64_t{point.top_k()}});
    series.x.push_back(100 * point.share());
    series.y.push_back(point.r2());
  }
  RETURN_IF_ERROR(table->Finish());
  if (format != Format::kTable || series.x.empty()) return absl::OkStatus();
  PlotOptions options;
  options.x_label = "% of the experts' parameters read";
  options.y_label = "R2";
  return Print(absl::StrCat("\n", Plot(options, {series})));
}

absl::Status List(const Genome& genome, const std::string& what,
                  Format format) {
  const proto::Manifest& m = genome.manifest();
  if (what == "tensors") return ListTensors(genome, format);
  if (what == "curve") return ListCurve(genome, format);
  if (std::count(SignalLists().begin(), SignalLists().end(), what) > 0) {
    return ListSignals(genome, what, format);
  }
  if (what == "regulators") {
    auto table = TableWriter::Create(
        format, {"regulator", "symbol", "kind", "unit", "aliases"}, stdout);
    for (const proto::Regulator& r : m.regulators()) {
      table->AddRow({r.id(), r.symbol().empty() ? r.id() : r.symbol(),
                     proto::Regulator::Kind_Name(r.kind()), r.unit(),
                     absl::StrJoin(r.aliases(), ",")});
    }
    return table->Finish();
  }
  if (what == "genes") {
    auto table = TableWriter::Create(
        format, {"gene", "symbol", "unit", "domain", "rule", "aliases"},
        stdout);
    for (const proto::Gene& g : m.genes()) {
      table->AddRow({g.id(), g.symbol().empty() ? g.id() : g.symbol(), g.unit(),
                     m.domains(g.domain()).id(), g.rule(),
                     absl::StrJoin(g.aliases(), ",")});
    }
    return table->Finish();
  }
  if (what == "elements") {
    auto table = TableWriter::Create(format,
                                     {"element", "kind", "domain", "contig",
                                      "center0", "width", "rule", "citations"},
                                     stdout);
    for (const proto::Element& e : m.elements()) {
      table->AddRow({e.id(), proto::Element::Kind_Name(e.kind()),
                     m.domains(e.domain()).id(), e.contig(),
                     e.contig().empty() ? Value() : e.center0(),
                     e.contig().empty() ? Value() : e.width(), e.rule(),
                     absl::StrJoin(e.citations(), "; ")});
    }
    return table->Finish();
  }
  std::vector<std::string> columns = {"domain", "routed", "genes",
                                      "layer",  "note",   "citations"};
  if (m.has_transformer()) columns.erase(columns.begin() + 2);
  const bool specialized = m.specializations_size() > 0;
  if (specialized) columns.push_back("dropped");
  auto table = TableWriter::Create(format, columns, stdout);
  for (int d = 0; d < m.domains_size(); ++d) {
    const proto::Domain& domain = m.domains(d);
    std::vector<Value> row = {domain.id(),
                              domain.routed(),
                              static_cast<int64_t>(genome.GenesOf(d).size()),
                              int64_t{domain.layer()},
                              domain.note(),
                              absl::StrJoin(domain.citations(), "; ")};
    if (m.has_transformer()) row.erase(row.begin() + 2);
    if (specialized) row.push_back(domain.dropped());
    table->AddRow(row);
  }
  return table->Finish();
}

absl::Status RunInspect(const InspectFlags& flags) {
  ASSIGN_OR_RETURN(const Format format, ParseFormat(flags.format));
  ASSIGN_OR_RETURN(const auto genome, Genome::Open(flags.genome));
  if (genome->manifest().synthetic()) Note(genome->manifest().title());
  if (flags.verify) {
    RETURN_IF_ERROR(genome->VerifyTensors());
    Note(absl::StrCat(flags.genome, ": header, manifest and all ",
                      genome->manifest().tensors_size(), " tensors are sound"));
  }
  if (!flags.list.empty()) return List(*genome, flags.list, format);
  auto table = TableWriter::Create(format, {"property", "value"}, stdout);
  for (auto& [name, value] : Summary(*genome)) {
    // Numbers among words read best from the left.
    if (format == Format::kTable) {
      if (const auto* whole = std::get_if<int64_t>(&value)) {
        value = absl::StrCat(*whole);
      } else if (const auto* number = std::get_if<double>(&value)) {
        value = RoundedText(*number);
      }
    }
    table->AddRow({name, value});
  }
  return table->Finish();
}

}  // namespace

void AddInspect(CLI::App& app, Action& action) {
  auto flags = std::make_shared<InspectFlags>();
  CLI::App* verb =
      app.add_subcommand("inspect",
                         "What a genome file holds, and whether it "
                         "is sound");
  verb->add_option("GENOME", flags->genome, "a .regulon file")->required();
  verb->add_flag("--verify", flags->verify,
                 "check the checksum of every tensor");
  verb->add_option("--list", flags->list,
                   "regulators, genes, elements, domains, boundaries, marks, "
                   "modulators, cofactors, silencing, tensors or curve")
      ->check(CLI::IsMember({"regulators", "genes", "elements", "domains",
                             "boundaries", "marks", "modulators", "cofactors",
                             "silencing", "tensors", "curve"}));
  verb->add_option("--format", flags->format, "table, tsv or json")
      ->check(CLI::IsMember({"table", "tsv", "json"}));
  verb->footer(
      "Examples:\n"
      "  regulon inspect laci_o2.regulon --verify\n"
      "  regulon inspect laci_o2.regulon --list regulators");
  verb->callback(
      [flags, &action] { action = [flags] { return RunInspect(*flags); }; });
}

}  // namespace regulon
