// Runs a fuzz target on each file named on the command line, and in each folder
// named there: once as it is, then damaged in ways that are the same every
// time.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

constexpr int kDamagedCopies = 200;  // of each file

// On the heap and no longer than the input, so that AddressSanitizer sees the
// first byte read past its end.
void Run(const std::string& input) {
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::string Damaged(std::string input, std::mt19937& random) {
  const size_t at = random() % (input.size() + 1);
  switch (random() % 4) {
    case 0:
      return input.substr(0, at);
    case 1:
      return input.insert(at, 1, static_cast<char>(random()));
    case 2:
      return input.erase(at, 1 + random() % 8);
    default:
      if (at < input.size()) input[at] = static_cast<char>(random());
      return input;
  }
}

bool Replay(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::cerr << "cannot read " << path << "\n";
    return false;
  }
  std::cout << path.string() << std::endl;  // a crash leaves its file named
  const std::string input(std::istreambuf_iterator<char>(file), {});
  Run(input);
  std::mt19937 random(1);
  for (int i = 0; i < kDamagedCopies; ++i) Run(Damaged(input, random));
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    if (!fs::is_directory(argv[i])) {
      files.emplace_back(argv[i]);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(argv[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  Run("");
  bool read = !files.empty();
  for (const fs::path& file : files) read = Replay(file) && read;
  std::cout << files.size() << " files, each also in " << kDamagedCopies
            << " damaged copies\n";
  return read ? 0 : 1;
}
