// compile_model SPEC GENOME: what the build compiles models with. Of the engine
// it needs only the compiler, so that neither a model nor a test of one waits
// for the whole program.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "engine/compile/compile.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: compile_model SPEC GENOME\n";
    return 2;
  }
  std::stringstream text;
  if (!(text << std::ifstream(argv[1]).rdbuf())) {
    std::cerr << argv[1] << ": cannot be read\n";
    return 1;
  }
  const auto warnings = regulon::CompileText(text.str(), argv[1], argv[2]);
  if (!warnings.ok()) {
    std::cerr << warnings.status().message() << "\n";
    return 1;
  }
  for (const std::string& warning : *warnings) std::cerr << warning << "\n";
  return 0;
}
