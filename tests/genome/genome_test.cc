#include "engine/genome/genome.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <filesystem>

#include "engine/genome/header.h"
#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr char kSpec[] = R"spec(
  name: "interleaved"
  unit: "tpm"
  gene { id: "G0" symbol: "zero" basal: 1 }
  gene { id: "G1" unit: "log2(tpm+1)" }
  gene { id: "G2" alias: "two" alias: "deux" hgnc: "HGNC:2" }
  gene { id: "G3" }
  domain {
    id: "even"
    gene: "G2"
    gene: "G0"
    linear { gene: "G0" regulator: "zero" weight: 2 }
  }
  domain {
    id: "odd"
    gene: "G1"
    gene: "G3"
    linear { gene: "G3" regulator: "G1" weight: 3 }
  }
  domain { id: "none" }
)spec";

std::unique_ptr<const Genome> OpenSpec() {
  const std::string path = Scratch("spec.regulon");
  WriteBytes(path, CompiledBytes(kSpec));
  auto genome = Genome::Open(path);
  EXPECT_TRUE(genome.ok()) << genome.status();
  return *std::move(genome);
}

TEST(Genome, ListsTheGenesOfEachDomainInAscendingOrder) {
  const auto genome = OpenSpec();
  EXPECT_THAT(genome->GenesOf(0), ElementsAre(0, 2));
  EXPECT_THAT(genome->GenesOf(1), ElementsAre(1, 3));
  EXPECT_THAT(genome->GenesOf(2), IsEmpty());
}

TEST(Genome, FindsGenesAndRegulatorsByEveryName) {
  const auto genome = OpenSpec();
  for (const char* name : {"G2", "two", "deux", "HGNC:2"}) {
    EXPECT_EQ(*genome->genes().Find(name), 2) << name;
  }
  EXPECT_EQ(*genome->regulators().Find("zero"), 0);  // with its gene's symbol
  EXPECT_EQ(genome->regulator_units()[0].text, "tpm");
  EXPECT_EQ(genome->regulator_units()[1].log_base, 2);
  EXPECT_EQ(genome->gene_units()[1].text, "log2(tpm+1)");
  EXPECT_EQ(genome->gene_units()[2].text, "tpm");
}

TEST(Genome, FindsATensorByNameAndDomain) {
  const auto genome = OpenSpec();
  const int even = genome->Find(tensors::kLinear, 0, 0);
  const int odd = genome->Find(tensors::kLinear, 0, 1);
  EXPECT_NE(even, odd);
  EXPECT_EQ(genome->Find(tensors::kLinear), Genome::kNoTensor);
  EXPECT_EQ(genome->Find(tensors::kLinear, 0, 2), Genome::kNoTensor);
  EXPECT_EQ(genome->Find(tensors::kLinear, 1, 0), Genome::kNoTensor);
  EXPECT_THAT(genome->F32(Genome::kNoTensor), IsEmpty());
  EXPECT_EQ(genome->MatrixOf(Genome::kNoTensor).data, nullptr);
  EXPECT_THAT(genome->U32(genome->Find(tensors::kInputs, 0, 1)),
              ElementsAre(1));
  // One input by two genes: G0, then G2.
  const Matrix linear = genome->MatrixOf(even);
  float weights[2];
  Unpack(linear, weights);
  EXPECT_THAT(weights, ElementsAre(2, 0));
}

TEST(Genome, KnowsWhereATensorLiesInTheFile) {
  const auto genome = OpenSpec();
  const std::string bytes = ReadBytes(genome->path());
  EXPECT_EQ(genome->file_bytes(), static_cast<int64_t>(bytes.size()));
  const ByteRange range = genome->BytesOf(genome->Find(tensors::kBasal));
  ASSERT_EQ(range.end - range.begin, 4 * 4);
  const float basal[4] = {1, 0, 0, 0};
  EXPECT_EQ(bytes.substr(range.begin, 16),
            std::string(reinterpret_cast<const char*>(basal), 16));
  EXPECT_EQ(genome->manifest_sha256(),
            Hex(Sha256(bytes.substr(ManifestOffset(bytes)))));
}

TEST(Genome, IsARegularFileThatIsThere) {
  const auto message = [](const std::string& path, absl::StatusCode code) {
    const absl::Status status = Genome::Open(path).status();
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_THAT(std::string(status.message()), StartsWith(path + ": "));
    return std::string(status.message()).substr(path.size() + 2);
  };
  using absl::StatusCode;
  EXPECT_EQ(message(Scratch("missing"), StatusCode::kNotFound),
            "there is no such file");
  EXPECT_EQ(message("/", StatusCode::kInvalidArgument),
            "this is not a regular file");
  EXPECT_EQ(message("/dev/zero", StatusCode::kInvalidArgument),
            "this is not a regular file");
  const std::string pipe = Scratch("pipe");
  mkfifo(pipe.c_str(), 0600);
  EXPECT_EQ(message(pipe, StatusCode::kInvalidArgument),
            "this is not a regular file");
  const std::string text = Scratch("text");
  for (const char* content : {"", "REGULON", "name: \"text\"\n"}) {
    WriteBytes(text, content);
    EXPECT_THAT(message(text, StatusCode::kInvalidArgument),
                StartsWith("this is not a genome file"));
  }
}

// Pages of a file that are in memory, by number; found without reading it.
std::vector<bool> ResidentPages(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC);
  const size_t size = std::filesystem::file_size(path);
  void* mapped = mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  std::vector<unsigned char> pages((size + kPageBytes - 1) / kPageBytes);
  EXPECT_EQ(mincore(mapped, size, pages.data()), 0);
  munmap(mapped, size);
  close(descriptor);
  std::vector<bool> resident;
  for (const unsigned char page : pages) resident.push_back((page & 1) != 0);
  return resident;
}

TEST(Genome, IsOpenedWithoutReadingATensor) {
  const std::string path = Scratch("large.regulon");
  {
    auto writer = GenomeWriter::Create(path);
    ASSERT_TRUE(writer.ok());
    (*writer)->StartSegment();
    ASSERT_TRUE(
        (*writer)
            ->AddFloats({tensors::kBasal, proto::DENSE, proto::TRANSCRIBE},
                        std::vector<float>(1 << 20, 1))
            .ok());
    ASSERT_TRUE((*writer)->Finish({}).ok());
  }
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  close(descriptor);
  for (const bool resident : ResidentPages(path)) {
    if (resident) {
      GTEST_SKIP() << "skipped: this file system does not drop pages";
    }
  }
  const auto genome = Genome::Open(path);
  ASSERT_TRUE(genome.ok()) << genome.status();
  const std::vector<bool> opened = ResidentPages(path);
  ASSERT_EQ(opened.size(), 1 + 1024 + 1u);  // header, 4 MiB, manifest
  EXPECT_TRUE(opened.front());
  EXPECT_TRUE(opened.back());
  EXPECT_EQ(std::count(opened.begin(), opened.end(), true), 2);
  // One value takes one page.
  EXPECT_EQ((*genome)->F32((*genome)->Find(tensors::kBasal))[5000], 1);
  const std::vector<bool> read = ResidentPages(path);
  EXPECT_EQ(std::count(read.begin(), read.end(), true), 3);
  EXPECT_TRUE(read[1 + 5000 / 1024]);
}

}  // namespace
}  // namespace regulon
