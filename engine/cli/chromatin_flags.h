// The flags that say what chromatin every context of a query has.
#ifndef REGULON_ENGINE_CLI_CHROMATIN_FLAGS_H_
#define REGULON_ENGINE_CLI_CHROMATIN_FLAGS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/context/chromatin.h"
#include "engine/context/context.h"
#include "engine/genome/genome.h"

namespace CLI {
class App;
}

namespace regulon {

struct ChromatinFlags {
  std::string accessibility, contacts;  // files
  std::vector<std::string> mark;        // NAME=FILE
  std::optional<double> gain, temperature;
};

void AddChromatinFlags(CLI::App& verb, ChromatinFlags& flags);

// What the flags give to every context.
struct ChromatinSettings {
  std::shared_ptr<const Chromatin> chromatin;  // null: no file
  std::optional<double> gain, temperature;     // that contexts take
  // Each as it was given, a file with the hash of its text: "--mark
  // H3K27ac=peaks.bed (sha256 5f70...)", "--gain 2".
  std::vector<std::string> asked;

  bool empty() const { return chromatin == nullptr && !gain && !temperature; }
  absl::Status SetIn(Context& context) const;
};

// Reads the files and reports on the standard error what it made of each.
// `contexts` is the file of the contexts, which may not be the standard input
// as well.
absl::StatusOr<ChromatinSettings> ReadChromatin(const ChromatinFlags& flags,
                                                const std::string& contexts,
                                                const Genome& genome);

}  // namespace regulon

#endif  // REGULON_ENGINE_CLI_CHROMATIN_FLAGS_H_
