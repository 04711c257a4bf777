#include "engine/transformer/transformer.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/dense/elementwise.h"
#include "engine/genome/residency.h"
#include "engine/status.h"
#include "engine/transformer/assemble.h"
#include "engine/transformer/block.h"
#include "engine/transformer/embedding.h"
#include "engine/transformer/norm.h"
#include "engine/transformer/output.h"
#include "engine/transformer/workspace.h"

namespace regulon {
namespace {

// What a call reads at once of a CAUSAL sequence, to bound its memory.
constexpr int64_t kMostRows = 512;

absl::Status CheckOptions(const Genome& genome,
                          const TransformerOptions& options) {
  const proto::Manifest& m = genome.manifest();
  const auto domains = static_cast<size_t>(m.domains_size());
  for (const auto* chosen : {&options.required, &options.forbidden}) {
    if (!chosen->empty() && chosen->size() != domains) {
      return absl::InvalidArgumentError(
          absl::StrCat(genome.path(), ": ", chosen->size(),
                       " domains are chosen among of ", domains));
    }
  }
  for (size_t d = 0; d < options.forbidden.size(); ++d) {
    if (!options.forbidden[d]) continue;
    const proto::Domain& domain = m.domains(static_cast<int>(d));
    if (!domain.routed()) {
      return absl::InvalidArgumentError(
          absl::StrCat(genome.path(), ": domain '", domain.id(),
                       "' is open always, so it cannot be forbidden"));
    }
    if (!options.required.empty() && options.required[d]) {
      return absl::InvalidArgumentError(
          absl::StrCat(genome.path(), ": domain '", domain.id(),
                       "' is both required and forbidden; choose one"));
    }
  }
  if (options.top_k < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("top_k is ", options.top_k, "; give 1 or more"));
  }
  return absl::OkStatus();
}

}  // namespace

class Transformer::Impl {
 public:
  Impl(const Genome& genome, const TransformerOptions& options,
       std::unique_ptr<TransformerTables> tables);
  absl::Status Build();

  absl::Status Check(absl::Span<const int32_t> tokens,
                     const KvCache& cache) const;
  absl::Status Read(absl::Span<const int32_t> tokens, KvCache& cache,
                    TokenReading& reading,
                    std::vector<std::vector<float>>* layers);

  const Genome& genome_;
  const TransformerOptions options_;
  const proto::Transformer& shape_;
  const std::unique_ptr<TransformerTables> t_;
  Output output_;
  Workers workers_;
  std::vector<float> sharpness_;
  std::optional<Rotary> rotary_;
  std::optional<BlockSettings> settings_;
  std::vector<Block> blocks_;
  bool drops_ = false;
  std::optional<Residency> residency_;
  std::optional<Workspace> workspace_;

 private:
  absl::Status ReadRows(absl::Span<const int32_t> tokens, KvCache& cache,
                        TokenReading& reading,
                        std::vector<std::vector<float>>* layers);
  void Keep(const Block& block, int64_t rows, int64_t first,
            TokenReading& reading) const;

  int64_t width() const { return shape_.width(); }
};

Transformer::Impl::Impl(const Genome& genome, const TransformerOptions& options,
                        std::unique_ptr<TransformerTables> tables)
    : genome_(genome),
      options_(options),
      shape_(genome.manifest().transformer()),
      t_(std::move(tables)),
      output_(shape_, *t_),
      workers_(options.threads),
      sharpness_(shape_.heads(),
                 static_cast<float>(
                     1 / std::sqrt(static_cast<double>(shape_.head_width())))) {
}

absl::Status Transformer::Impl::Build() {
  const proto::Manifest& m = genome_.manifest();
  if (shape_.position() == proto::Transformer::ROTARY) {
    rotary_.emplace(static_cast<int>(shape_.head_width()), shape_.rotary_base(),
                    shape_.positions());
  }
  AttentionShape attention;
  attention.heads = static_cast<int>(shape_.heads());
  attention.key_heads = static_cast<int>(shape_.key_heads());
  attention.head_width = static_cast<int>(shape_.head_width());
  attention.sharpness = sharpness_;
  attention.causal = shape_.order() == proto::Transformer::CAUSAL;
  attention.window = shape_.window();
  attention.null_state = shape_.null_state();
  settings_.emplace(BlockSettings{shape_, attention,
                                  rotary_.has_value() ? &*rotary_ : nullptr});
  const OpeningChoice opening = {options_.top_k, options_.required,
                                 options_.forbidden, options_.everything_open};
  Workspace::Sizes sizes = {};
  sizes.width = width();
  sizes.queries = int64_t{shape_.heads()} * shape_.head_width();
  sizes.keys = int64_t{shape_.key_heads()} * shape_.head_width();
  sizes.units = static_cast<int>(t_->inventory.units().size());
  std::vector<std::vector<ByteRange>> pages(m.domains_size());
  for (BlockTables& tables : t_->blocks) {
    sizes.domains =
        std::max(sizes.domains, static_cast<int64_t>(tables.domains.size()));
    sizes.routed = std::max(sizes.routed,
                            static_cast<int64_t>(tables.router.routed.size()));
    for (size_t i = 0; i < tables.domains.size(); ++i) {
      pages[tables.domains[i]] = std::move(tables.pages[i]);
    }
    ASSIGN_OR_RETURN(Block block, Block::Create(*settings_, tables, opening));
    drops_ |= block.experts().drops();
    blocks_.push_back(std::move(block));
  }
  ASSIGN_OR_RETURN(residency_, Residency::Create(genome_, t_->always_read,
                                                 pages, options_.memory_limit));
  workspace_.emplace(sizes, workers_);
  return absl::OkStatus();
}

absl::Status Transformer::Impl::Check(absl::Span<const int32_t> tokens,
                                      const KvCache& cache) const {
  const auto vocabulary = static_cast<int32_t>(shape_.vocabulary());
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < 0 || tokens[i] >= vocabulary) {
      return absl::InvalidArgumentError(absl::StrCat(
          genome_.path(), ": token ", tokens[i], " at position ",
          cache.size() + static_cast<int64_t>(i), " is not in the vocabulary ",
          "of ", vocabulary, " (0 to ", vocabulary - 1, ")"));
    }
  }
  const auto count = static_cast<int64_t>(tokens.size());
  if (count > cache.positions() - cache.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        genome_.path(), ": ", count, " tokens after ", cache.size(),
        " do not fit a sequence of ", cache.positions(), " positions"));
  }
  if (shape_.order() == proto::Transformer::BIDIRECTIONAL && cache.size() > 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        genome_.path(),
        ": its tokens attend to those after them too, so that a sequence must "
        "be read at once"));
  }
  return absl::OkStatus();
}

absl::Status Transformer::Impl::Read(absl::Span<const int32_t> tokens,
                                     KvCache& cache, TokenReading& reading,
                                     std::vector<std::vector<float>>* layers) {
  RETURN_IF_ERROR(Check(tokens, cache));
  reading.hidden.clear();
  reading.open.assign(tokens.size() * genome_.manifest().domains_size(), 0);
  reading.missing.assign(drops_ ? reading.open.size() : 0, 0);
  reading.flops = 0;
  if (layers != nullptr) layers->assign(blocks_.size() + 1, {});
  const int64_t before = cache.size();
  const bool causal = shape_.order() == proto::Transformer::CAUSAL;
  absl::Status status;
  while (status.ok() && !tokens.empty()) {
    const size_t taken =
        causal ? std::min<size_t>(kMostRows, tokens.size()) : tokens.size();
    status = ReadRows(tokens.subspan(0, taken), cache, reading, layers);
    tokens.remove_prefix(taken);
  }
  reading.flops = workspace_->TakeFlops();
  if (!status.ok()) cache.Truncate(before);
  return status;
}

// What a block opened of those rows, of which the first is that of `reading`.
void Transformer::Impl::Keep(const Block& block, int64_t rows, int64_t first,
                             TokenReading& reading) const {
  const absl::Span<const int> domains = block.experts().domains();
  const int64_t all = genome_.manifest().domains_size();
  for (int64_t row = 0; row < rows; ++row) {
    const uint8_t* open = &workspace_->open[row * workspace_->domains];
    const uint8_t* missing = &workspace_->missing[row * workspace_->domains];
    for (size_t i = 0; i < domains.size(); ++i) {
      const int64_t at = (first + row) * all + domains[i];
      reading.open[at] = open[i];
      if (drops_) reading.missing[at] = missing[i];
    }
  }
}

absl::Status Transformer::Impl::ReadRows(
    absl::Span<const int32_t> tokens, KvCache& cache, TokenReading& reading,
    std::vector<std::vector<float>>* layers) {
  const auto rows = static_cast<int64_t>(tokens.size());
  const int64_t first = cache.size();
  const int64_t read = static_cast<int64_t>(reading.hidden.size()) / width();
  const bool causal = shape_.order() == proto::Transformer::CAUSAL;
  Workspace& workspace = *workspace_;
  workspace.Plan(rows, first + rows);
  residency_->AnnounceAlways();
  for (int64_t i = 0; i < rows; ++i) {
    if (tokens[i] == options_.padding) cache.SetAbsent(first + i);
  }
  const auto not_finite = [&](int64_t row, const std::string& what) {
    return absl::OutOfRangeError(
        absl::StrCat(genome_.path(), ": ", what, " of token ", tokens[row],
                     " at position ", first + row, " did not come out finite"));
  };
  const auto keep_layer = [&](size_t layer) {
    if (layers == nullptr) return;
    std::vector<float>& to = (*layers)[layer];
    to.insert(to.end(), workspace.x.row(0), workspace.x.row(rows));
  };
  RETURN_IF_ERROR(workspace.ForBlocks(
      rows, [&](int64_t begin, int64_t count, WorkerScratch& scratch) {
        for (int64_t row = begin; row < begin + count; ++row) {
          Embed(shape_, *t_, tokens[row], first + row,
                workspace.update.row(row), workspace.x.row(row));
          scratch.flops += EmbedFlops(shape_, *t_);
        }
        return absl::OkStatus();
      }));
  keep_layer(0);
  for (size_t l = 0; l < blocks_.size(); ++l) {
    // What all tokens attend to at once is kept until the next block only.
    const int cached = causal ? static_cast<int>(l) : 0;
    const absl::Status status =
        blocks_[l].Run(rows, first, cached, cache, *residency_, workspace);
    if (int64_t row; status.code() == absl::StatusCode::kOutOfRange &&
                     absl::SimpleAtoi(status.message(), &row)) {
      return not_finite(row, absl::StrCat("layer ", l));
    }
    RETURN_IF_ERROR(status);
    Keep(blocks_[l], rows, read, reading);
    keep_layer(l + 1);
  }
  const bool norm = !t_->final_norm.scale.empty();
  RETURN_IF_ERROR(workspace.ForBlocks(
      rows, [&](int64_t begin, int64_t count, WorkerScratch& scratch) {
        for (int64_t row = begin; row < begin + count; ++row) {
          float* x = workspace.x.row(row);
          if (norm) {
            Normalize(shape_, t_->final_norm, x, x);
            scratch.flops += NormFlops(shape_);
          }
          const absl::Span<const float> values(x, width());
          if (FirstNotFinite(values) < values.size()) {
            return not_finite(row, "the hidden state");
          }
        }
        return absl::OkStatus();
      }));
  reading.hidden.insert(reading.hidden.end(), workspace.x.row(0),
                        workspace.x.row(rows));
  cache.Append(rows);
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Transformer>> Transformer::Create(
    const Genome& genome, const TransformerOptions& options) {
  ASSIGN_OR_RETURN(auto tables, AssembleTransformer(genome));
  RETURN_IF_ERROR(CheckOptions(genome, options));
  auto impl = std::make_unique<Impl>(genome, options, std::move(tables));
  RETURN_IF_ERROR(impl->Build());
  return std::unique_ptr<Transformer>(new Transformer(std::move(impl)));
}

Transformer::Transformer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transformer::~Transformer() = default;

const Genome& Transformer::genome() const { return impl_->genome_; }
const Inventory& Transformer::inventory() const { return impl_->t_->inventory; }
const proto::Transformer& Transformer::shape() const { return impl_->shape_; }
bool Transformer::predicts() const { return impl_->output_.stored(); }
int64_t Transformer::predict_flops() const { return impl_->output_.flops(); }

absl::StatusOr<Sequence> Transformer::NewSequence(int64_t positions) const {
  const proto::Transformer& shape = impl_->shape_;
  if (positions < 1 || positions > int64_t{shape.positions()}) {
    return absl::InvalidArgumentError(
        absl::StrCat(genome().path(), ": a sequence of ", positions,
                     " tokens; its positions are 1 to ", shape.positions()));
  }
  const bool causal = shape.order() == proto::Transformer::CAUSAL;
  const int layers = causal ? static_cast<int>(impl_->blocks_.size()) : 1;
  ASSIGN_OR_RETURN(KvCache cache, KvCache::Create(layers, positions,
                                                  int64_t{shape.key_heads()} *
                                                      shape.head_width()));
  return Sequence(std::move(cache));
}

absl::Status Transformer::Read(absl::Span<const int32_t> tokens,
                               Sequence& sequence, TokenReading& reading) {
  return impl_->Read(tokens, sequence.cache_, reading, nullptr);
}

absl::Status Transformer::ReadLayers(absl::Span<const int32_t> tokens,
                                     Sequence& sequence, TokenReading& reading,
                                     std::vector<std::vector<float>>& layers) {
  return impl_->Read(tokens, sequence.cache_, reading, &layers);
}

absl::Status Transformer::Predict(absl::Span<const float> hidden,
                                  std::vector<float>& logits) {
  const proto::Transformer& shape = impl_->shape_;
  if (!predicts()) {
    return absl::InvalidArgumentError(
        absl::StrCat(genome().path(),
                     ": tensor 'token.output' is not stored, "
                     "so that there are no logits"));
  }
  if (hidden.size() % shape.width() != 0) {
    return absl::InvalidArgumentError(
        absl::StrCat(hidden.size(), " values are no rows of ", shape.width()));
  }
  const size_t rows = hidden.size() / shape.width();
  logits.resize(rows * shape.vocabulary());
  impl_->output_.Run(static_cast<int64_t>(rows), hidden.data(),
                     *impl_->workspace_, logits.data());
  const size_t wrong = FirstNotFinite(logits);
  if (wrong < logits.size()) {
    return absl::OutOfRangeError(absl::StrCat(
        genome().path(), ": the logit of token ", wrong % shape.vocabulary(),
        " in row ", wrong / shape.vocabulary(), " did not come out finite"));
  }
  return absl::OkStatus();
}

void Transformer::Mark(int32_t token, int64_t position,
                       absl::Span<const uint8_t> open, bool predicts,
                       ReadSet& reads) const {
  for (const Units units : impl_->t_->always) reads.Mark(units);
  MarkEmbedding(*impl_->t_, token, position, reads);
  for (const Block& block : impl_->blocks_) block.experts().Mark(open, reads);
  if (predicts) impl_->output_.Mark(reads);
}

}  // namespace regulon
