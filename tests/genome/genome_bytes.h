// Genome files as strings, to be damaged and put back together.
#ifndef REGULON_TESTS_GENOME_GENOME_BYTES_H_
#define REGULON_TESTS_GENOME_GENOME_BYTES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "proto/genome.pb.h"

namespace regulon {

// A path in the test's own folder.
std::string Scratch(absl::string_view name);

// "" if there is no such file.
std::string ReadBytes(const std::string& path);
void WriteBytes(const std::string& path, absl::string_view bytes);

// A spec as the file that it compiles to; stops the test if it does not.
std::string CompiledBytes(absl::string_view spec);

// Where the manifest begins, as the header says; within the file.
size_t ManifestOffset(absl::string_view file);
proto::Manifest ManifestOf(absl::string_view file);

// The file with a header that fits the rest of it.
std::string Sealed(std::string file);
// With another manifest, sealed.
std::string WithManifest(const std::string& file,
                         const proto::Manifest& manifest);

}  // namespace regulon

#endif  // REGULON_TESTS_GENOME_GENOME_BYTES_H_
