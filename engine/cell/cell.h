// One genome and its options, ready to answer: what a program that asks for
// expression uses.
//
//   ASSIGN_OR_RETURN(auto genome, Genome::Open("laci_o2.regulon"));
//   ASSIGN_OR_RETURN(auto cell, Cell::Create(*genome, CellOptions()));
//   Context context(*genome, "induced");
//   RETURN_IF_ERROR(context.Set("LacI", 260));
//   ASSIGN_OR_RETURN(std::vector<Answer> answers, cell->Express({context}));
//
// The same context gives the same bits whatever stands beside it, in any order,
// on any number of threads.
#ifndef REGULON_ENGINE_CELL_CELL_H_
#define REGULON_ENGINE_CELL_CELL_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/cell/answer.h"
#include "engine/context/context.h"
#include "engine/decoder/decoder.h"
#include "engine/genome/genome.h"
#include "engine/ledger/inventory.h"

namespace regulon {

class Cell {
 public:
  // The genome must outlive the cell. Builds every product and plans all
  // memory. DataLoss if tensors that every query reads are damaged;
  // InvalidArgument, naming the smallest that works, if the memory limit is too
  // small.
  static absl::StatusOr<std::unique_ptr<Cell>> Create(
      const Genome& genome, const CellOptions& options);
  ~Cell();

  const Genome& genome() const;
  const Inventory& inventory() const;
  // Of genomes that have a decoder; views into the genome, with the inventory's
  // units.
  const DecoderTables& decoder() const;
  Cooperate cooperate() const;  // of its options

  // An answer with all memory that Express needs.
  Answer NewAnswer() const;

  // One answer per context; answers made by NewAnswer are filled without
  // allocating. OutOfRange names what came out not finite, and in which
  // context; then no answer is to be used. One call at a time.
  absl::Status Express(absl::Span<const Context> contexts,
                       absl::Span<Answer> answers);
  absl::StatusOr<std::vector<Answer>> Express(
      absl::Span<const Context> contexts);

  // An edit of a context, and what it changes. Lent until the call returns.
  struct Edited {
    int64_t context = 0, edit = 0;
    const Answer* before = nullptr;  // of the context
    const Answer* after = nullptr;   // of the edited context
    // False: no stage sees a difference, so `after` expresses and opens what
    // `before` does.
    bool changed = false;
  };

  // Each of `edits` edits of each context, context by context: what Express
  // answers to the edited contexts, to the bit, read sets and counts included,
  // for the work of what an edit changes. `apply` edits a copy of a context and
  // is called by several threads, maybe more than once.
  absl::Status ExpressEdits(
      absl::Span<const Context> contexts, int64_t edits,
      absl::FunctionRef<absl::Status(int64_t edit, Context& context)> apply,
      absl::FunctionRef<absl::Status(const Edited& edited)> deliver);

 private:
  class Impl;
  explicit Cell(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace regulon

#endif  // REGULON_ENGINE_CELL_CELL_H_
