#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "engine/cell/assembler.h"
#include "engine/genome/indices.h"
#include "engine/genome/tensors.h"
#include "engine/ledger/genome_inventory.h"
#include "engine/status.h"

namespace regulon {

using namespace tensors;  // NOLINT: the names are the point of this file

absl::StatusOr<std::unique_ptr<Assembly>> Assembler::Run() {
  if (m_.has_transformer()) {
    return absl::FailedPreconditionError(absl::StrCat(
        genome_.path(), ": the genome reads tokens, not regulators"));
  }
  if (m_.routers_size() != 1) {
    return absl::UnimplementedError(
        absl::StrCat(genome_.path(), ": the genome has ", m_.routers_size(),
                     " layers, and this version of regulon runs one"));
  }
  out_->inventory = InventoryOf(genome_);
  out_->sizes.regulators = m_.regulators_size();
  out_->sizes.genes = m_.genes_size();
  out_->sizes.elements = m_.elements_size();
  out_->sizes.domains = m_.domains_size();
  out_->link = static_cast<Link>(m_.link());
  FillSense();
  RETURN_IF_ERROR(FillEncoder());
  RETURN_IF_ERROR(FillModulators());
  RETURN_IF_ERROR(FillBinding());
  FillRouter();
  FillShared();
  for (int d = 0; d < m_.domains_size(); ++d) FillExpert(d);
  RETURN_IF_ERROR(FillSilencing());
  RETURN_IF_ERROR(FillInsulation());
  FillAlwaysRead();
  out_->inventory.CutRest();
  return std::move(out_);
}

int Assembler::Find(const char* name, int domain) const {
  return genome_.Find(name, 0, domain);
}

void Assembler::Take(const char* name, absl::Span<const float>& values,
                     Units& units, int domain) {
  const int tensor = Find(name, domain);
  values = genome_.F32(tensor);
  units = out_->inventory.CutWhole(tensor);
}
void Assembler::Take(const char* name, absl::Span<const uint32_t>& values,
                     Units& units, int domain) {
  const int tensor = Find(name, domain);
  values = genome_.U32(tensor);
  units = out_->inventory.CutWhole(tensor);
}
void Assembler::Take(const char* name, Matrix& matrix,
                     std::vector<Units>& units, int domain) {
  const int tensor = Find(name, domain);
  matrix = genome_.MatrixOf(tensor);
  if (tensor == Genome::kNoTensor) return;
  units.push_back(out_->inventory.CutWhole(tensor));
  const uint32_t scale = m_.tensors(tensor).scale_plus_one();
  if (scale != 0) units.push_back(out_->inventory.CutWhole(scale - 1));
}
void Assembler::TakeElements(const char* name, absl::Span<const float>& values,
                             Units& units) {
  const int tensor = Find(name);
  values = genome_.F32(tensor);
  units = out_->inventory.CutElements(tensor);
}

// Rows may be cut only along a table that is sound.
absl::Status Assembler::TakeRows(const char* name,
                                 absl::Span<const uint32_t> first, size_t rows,
                                 Units& units) {
  const int tensor = Find(name);
  if (tensor == Genome::kNoTensor) return absl::OkStatus();
  RETURN_IF_ERROR(CheckFirst(first, rows, m_.tensors(tensor).shape(0), name));
  units = out_->inventory.CutRows(tensor, first);
  return absl::OkStatus();
}

// Reference states may be read only where a domain attends to them; rates
// never are.
void Assembler::FillAlwaysRead() {
  bool states = !out_->shared.repertoire.empty() ||
                out_->shared.attention.data != nullptr;
  for (const AutonomyTable& table : out_->router.autonomy) {
    states |= !table.reference.empty();
  }
  for (int i = 0; i < m_.tensors_size(); ++i) {
    if (m_.tensors(i).stage() == proto::SIMULATE ||
        m_.tensors(i).stage() == proto::DEVELOP) {
      continue;
    }
    const bool expert = m_.tensors(i).role() == proto::EXPERT ||
                        (m_.tensors(i).domain_plus_one() != 0 &&
                         m_.tensors(i).stage() == proto::TRANSCRIBE);
    if (!expert && (states || m_.tensors(i).name() != kReferenceStates)) {
      out_->always_read.push_back(genome_.BytesOf(i));
    }
  }
  std::sort(
      out_->always_read.begin(), out_->always_read.end(),
      [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
}

absl::StatusOr<std::unique_ptr<Assembly>> Assemble(const Genome& genome) {
  return Assembler(genome).Run();
}

}  // namespace regulon
