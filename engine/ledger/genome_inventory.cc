#include "engine/ledger/genome_inventory.h"

namespace regulon {

Inventory InventoryOf(const Genome& genome) {
  Inventory inventory;
  for (int i = 0; i < genome.manifest().tensors_size(); ++i) {
    const proto::TensorEntry& entry = genome.manifest().tensors(i);
    TensorRecord record;
    const ByteRange range = genome.BytesOf(i);
    record.file_begin = range.begin;
    record.bytes = range.end - range.begin;
    record.elements = 1;
    for (const uint64_t size : entry.shape()) record.elements *= size;
    record.role = entry.role() == proto::DENSE    ? Role::kDense
                  : entry.role() == proto::ROUTER ? Role::kRouter
                  : entry.role() == proto::EXPERT ? Role::kExpert
                                                  : Role::kIndex;
    record.stage = static_cast<Stage>(entry.stage());
    record.layer = entry.layer();
    inventory.Add(record);
  }
  return inventory;
}

}  // namespace regulon
