// A SYNTHETIC genome and a corpus for it that leaves most of its domains shut.
#ifndef REGULON_TESTS_CLI_CORPUS_OF_A_H_
#define REGULON_TESTS_CLI_CORPUS_OF_A_H_

#include <string>
#include <vector>

namespace regulon {

// Path of a genome of three programs, of which each opens domains of its own.
const std::string& Synthetic();

// Four contexts, of which three give program A.
inline constexpr char kOfA[] =
    "context\tdonor\tprogram_A\tSYNTF0001\n"
    "a1\tx\t1\t0.5\n"
    "a2\tx\t1\t2\n"
    "a3\ty\t1\t\n"
    "none\t\t\t1\n";
inline constexpr char kColumns[] =
    "regulator\ta1\ta2\ta3\tnone\n"
    "program_A\t1\t1\t1\t\n"
    "SYNTF0001\t0.5\t2\t\t1\n";
inline constexpr char kJson[] =
    R"({"contexts": [
      {"name": "a1", "regulators": {"program_A": 1, "SYNTF0001": 0.5}},
      {"name": "a2", "regulators": {"program_A": 1, "SYNTF0001": 2}},
      {"name": "a3", "regulators": {"program_A": 1}},
      {"name": "none", "regulators": {"SYNTF0001": 1}}]})";

// What `sha256sum` says of a file.
std::string Sha256Of(const std::string& path);

// The cells of a table of tab-separated columns.
std::vector<std::vector<std::string>> Cells(const std::string& text);

}  // namespace regulon

#endif  // REGULON_TESTS_CLI_CORPUS_OF_A_H_
