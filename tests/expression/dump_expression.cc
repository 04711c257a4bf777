// dump_expression PATH UNIT LAYER [rows]: what ReadExpression reads, for
// comparison with other readers. With "rows", samples are rows of a text.
//
// A line "SAMPLES GENES SECONDS PEAK_KIB", a line per sample and per gene, and
// the values [samples, genes] as 32-bit floats of this machine.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstring>

#include "engine/expression/read_expression.h"

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  regulon::ReadOptions options;
  options.unit = argv[2];
  options.layer = argv[3];
  options.samples_are_rows = argc > 4 && std::strcmp(argv[4], "rows") == 0;
  options.missing = regulon::MissingPolicy::kZero;
  const auto start = std::chrono::steady_clock::now();
  const auto read = regulon::ReadExpression(argv[1], options);
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - start;
  if (!read.ok()) {
    std::fprintf(stderr, "%s\n", std::string(read.status().message()).c_str());
    return 1;
  }
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%zu %zu %.3f %ld\n", read->samples.size(), read->genes.size(),
              took.count(), usage.ru_maxrss);
  for (const std::string& name : read->samples) std::puts(name.c_str());
  for (const std::string& name : read->genes) std::puts(name.c_str());
  std::fwrite(read->values.data(), sizeof(float), read->values.size(), stdout);
  return 0;
}
