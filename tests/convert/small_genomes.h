// Genomes with experts of every kind of matrix, small enough to compare whole.
#ifndef REGULON_TESTS_CONVERT_SMALL_GENOMES_H_
#define REGULON_TESTS_CONVERT_SMALL_GENOMES_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/genome/genome.h"
#include "engine/genome/matrix.h"
#include "engine/synth/synth.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {

inline std::unique_ptr<const Genome> Opened(const std::string& path) {
  auto genome = Genome::Open(path);
  EXPECT_TRUE(genome.ok()) << genome.status();
  return *std::move(genome);
}

// SYNTHETIC, softplus, opened by programs.
inline std::unique_ptr<const Genome> SmallSynthetic(DType dtype,
                                                    const std::string& name) {
  SynthOptions options;
  options.regulators = 70;
  options.genes = 150;
  options.domains = 6;
  options.programs = 3;
  options.parameters = 100'000;
  options.dtype = dtype;
  const absl::Status made = Synthesize(options, Scratch(name));
  EXPECT_TRUE(made.ok()) << made;
  return Opened(Scratch(name));
}

inline absl::string_view BytesOf(const Genome& genome, int tensor) {
  const ByteRange range = genome.BytesOf(tensor);
  return {reinterpret_cast<const char*>(genome.mapping()) + range.begin,
          static_cast<size_t>(range.end - range.begin)};
}

inline std::vector<float> ValuesOf(const Genome& genome, int tensor) {
  const Matrix matrix = genome.MatrixOf(tensor);
  std::vector<float> values(matrix.rows * matrix.columns);
  Unpack(matrix, values.data());
  return values;
}

}  // namespace regulon

#endif  // REGULON_TESTS_CONVERT_SMALL_GENOMES_H_
