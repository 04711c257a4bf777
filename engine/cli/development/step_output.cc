#include "engine/cli/development/step_output.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/cli/development/signal_flags.h"
#include "engine/cli/files.h"
#include "engine/cli/output/plot.h"
#include "engine/cli/query_flags.h"
#include "engine/development/feedback.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr size_t kMostColumns = 10;  // for eyes, where none was chosen
constexpr size_t kMostCurves = 8;
constexpr size_t kMostKept = 2000;  // genes whose steps are kept for eyes
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

absl::StatusOr<StepOutput> StepOutput::Create(
    const Genome& genome, const Schedule& schedule, StepView view,
    const std::vector<std::string>& genes, Format format, bool plot,
    std::optional<DecodedView> decoded) {
  StepOutput out(genome, schedule, view, format, plot, decoded);
  const proto::Manifest& manifest = genome.manifest();
  if (view == StepView::kNetworks) {
    out.table_ = TableWriter::Create(
        format, {"context", "step", "held", "open_domains", "edges", "jaccard"},
        stdout);
    return out;
  }
  const bool for_eyes = format == Format::kTable || plot;
  if (view == StepView::kDomains) {
    for (int d = 0; d < manifest.domains_size(); ++d) {
      out.columns_.push_back({manifest.domains(d).id(), d});
    }
  } else {
    std::vector<int> which;
    for (const std::string& name : genes) {
      const absl::StatusOr<int> gene = genome.genes().Find(name);
      if (!gene.ok()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "--genes ", name, ": ", WithList(gene.status(), genome, "genes")));
      }
      which.push_back(*gene);
    }
    out.chosen_ = !genes.empty();
    const bool products =
        for_eyes && static_cast<size_t>(manifest.genes_size()) > kMostKept;
    if (!out.chosen_ && products) {
      const Feedback feedback(genome);
      for (const Feedback::Loop& loop : feedback.loops()) {
        if (which.size() < kMostKept) which.push_back(loop.gene);
      }
    } else if (!out.chosen_) {
      for (int g = 0; g < manifest.genes_size(); ++g) which.push_back(g);
    }
    for (const int g : which) {
      out.columns_.push_back({manifest.genes(g).id(), g});
    }
  }
  out.remembers_.resize(out.columns_.size());
  if (for_eyes) return out;
  std::vector<std::string> heading = {"context", "step"};
  if (decoded.has_value()) heading.push_back("time");
  if (view == StepView::kGenes) {
    heading.insert(heading.end(), {"gene", "expression"});
  } else {
    heading.insert(heading.end(),
                   {"domain", "open", "score", "threshold", "drive", "memory"});
  }
  out.table_ = TableWriter::Create(format, std::move(heading), stdout);
  return out;
}

StepOutput::Row StepOutput::Take(const std::string& context,
                                 const Reading& reading) const {
  Row row = {context, reading.step, reading.jaccard, {}, {}};
  const absl::Span<const float> memory = reading.context.memory();
  for (const Column& column : columns_) {
    if (view_ == StepView::kGenes) {
      row.value.push_back(reading.answer.expression[column.index]);
      continue;
    }
    row.value.push_back(reading.answer.open[column.index]);
    row.memory.push_back(memory.empty() ? 0 : memory[column.index]);
  }
  return row;
}

void StepOutput::AddNetwork(const std::string& context,
                            const Reading& reading) {
  const double jaccard = reading.jaccard;
  table_->AddRow({context, reading.step,
                  HeldAt(*schedule_, reading.step, *genome_),
                  int64_t{absl::c_count(reading.answer.open, 1)}, reading.edges,
                  std::isnan(jaccard) ? Value() : jaccard});
}

void StepOutput::Add(const std::string& context, const Reading& reading) {
  if (view_ == StepView::kNetworks) return AddNetwork(context, reading);
  Row row = Take(context, reading);
  if (table_ == nullptr) {
    for (size_t i = 0; i < row.memory.size(); ++i) {
      if (row.memory[i] != 0) remembers_[i] = true;
    }
    rows_.push_back(std::move(row));
    return;
  }
  const StageTrace& trace = reading.answer.trace;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (view_ == StepView::kGenes) {
      table_->AddRow({context, row.step, columns_[i].name, row.value[i]});
      continue;
    }
    const int d = columns_[i].index;
    const auto number = [](double x) {
      return std::isnan(x) ? Value() : Value(x);
    };
    table_->AddRow({context, row.step, columns_[i].name, row.value[i] != 0,
                    number(trace.score[d]), number(trace.threshold[d]),
                    number(reading.drive[d]), row.memory[i]});
  }
}

void StepOutput::Add(const std::string& context, const DecodedStep& step) {
  Row row = {context, step.step, kNone, {}, {}};
  for (const Column& column : columns_) {
    row.value.push_back(step.expression[column.index]);
  }
  if (table_ == nullptr) {
    rows_.push_back(std::move(row));
    return;
  }
  for (size_t i = 0; i < columns_.size(); ++i) {
    table_->AddRow(
        {context, row.step, TimeOf(row.step), columns_[i].name, row.value[i]});
  }
}

// What was asked for, or what changes; of domains, also those that remember.
std::vector<size_t> StepOutput::Shown() const {
  std::vector<size_t> shown;
  const size_t most = plot_ ? kMostCurves : kMostColumns;
  size_t left_out = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const bool changes = absl::c_any_of(rows_, [&](const Row& row) {
      return row.value[i] != rows_[0].value[i];
    });
    // What is drawn of domains is their memory.
    const bool wanted = plot_ && view_ == StepView::kDomains
                            ? remembers_[i]
                            : changes || remembers_[i];
    if (!chosen_ && !wanted) continue;
    if (!chosen_ && shown.size() == most) {
      ++left_out;
    } else {
      shown.push_back(i);
    }
  }
  if (left_out > 0) {
    Note(absl::StrCat(
        left_out, " more change; ",
        view_ == StepView::kGenes ? "choose with --genes, or " : "",
        "--format tsv has all"));
  }
  return shown;
}

void StepOutput::PrintWide(const std::vector<size_t>& shown) {
  const bool one = absl::c_all_of(
      rows_, [&](const Row& row) { return row.context == rows_[0].context; });
  const bool signals = !schedule_->empty();
  std::vector<std::string> heading;
  if (!one) heading.push_back("context");
  heading.push_back("step");
  if (signals) heading.push_back("held");
  heading.push_back(decoded_.has_value() ? "time" : "jaccard");
  for (const size_t i : shown) heading.push_back(columns_[i].name);
  table_ = TableWriter::Create(Format::kTable, std::move(heading), stdout);
  std::vector<Value> values;
  for (const Row& row : rows_) {
    values.clear();
    if (!one) values.emplace_back(row.context);
    values.emplace_back(row.step);
    if (signals) {
      values.emplace_back(HeldAt(*schedule_, row.step, *genome_));
    }
    values.push_back(decoded_.has_value()      ? Value(TimeOf(row.step))
                     : std::isnan(row.jaccard) ? Value()
                                               : Value(row.jaccard));
    for (const size_t i : shown) {
      if (view_ == StepView::kGenes) {
        values.emplace_back(row.value[i]);
        continue;
      }
      std::string text = row.value[i] != 0 ? "open" : "-";
      if (remembers_[i]) {
        absl::StrAppendFormat(&text, " %.3f", row.memory[i]);
      }
      values.emplace_back(std::move(text));
    }
    table_->AddRow(values);
  }
}

// Of the first context.
absl::Status StepOutput::Draw(const std::vector<size_t>& shown) const {
  PlotOptions options;
  options.x_label = "step";
  options.y_label = view_ == StepView::kGenes ? "expression" : "memory";
  std::vector<Series> series;
  for (const size_t i : shown) {
    if (series.size() == kMostCurves) break;
    Series& curve = series.emplace_back();
    curve.label = columns_[i].name;
    curve.marker = "*o+x#@%&"[series.size() - 1];
    curve.line = true;
    for (const Row& row : rows_) {
      if (row.context != rows_[0].context) continue;
      curve.x.push_back(static_cast<double>(row.step));
      curve.y.push_back(view_ == StepView::kGenes ? row.value[i]
                                                  : row.memory[i]);
    }
  }
  return Print(Plot(options, series));
}

absl::Status StepOutput::Finish() {
  if (table_ == nullptr) {
    if (rows_.empty()) return absl::OkStatus();
    const std::vector<size_t> shown = Shown();
    if (plot_) return Draw(shown);
    PrintWide(shown);
  }
  return table_->Finish();
}

}  // namespace regulon
