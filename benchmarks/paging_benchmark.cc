// Opening a SYNTHETIC genome of 4 GB, its first answers from a cold disk, and
// its answers within a limit of memory, beside how fast the disk is read.
//   bazel run //benchmarks:paging_benchmark [-- PARAMETERS [DOMAINS]]
// Writes the genome below $TMPDIR, or /tmp, and removes it.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/cell/cell.h"
#include "engine/genome/residency.h"
#include "engine/synth/synth.h"
#include "engine/workers.h"
#include "tests/genome/mapped_memory.h"

namespace regulon {
namespace {

constexpr int kOpenings = 15, kColdRounds = 5;
constexpr int64_t kLimit = 512 << 20;
constexpr double kMegabyte = 1e6;

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::exit(1);
}

template <typename T>
T Checked(absl::StatusOr<T> value) {
  Check(value.status());
  return *std::move(value);
}

double Milliseconds(const std::function<void()>& run) {
  const auto start = std::chrono::steady_clock::now();
  run();
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - start)
      .count();
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Row(const std::string& what, double milliseconds, double bytes = 0,
         const std::string& note = "") {
  std::printf("%-44s %9.1f ms", what.c_str(), milliseconds);
  if (bytes > 0) {
    std::printf(" %8.1f MB %8.0f MB/s", bytes / kMegabyte,
                bytes / kMegabyte / (milliseconds / 1000));
  }
  std::printf("  %s\n", note.c_str());
  std::fflush(stdout);
}

void MakeCold(const std::string& path) {
  if (!DropFromCache(path))
    Check(absl::UnavailableError("cannot drop " + path));
}

double ReadSequentially(const std::string& path, int64_t bytes) {
  MakeCold(path);
  std::vector<char> buffer(4 << 20);
  std::ifstream file(path, std::ios::binary);
  return Milliseconds([&] {
    for (int64_t done = 0; done < bytes; done += buffer.size()) {
      file.read(buffer.data(), buffer.size());
    }
  });
}

void Openings(const std::string& path) {
  std::vector<double> open, create;
  const std::clock_t start = std::clock();
  for (int i = 0; i < kOpenings; ++i) {
    std::unique_ptr<const Genome> genome;
    open.push_back(Milliseconds([&] { genome = Checked(Genome::Open(path)); }));
    create.push_back(
        Milliseconds([&] { Checked(Cell::Create(*genome, CellOptions())); }));
  }
  const double processor =
      1000.0 * (std::clock() - start) / CLOCKS_PER_SEC / kOpenings;
  for (const auto& [what, times] :
       {std::pair("Genome::Open", &open), std::pair("Cell::Create", &create)}) {
    Row(what, Median(*times), 0,
        absl::StrFormat("at least %.1f ms",
                        *std::min_element(times->begin(), times->end())));
  }
  Row("both and closing, processor time", processor);
}

std::vector<std::vector<ByteRange>> PagesOf(const Genome& genome) {
  std::vector<std::vector<ByteRange>> pages(genome.manifest().domains_size());
  for (int i = 0; i < genome.manifest().tensors_size(); ++i) {
    const uint32_t domain = genome.manifest().tensors(i).domain_plus_one();
    if (domain != 0) pages[domain - 1].push_back(genome.BytesOf(i));
  }
  return pages;
}

// How long it takes to read the pages of some domains, on every core, from the
// disk, and what of the file is in memory then.
struct Cold {
  double milliseconds;
  int64_t touched, cached, mapped;
};
Cold ReadCold(const std::string& path, const std::vector<int>& domains,
              bool announce) {
  const auto genome = Checked(Genome::Open(path));
  const std::vector<std::vector<ByteRange>> pages = PagesOf(*genome);
  Residency residency =
      Checked(Residency::Create(*genome, {}, pages, Residency::kNoLimit));
  Workers workers(0);
  MakeCold(path);
  const int64_t before = CachedBytes(*genome);
  if (before > genome->file_bytes() / 100) {
    Check(absl::UnavailableError("the file stays in the page cache"));
  }
  std::atomic<int64_t> touched{0}, sum{0};
  Cold cold;
  cold.milliseconds = Milliseconds([&] {
    if (announce) residency.NextWave(domains, 0);
    workers.Run(static_cast<int>(domains.size()), [&](int task, int) {
      for (const ByteRange& range : pages[domains[task]]) {
        const uint8_t* bytes = genome->mapping();
        sum += std::accumulate(bytes + range.begin, bytes + range.end, 0);
        touched += range.end - range.begin;
      }
    });
  });
  cold.touched = touched;
  cold.cached = CachedBytes(*genome) - before;
  cold.mapped = MappedBytes(*genome);
  return cold;
}

void ColdReads(const std::string& path, const std::vector<int>& domains) {
  std::vector<double> times[2];
  Cold last[2];
  for (int round = 0; round < kColdRounds; ++round) {
    for (const bool announce : {false, true}) {
      last[announce] = ReadCold(path, domains, announce);
      times[announce].push_back(last[announce].milliseconds);
    }
  }
  const double ratio = Median(times[0]) / Median(times[1]);
  for (const bool announce : {false, true}) {
    const Cold& cold = last[announce];
    const auto of_touched = [&cold](int64_t bytes) {
      return static_cast<double>(bytes) / cold.touched;
    };
    const std::string note = absl::StrFormat(
        "in the page cache %.2fx, mapped %.2fx; %.1fx as fast",
        of_touched(cold.cached), of_touched(cold.mapped), announce ? ratio : 1);
    Row(announce ? "5 % of the domains cold, announced"
                 : "5 % of the domains cold, faults on demand",
        Median(times[announce]), cold.touched, note);
  }
}

std::vector<Context> Contexts(const Genome& genome) {
  Context context(genome, "5 %");
  Check(context.Set(ProgramId(0), 1));
  return {context};
}

void FirstAnswers(const std::string& path) {
  std::vector<double> cold, cached, warm;
  Account account;
  int64_t resident = 0;
  for (int round = 0; round < kColdRounds; ++round) {
    for (const bool drop : {true, false}) {
      const auto genome = Checked(Genome::Open(path));
      const auto cell = Checked(Cell::Create(*genome, CellOptions()));
      const std::vector<Context> contexts = Contexts(*genome);
      std::vector<Answer> answers(1, cell->NewAnswer());
      if (drop) MakeCold(path);
      const auto express = [&] {
        Check(cell->Express(contexts, absl::MakeSpan(answers)));
      };
      (drop ? cold : cached).push_back(Milliseconds(express));
      if (drop) resident = CachedBytes(*genome);
      for (int i = 0; i < 5; ++i) warm.push_back(Milliseconds(express));
      account = cell->inventory().Measure(answers[0].reads);
    }
  }
  Row("first answer at 5 % open, cold", Median(cold), account.bytes_paged,
      absl::StrFormat("in the page cache %.2fx",
                      static_cast<double>(resident) / account.bytes_paged));
  Row("first answer at 5 % open, from the page cache", Median(cached),
      account.bytes_paged);
  Row("later answers at 5 % open", Median(warm), account.bytes_read);
}

// Of this program's pages, those of files, in bytes.
int64_t FilePagesMapped() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    int64_t kilobytes;
    if (std::sscanf(line.c_str(), "RssFile: %ld", &kilobytes) == 1) {
      return kilobytes * 1024;
    }
  }
  return 0;
}

struct Limited {
  std::vector<float> expression;
  double cold, later;
  int64_t peak;
};
Limited ExpressEverything(const std::string& path, int64_t limit) {
  const auto genome = Checked(Genome::Open(path));
  CellOptions options;
  options.everything_open = true;
  options.memory_limit = limit;
  const auto cell = Checked(Cell::Create(*genome, options));
  const std::vector<Context> contexts = Contexts(*genome);
  std::vector<Answer> answers(1, cell->NewAnswer());
  MakeCold(path);
  const int64_t before = FilePagesMapped() - MappedBytes(*genome);
  std::atomic<bool> done{false};
  Limited run = {};
  std::thread watch([&] {
    while (!done) {
      run.peak = std::max(run.peak, FilePagesMapped() - before);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  const auto express = [&] {
    Check(cell->Express(contexts, absl::MakeSpan(answers)));
  };
  run.cold = Milliseconds(express);
  run.later = Milliseconds(express);
  done = true;
  watch.join();
  run.expression = answers[0].expression;
  return run;
}

bool Limits(const std::string& path, int64_t bytes) {
  const Limited free = ExpressEverything(path, 0);
  const int64_t limit = bytes > 2 * kLimit ? kLimit : bytes / 8;
  const Limited limited = ExpressEverything(path, limit);
  for (const Limited* run : {&free, &limited}) {
    const std::string kind = run == &free
                                 ? "without a limit"
                                 : absl::StrCat("limit ", limit >> 20, "M");
    Row("everything open, " + kind + ", cold", run->cold, bytes,
        absl::StrCat("at most ", (run->peak + (1 << 20) - 1) >> 20,
                     " MiB of the file mapped"));
    Row("everything open, " + kind + ", later", run->later, bytes);
  }
  const bool same = free.expression == limited.expression;
  std::printf("answers within the limit: %s\n",
              same ? "the same bits" : "OTHER BITS");
  return same && limited.peak <= limit;
}

int Run(int64_t parameters, int domains) {
  const char* folder = std::getenv("TMPDIR");
  const std::string path =
      absl::StrCat(folder == nullptr ? "/tmp" : folder, "/regulon_paging_",
                   getpid(), ".regulon");
  SynthOptions options;
  options.parameters = parameters;
  options.domains = domains;
  const absl::Cleanup remove = [&path] { std::remove(path.c_str()); };
  Check(Synthesize(options, path));
  const int64_t bytes = Checked(Genome::Open(path))->file_bytes();
  std::printf("SYNTHETIC, %.2f GB in %d domains\n", bytes / 1e9, domains);
  const int64_t part = std::min<int64_t>(bytes, 1 << 30);
  Row("the file read in sequence, cold", ReadSequentially(path, part), part);
  Openings(path);
  ColdReads(path, PlantedDomains(options)[0]);
  FirstAnswers(path);
  return Limits(path, bytes) ? 0 : 1;
}

}  // namespace
}  // namespace regulon

int main(int count, char** arguments) {
  int64_t parameters = 740'000'000;
  int domains = 4096;
  if ((count > 1 && !absl::SimpleAtoi(arguments[1], &parameters)) ||
      (count > 2 && !absl::SimpleAtoi(arguments[2], &domains))) {
    std::fprintf(stderr, "usage: paging_benchmark [PARAMETERS [DOMAINS]]\n");
    return 2;
  }
  return regulon::Run(parameters, domains);
}
