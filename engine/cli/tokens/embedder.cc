#include "engine/cli/tokens/embedder.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/cli/files.h"
#include "engine/cli/verbs.h"
#include "engine/query/greedy.h"
#include "engine/status.h"

namespace regulon {
namespace {

constexpr int64_t kTableColumns = 6;  // for eyes
constexpr int kTableTop = 10;

// Indices of the largest, of equals the lowest first.
std::vector<int32_t> Top(absl::Span<const float> logits, int count) {
  std::vector<int32_t> order(logits.size());
  std::iota(order.begin(), order.end(), 0);
  const auto last = order.begin() + std::min<size_t>(count, order.size());
  std::partial_sort(order.begin(), last, order.end(), [&](int a, int b) {
    return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
  });
  order.erase(last, order.end());
  return order;
}

}  // namespace

absl::StatusOr<TokenEmbedder> TokenEmbedder::Create(TokenModel& model,
                                                    const EmbedView& view) {
  const proto::Manifest& manifest = model.genome().manifest();
  if (!view.logits.empty() && (view.layer >= 0 || view.mean)) {
    return UsageError(
        "--logits are of all blocks and of a token each; leave --layer and "
        "--mean out");
  }
  if (view.top > 0 && view.logits.empty()) {
    return UsageError("--top goes with --logits");
  }
  if (view.layer > manifest.routers_size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--layer ", view.layer, ": ", model.genome().path(), " has ",
        manifest.routers_size(), " blocks; 0 are the embeddings, ",
        manifest.routers_size(), " what the last block gives"));
  }
  if (!view.logits.empty() && !model.transformer().predicts()) {
    return absl::InvalidArgumentError(
        absl::StrCat(model.genome().path(),
                     ": it stores nothing to predict tokens with; ask for "
                     "hidden states, without --logits"));
  }
  TokenEmbedder embedder(model, view);
  embedder.MakeTable();
  return embedder;
}

void TokenEmbedder::MakeTable() {
  const bool for_eyes = model_.format() == Format::kTable;
  const proto::Transformer& shape = model_.transformer().shape();
  if (!view_.logits.empty() && for_eyes && view_.top == 0) {
    view_.top = kTableTop;
  }
  std::vector<std::string> columns = {"sequence"};
  if (view_.mean) {
    columns.push_back("tokens");
  } else {
    columns.insert(columns.end(), {"position0", "token"});
  }
  if (model_.is_specialized()) columns.push_back("missing");
  if (view_.top > 0) {
    columns.insert(columns.end(),
                   {"rank", "predicted", "logit", "probability"});
  } else {
    const int64_t all =
        view_.logits.empty() ? shape.width() : shape.vocabulary();
    columns_ = for_eyes ? std::min(all, kTableColumns) : all;
    if (columns_ < all) {
      Note(absl::StrCat("showing ", columns_, " of ", all,
                        " columns; --format tsv shows all"));
    }
    const char* name = view_.logits.empty() ? "h" : "logit";
    for (int64_t i = 0; i < columns_; ++i) {
      columns.push_back(absl::StrCat(name, i));
    }
  }
  table_ = TableWriter::Create(model_.format(), std::move(columns), stdout);
}

absl::Status TokenEmbedder::Read(const NamedTokens& sequence) {
  Transformer& transformer = model_.transformer();
  const auto read = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(Sequence memory,
                     transformer.NewSequence(sequence.tokens.size()));
    if (view_.layer < 0) {
      return transformer.Read(sequence.tokens, memory, reading_);
    }
    return transformer.ReadLayers(sequence.tokens, memory, reading_, layers_);
  };
  const absl::Status status = read();
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("sequence ", sequence.name,
                                                  ": ", status.message()));
}

std::vector<Value> TokenEmbedder::Heading(const NamedTokens& sequence,
                                          int64_t position) const {
  std::vector<Value> row = {sequence.name, position,
                            int64_t{sequence.tokens[position]}};
  if (model_.is_specialized()) {
    row.push_back(CountMissing(reading_, position,
                               model_.genome().manifest().domains_size()));
  }
  return row;
}

void TokenEmbedder::AddValues(std::vector<Value> row,
                              absl::Span<const float> values) {
  for (int64_t i = 0; i < columns_; ++i) row.push_back(values[i]);
  table_->AddRow(row);
}

void TokenEmbedder::AddMean(const NamedTokens& sequence) {
  const size_t width = model_.transformer().shape().width();
  const std::vector<float>& hidden =
      view_.layer < 0 ? reading_.hidden : layers_[view_.layer];
  std::vector<double> sum(width);
  int64_t tokens = 0, missing = 0;
  for (size_t i = 0; i < sequence.tokens.size(); ++i) {
    if (model_.is_padding(sequence.tokens[i])) continue;
    ++tokens;
    missing += CountMissing(reading_, static_cast<int64_t>(i),
                            model_.genome().manifest().domains_size());
    for (size_t j = 0; j < width; ++j) sum[j] += hidden[i * width + j];
  }
  std::vector<float> mean;
  for (const double value : sum) {
    mean.push_back(static_cast<float>(value / static_cast<double>(tokens)));
  }
  std::vector<Value> row = {sequence.name, tokens};
  if (model_.is_specialized()) row.push_back(missing);
  AddValues(std::move(row), mean);
}

absl::Status TokenEmbedder::AddLogits(const NamedTokens& sequence,
                                      int64_t position) {
  const size_t width = model_.transformer().shape().width();
  RETURN_IF_ERROR(model_.transformer().Predict(
      absl::MakeConstSpan(reading_.hidden).subspan(position * width, width),
      logits_));
  if (view_.top == 0) {
    AddValues(Heading(sequence, position), logits_);
    return absl::OkStatus();
  }
  int64_t rank = 0;
  for (const int32_t token : Top(logits_, view_.top)) {
    std::vector<Value> row = Heading(sequence, position);
    row.insert(row.end(), {++rank, int64_t{token}, logits_[token],
                           Probability(logits_, token)});
    table_->AddRow(row);
  }
  return absl::OkStatus();
}

absl::Status TokenEmbedder::Add(const NamedTokens& sequence) {
  std::vector<int64_t> positions;
  for (size_t i = 0; i < sequence.tokens.size(); ++i) {
    if (!model_.is_padding(sequence.tokens[i])) {
      positions.push_back(static_cast<int64_t>(i));
    }
  }
  if (positions.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "sequence ", sequence.name, " has nothing but padding in it"));
  }
  RETURN_IF_ERROR(Read(sequence));
  model_.Count(sequence.tokens, reading_);
  if (view_.mean) {
    AddMean(sequence);
    return absl::OkStatus();
  }
  if (view_.logits == "last") return AddLogits(sequence, positions.back());
  const size_t width = model_.transformer().shape().width();
  const std::vector<float>& hidden =
      view_.layer < 0 ? reading_.hidden : layers_[view_.layer];
  for (const int64_t position : positions) {
    if (!view_.logits.empty()) {
      RETURN_IF_ERROR(AddLogits(sequence, position));
      continue;
    }
    AddValues(Heading(sequence, position),
              absl::MakeConstSpan(hidden).subspan(position * width, width));
  }
  return absl::OkStatus();
}

}  // namespace regulon
