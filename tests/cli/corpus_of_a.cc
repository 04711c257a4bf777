#include "tests/cli/corpus_of_a.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>

#include "tests/cli/program.h"

namespace regulon {

const std::string& Synthetic() {
  static const std::string& path = *new std::string([] {
    const std::string made = InTestFolder("synthetic.regulon");
    EXPECT_EQ(
        Regulon({"synth", "-o", made, "--params", "100k", "--genes", "150",
                 "--domains", "24", "--programs", "3", "--regulators", "70"})
            .status,
        0);
    return made;
  }());
  return path;
}

std::string Sha256Of(const std::string& path) {
  FILE* const pipe = popen(("sha256sum < " + path).c_str(), "r");
  char hash[65] = {};
  EXPECT_EQ(fread(hash, 1, 64, pipe), 64u);
  pclose(pipe);
  return hash;
}

std::vector<std::vector<std::string>> Cells(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, '\t');) {
      rows.back().push_back(cell);
    }
  }
  return rows;
}

}  // namespace regulon
