// The inventory of a genome file, its tensors numbered as in the manifest and
// not cut yet.
#ifndef REGULON_ENGINE_LEDGER_GENOME_INVENTORY_H_
#define REGULON_ENGINE_LEDGER_GENOME_INVENTORY_H_

#include "engine/genome/genome.h"
#include "engine/ledger/inventory.h"

namespace regulon {

Inventory InventoryOf(const Genome& genome);

}  // namespace regulon

#endif  // REGULON_ENGINE_LEDGER_GENOME_INVENTORY_H_
