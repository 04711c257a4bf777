// What of a genome's file is in memory, as the system counts it.
#ifndef REGULON_TESTS_GENOME_MAPPED_MEMORY_H_
#define REGULON_TESTS_GENOME_MAPPED_MEMORY_H_

#include <cstdint>
#include <string>

#include "engine/genome/genome.h"

namespace regulon {

// Bytes of its pages that this program has mapped.
int64_t MappedBytes(const Genome& genome);
// Bytes of its pages in the page cache.
int64_t CachedBytes(const Genome& genome);
// Writes what is not on the disk yet and drops the file from the page cache,
// but for pages that some program has mapped. False if the system does not.
bool DropFromCache(const std::string& path);

}  // namespace regulon

#endif  // REGULON_TESTS_GENOME_MAPPED_MEMORY_H_
