// From a genome file to the tables of the stages, and the inventory of what
// they can read. The one place that knows which tensor feeds which stage.
#ifndef REGULON_ENGINE_CELL_ASSEMBLE_H_
#define REGULON_ENGINE_CELL_ASSEMBLE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/binding/element_kind.h"
#include "engine/context/sense.h"
#include "engine/encoder/encoder.h"
#include "engine/genome/genome.h"
#include "engine/ledger/inventory.h"
#include "engine/modulation/modulators.h"
#include "engine/routing/router.h"
#include "engine/transcription/expert.h"
#include "engine/transcription/link.h"
#include "engine/transcription/shared_path.h"
#include "engine/transcription/silencing.h"

namespace regulon {

// Views into the genome, which must outlive it.
struct Assembly {
  Inventory inventory;
  TranscriptionSizes sizes;
  SenseTables sense;
  EncoderTables encoder;
  ModulatorTables modulators;
  std::vector<std::unique_ptr<const ElementKind>> kinds;  // in file order
  std::vector<uint32_t> element_domain;                   // mwc elements
  RouterTables router;
  Matrix router_gate;
  SharedTables shared;
  std::vector<ExpertTables> experts;  // [domains]
  SilencingTables silencing;
  absl::Span<const float> insulation;  // [boundaries]
  Units insulation_units;
  std::vector<ByteRange> always_read;         // ranges of the file, ascending
  std::vector<std::vector<ByteRange>> pages;  // of each domain's expert
  Link link = Link::kIdentity;
};

// DataLoss if an index table that every query reads is damaged;
// FailedPrecondition for a genome that reads tokens; Unimplemented
// for a genome of several layers.
absl::StatusOr<std::unique_ptr<Assembly>> Assemble(const Genome& genome);

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_ASSEMBLE_H_
