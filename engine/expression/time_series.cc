#include "engine/expression/time_series.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/expression/fields.h"
#include "engine/expression/text_table.h"
#include "engine/genome/vocabulary.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int kNone = -1;

template <typename... Parts>
absl::Status Wrong(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

class Reader {
 public:
  Reader(const TextTable& table, absl::Span<const std::string> samples)
      : table_(table),
        samples_(samples),
        before_(samples.size(), kNone),
        after_(samples.size(), kNone),
        row_(samples.size()) {
    for (size_t i = 0; i < samples.size(); ++i) {
      index_.emplace(samples[i], static_cast<int>(i));
    }
  }

  absl::StatusOr<TimeSeries> Run() {
    RETURN_IF_ERROR(FindColumns());
    for (size_t row = 1; row < table_.rows.size(); ++row) {
      RETURN_IF_ERROR(ReadRow(row));
    }
    TimeSeries series;
    for (size_t i = 0; i < samples_.size(); ++i) {
      if (before_[i] != kNone || after_[i] == kNone) continue;
      std::vector<int>& chain = series.samples.emplace_back();
      for (int at = static_cast<int>(i); at != kNone; at = after_[at]) {
        chain.push_back(at);
      }
    }
    return Checked(std::move(series));
  }

 private:
  absl::Status FindColumns() {
    const std::vector<std::string>& header = table_.rows[0].fields;
    const auto find = [&header](const char* name) {
      return std::find(header.begin(), header.end(), name) - header.begin();
    };
    const size_t end = header.size();
    sample_ = find("condName");
    if (sample_ == end) sample_ = 0;
    previous_ = find("prevCol");
    time_ = find("del.t");
    if (previous_ < end && time_ < end) return absl::OkStatus();
    return Wrong(table_.Place(0),
                 ": a table of time series has the columns prevCol and del.t; "
                 "there are ",
                 absl::StrJoin(header, ", "));
  }

  absl::Status ReadRow(size_t row) {
    const std::vector<std::string>& fields = table_.rows[row].fields;
    if (fields.size() != table_.rows[0].fields.size()) {
      return Wrong(table_.Place(row), ": ", fields.size(),
                   " fields where the header has ",
                   table_.rows[0].fields.size());
    }
    const auto found = index_.find(fields[sample_]);
    if (found == index_.end()) return absl::OkStatus();
    const int sample = found->second;
    row_[sample] = row;
    const std::string& previous = fields[previous_];
    double time = 0;
    if (previous.empty() || previous == "NA") return absl::OkStatus();
    const auto before = index_.find(previous);
    if (before == index_.end()) {
      return Wrong(table_.Place(row, previous_ + 1), ": there is no sample '",
                   previous, "' in the matrix", DidYouMean(previous, samples_));
    }
    if (before_[sample] != kNone || after_[before->second] != kNone) {
      return Wrong(table_.Place(row, previous_ + 1), ": sample '",
                   before_[sample] != kNone ? fields[sample_] : previous, "' ",
                   before_[sample] != kNone ? "follows" : "is followed by",
                   " two; a time series has no branches");
    }
    if (ParseNumber(fields[time_], &time) != Number::kValue || !(time > 0)) {
      return Wrong(table_.Place(row, time_ + 1), ": '", fields[time_],
                   "' is no time since '", previous,
                   "'; give a number above 0");
    }
    if (step_ == 0) step_ = time;
    if (std::abs(time - step_) > 1e-6 * step_) {
      return Wrong(table_.Place(row, time_ + 1), ": a step of ", time,
                   " where others are ", step_,
                   "; a decoder takes steps of one length");
    }
    before_[sample] = before->second;
    after_[before->second] = sample;
    return absl::OkStatus();
  }

  absl::StatusOr<TimeSeries> Checked(TimeSeries series) const {
    std::vector<bool> placed(samples_.size());
    for (const auto& chain : series.samples) {
      for (const int i : chain) placed[i] = true;
    }
    for (size_t i = 0; i < samples_.size(); ++i) {
      if (placed[i] || before_[i] == kNone) continue;
      return Wrong(table_.Place(row_[i], previous_ + 1), ": sample '",
                   samples_[i], "' follows itself, in a circle");
    }
    if (series.samples.empty()) {
      return Wrong(table_.path, ": no sample of the matrix, such as '",
                   samples_[0],
                   "', follows another; give their names in condName");
    }
    series.time_step = step_;
    return series;
  }

  const TextTable& table_;
  const absl::Span<const std::string> samples_;
  absl::flat_hash_map<std::string, int> index_;
  std::vector<int> before_, after_;  // [samples]
  std::vector<size_t> row_;          // of the table
  size_t sample_ = 0, previous_ = 0, time_ = 0;
  double step_ = 0;
};

}  // namespace

absl::StatusOr<TimeSeries> ReadTimeSeries(
    const std::string& path, absl::Span<const std::string> samples) {
  ASSIGN_OR_RETURN(const TextTable table, ReadTextTable(path));
  if (table.rows.empty() || samples.empty()) {
    return Wrong(path,
                 ": a table of time series has a header and a row per "
                 "sample");
  }
  return Reader(table, samples).Run();
}

}  // namespace regulon
