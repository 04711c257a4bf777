// The whole API in twenty lines: open a genome, ask it, see what was read.
// Usage: first_query laci_o2.regulon
#include <iostream>

#include "engine/cell/cell.h"

int main(int argc, char** argv) {
  auto genome = regulon::Genome::Open(argc > 1 ? argv[1] : "laci_o2.regulon");
  if (!genome.ok()) return std::cerr << genome.status().message() << '\n', 1;
  auto cell = regulon::Cell::Create(**genome, regulon::CellOptions());
  if (!cell.ok()) return std::cerr << cell.status().message() << '\n', 1;

  regulon::Context induced(**genome, "induced");
  absl::Status status = induced.Set("LacI", 260);  // heads per cell
  status.Update(induced.Set("IPTG", 50));          // uM
  if (!status.ok()) return std::cerr << status.message() << '\n', 1;

  auto answers = (*cell)->Express({induced});
  if (!answers.ok()) return std::cerr << answers.status().message() << '\n', 1;
  const regulon::Answer& answer = (*answers)[0];
  const auto read = (*cell)->inventory().Measure(answer.reads).Sum();
  std::cout << (*genome)->manifest().genes(0).id() << '\t'
            << answer.expression[0] << '\t' << read.active << " of " << read.all
            << " parameters read\n";
}
