#include "tests/transformer/comparison.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace regulon::reference {
namespace {

double MarginOf(const Vector& gate, int top_k) {
  Vector sorted = gate;
  std::sort(sorted.rbegin(), sorted.rend());
  return sorted[top_k - 1] - sorted[top_k];
}

template <typename Read>
Comparison CompareEach(const std::string& config, const HfTensors& tensors,
                       const Way& way, const std::vector<int>& lengths,
                       int vocabulary, Read read) {
  const auto genome = Converted(config, tensors, way);
  const auto transformer = Transformer::Create(*genome, OneThread());
  if (!transformer.ok()) {
    throw std::runtime_error(transformer.status().ToString());
  }
  Comparison comparison;
  for (const int length : lengths) {
    const std::vector<int> tokens = RandomTokens(length, vocabulary, length);
    read(*genome, tokens, ReadTokens(**transformer, tokens), comparison);
  }
  return comparison;
}

}  // namespace

MixtralShape Mixtral(int index) {
  MixtralShape shape;
  switch (index) {
    case 0:
      return shape;
    case 1:
      shape.layers = 1;
      shape.width = 30;
      shape.heads = 5;
      shape.key_heads = 1;
      shape.head_width = 6;
      shape.experts = 8;
      shape.top_k = 3;
      shape.inner = 37;
      shape.tied = true;
      return shape;
    case 2:
      shape.layers = 3;
      shape.width = 18;
      shape.heads = shape.key_heads = 3;
      shape.head_width = 10;  // heads are wider than the model
      shape.experts = 5;
      shape.top_k = 1;
      shape.inner = 70;
      shape.vocabulary = 131;
      shape.rotary_base = 1e6;
      return shape;
    default:
      shape.width = 64;
      shape.heads = 8;
      shape.key_heads = 4;
      shape.head_width = 8;
      shape.experts = 8;
      shape.inner = 96;
      shape.window = 7;
      shape.norm_floor = 1e-6;
      return shape;
  }
}

BertShape Bert(int index) {
  BertShape shape;
  if (index == 0) return shape;
  shape.layers = 3;
  shape.width = 30;
  shape.heads = index == 1 ? 5 : 2;
  shape.inner = 50;
  shape.vocabulary = 97;
  shape.rectify = index == 1;
  shape.norm_floor = 1e-6;
  return shape;
}

void Comparison::Add(const EngineReading& engine, const Reading& reference,
                     size_t end) {
  for (size_t l = 0; l < reference.layers.size(); ++l) {
    layers = std::max(layers,
                      Difference(engine.layers[l], reference.layers[l], end));
  }
  hidden = std::max(hidden, Difference(engine.hidden, reference.hidden, end));
  logits = std::max(logits, Difference(engine.logits, reference.logits, end));
  rows += static_cast<int>(end);
  skipped += static_cast<int>(reference.hidden.size() - end);
}

void Comparison::Add(const Genome& genome, const MixtralShape& shape,
                     const EngineReading& engine, const Reading& reference) {
  size_t end = 0;
  for (bool same = true; same && end < reference.hidden.size(); end += same) {
    for (int l = 0; same && l < shape.layers; ++l) {
      same = ExpertsOf(genome, engine, l, static_cast<int>(end)) ==
             reference.experts[l][end];
      if (same) continue;
      largest_margin_flipped =
          std::max(largest_margin_flipped,
                   MarginOf(reference.gate[l][end], shape.top_k));
    }
  }
  Add(engine, reference, end);
}

double Comparison::Worst() const { return std::max({layers, hidden, logits}); }

void Comparison::Print(const std::string& what) const {
  std::printf(
      "%s: layers %.2g, hidden %.2g, logits %.2g; %d rows, %d after another "
      "choice\n",
      what.c_str(), layers, hidden, logits, rows, skipped);
}

Comparison CompareLengths(const MixtralShape& shape, const HfTensors& tensors,
                          const HfTensors& read, const Way& way,
                          const std::vector<int>& lengths) {
  return CompareEach(ConfigJson(shape), tensors, way, lengths, shape.vocabulary,
                     [&](const Genome& genome, const std::vector<int>& tokens,
                         const EngineReading& engine, Comparison& comparison) {
                       comparison.Add(genome, shape, engine,
                                      ReadMixtral(shape, read, tokens));
                     });
}

Comparison CompareLengths(const BertShape& shape, const HfTensors& tensors,
                          const HfTensors& read, const Way& way,
                          const std::vector<int>& lengths) {
  return CompareEach(ConfigJson(shape), tensors, way, lengths, shape.vocabulary,
                     [&](const Genome&, const std::vector<int>& tokens,
                         const EngineReading& engine, Comparison& comparison) {
                       comparison.Add(engine, ReadBert(shape, read, tokens),
                                      tokens.size());
                     });
}

}  // namespace regulon::reference
