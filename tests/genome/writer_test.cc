#include "engine/genome/writer.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "engine/genome/genome.h"
#include "engine/genome/header.h"
#include "engine/genome/tensors.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr TensorLabel kBasal = {tensors::kBasal, proto::DENSE,
                                proto::TRANSCRIBE};

TensorLabel OfDomain(const char* name, int domain) {
  return {name, proto::EXPERT, proto::TRANSCRIBE, domain};
}

proto::Manifest OneGene() {
  proto::Manifest manifest;
  manifest.set_name("small");
  manifest.add_routers();
  manifest.add_domains()->set_id("d");
  proto::Gene& gene = *manifest.add_genes();
  gene.set_id("G");
  gene.set_unit("tpm");
  (*manifest.mutable_provenance()->mutable_metrics())["r2"] = 0.5;
  (*manifest.mutable_provenance()->mutable_metrics())["mse"] = 0.25;
  return manifest;
}

// A fresh folder.
std::string Folder(const std::string& name) {
  const std::string folder = Scratch(name);
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

absl::Status WriteSmall(const std::string& path, float basal = 2) {
  auto writer = GenomeWriter::Create(path);
  if (!writer.ok()) return writer.status();
  (*writer)->StartSegment();
  const absl::Status status = (*writer)->AddFloats(kBasal, {basal});
  return status.ok() ? (*writer)->Finish(OneGene()) : status;
}

TEST(Writer, WritesWhatOpens) {
  const std::string path = Scratch("opens.regulon");
  {
    auto writer = GenomeWriter::Create(path);
    ASSERT_TRUE(writer.ok()) << writer.status();
    GenomeWriter& out = **writer;
    out.StartSegment();
    ASSERT_TRUE(out.AddFloats(kBasal, {2.5}).ok());
    ASSERT_TRUE(
        out.AddFloats({tensors::kReference, proto::DENSE, proto::SENSE}, {})
            .ok());
    out.StartSegment();
    ASSERT_TRUE(out.AddIndices(OfDomain(tensors::kInputs, 0), {7, 9}).ok());
    ASSERT_TRUE(
        out.AddRows(OfDomain(tensors::kAutonomy, 0), 2, 3, {1, 2, 3, 4, 5, 6})
            .ok());
    ASSERT_TRUE(out.AddMatrix(OfDomain(tensors::kLinear, 0), DType::kI8, 2, 1,
                              {127, -1})
                    .ok());
    ASSERT_TRUE(out.Finish(OneGene()).ok());
  }
  const auto genome = Genome::Open(path);
  ASSERT_TRUE(genome.ok()) << genome.status();
  EXPECT_TRUE((*genome)->VerifyTensors().ok());

  proto::Manifest manifest = (*genome)->manifest();
  EXPECT_EQ(manifest.segments_size(), 2);
  EXPECT_EQ(manifest.tensors_size(), 5);
  manifest.clear_segments();
  manifest.clear_tensors();
  EXPECT_TRUE(
      google::protobuf::util::MessageDifferencer::Equals(manifest, OneGene()));
  EXPECT_THAT((*genome)->F32((*genome)->Find(tensors::kBasal)),
              ElementsAre(2.5));
  EXPECT_THAT((*genome)->U32((*genome)->Find(tensors::kInputs, 0, 0)),
              ElementsAre(7, 9));
  EXPECT_THAT((*genome)->F32((*genome)->Find(tensors::kAutonomy, 0, 0)),
              ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ((*genome)->Find(tensors::kReference), Genome::kNoTensor);
  const Matrix linear =
      (*genome)->MatrixOf((*genome)->Find(tensors::kLinear, 0, 0));
  EXPECT_EQ(linear.rows, 2);
  EXPECT_EQ(linear.columns, 1);
  float values[2];
  Unpack(linear, values);
  EXPECT_THAT(values, ElementsAre(127, -1));
}

TEST(Writer, AlignsSegmentsToPagesAndTensorsToLines) {
  const std::string path = Scratch("aligned.regulon");
  {
    auto writer = GenomeWriter::Create(path);
    ASSERT_TRUE(writer.ok());
    (*writer)->StartSegment();
    (*writer)->StartSegment();  // the first stayed empty
    ASSERT_TRUE((*writer)->AddFloats(kBasal, {1}).ok());
    ASSERT_TRUE(
        (*writer)->AddFloats(OfDomain(tensors::kAnyAmplitude, 0), {2}).ok());
    (*writer)->StartSegment();
    ASSERT_TRUE(
        (*writer)->AddFloats(OfDomain(tensors::kContactNorm, 0), {3}).ok());
    ASSERT_TRUE((*writer)->Finish(OneGene()).ok());
  }
  const std::string bytes = ReadBytes(path);
  const proto::Manifest manifest = ManifestOf(bytes);
  ASSERT_EQ(manifest.segments_size(), 2);
  EXPECT_EQ(manifest.segments(0).offset(), 4096u);
  EXPECT_EQ(manifest.segments(0).bytes(), 68u);
  EXPECT_EQ(manifest.segments(1).offset(), 8192u);
  EXPECT_EQ(manifest.tensors(1).offset(), 64u);
  EXPECT_EQ(manifest.tensors(2).segment(), 1u);
  EXPECT_EQ(ManifestOffset(bytes), 12288u);
  // All that is neither header, tensor nor manifest is zero.
  EXPECT_EQ(bytes.substr(64, 4032), std::string(4032, '\0'));
  EXPECT_EQ(bytes.substr(4100, 60), std::string(60, '\0'));
  EXPECT_EQ(bytes.substr(4164, 4028), std::string(4028, '\0'));
}

TEST(Writer, GivesTheSameBytesForTheSameGenome) {
  const std::string one = Scratch("one.regulon"), two = Scratch("two.regulon");
  ASSERT_TRUE(WriteSmall(one).ok());
  ASSERT_TRUE(WriteSmall(two).ok());
  EXPECT_FALSE(ReadBytes(one).empty());
  EXPECT_EQ(ReadBytes(one), ReadBytes(two));
}

TEST(Writer, ShowsNothingUntilItHasFinished) {
  const std::string folder = Folder("until");
  const std::string path = folder + "/g.regulon";
  {
    auto writer = GenomeWriter::Create(path);
    ASSERT_TRUE(writer.ok());
    (*writer)->StartSegment();
    ASSERT_TRUE(
        (*writer)->AddFloats(kBasal, std::vector<float>(1 << 20, 1)).ok());
    EXPECT_FALSE(fs::exists(path));
  }
  EXPECT_TRUE(fs::is_empty(folder));
  ASSERT_TRUE(WriteSmall(path).ok());
  EXPECT_THAT(std::distance(fs::directory_iterator(folder), {}), 1);
}

TEST(Writer, LeavesTheFileThatIsThereUntilItHasFinished) {
  const std::string path = Folder("replaced") + "/g.regulon";
  ASSERT_TRUE(WriteSmall(path, 1).ok());
  const std::string before = ReadBytes(path);
  {
    auto writer = GenomeWriter::Create(path);
    ASSERT_TRUE(writer.ok());
    (*writer)->StartSegment();
    ASSERT_TRUE((*writer)->AddFloats(kBasal, {3}).ok());
  }
  EXPECT_EQ(ReadBytes(path), before);
  ASSERT_TRUE(WriteSmall(path, 3).ok());
  EXPECT_NE(ReadBytes(path), before);
}

// Lets files grow to so many bytes, as a full disk would.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_;
  void (*handler_)(int);
};

TEST(Writer, LeavesTheFileThatIsThereWhereTheDiskIsFull) {
  const std::string folder = Folder("full");
  const std::string path = folder + "/g.regulon";
  ASSERT_TRUE(WriteSmall(path, 1).ok());
  const std::string before = ReadBytes(path);
  const std::vector<float> large(1 << 20, 1);  // 4 MiB
  for (const rlim_t bytes : {0, 100, 4096, 5000, 1 << 20, 3 << 20}) {
    absl::Status status;
    {
      const FullDisk full(bytes);
      auto writer = GenomeWriter::Create(path);
      ASSERT_TRUE(writer.ok());
      (*writer)->StartSegment();
      status = (*writer)->AddFloats(kBasal, large);
      if (status.ok()) status = (*writer)->Finish(OneGene());
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << bytes;
    EXPECT_THAT(std::string(status.message()),
                StartsWith(path + ": cannot write: "));
    EXPECT_EQ(ReadBytes(path), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder), {}), 1);
  }
}

TEST(Writer, NamesThePathThatItCannotWrite) {
  const std::string folder = Folder("unwritable");
  for (const std::string& path :
       {folder, folder + "/missing/g.regulon", std::string("/proc/g.regulon"),
        std::string("/dev/full"), std::string("/dev/null"), std::string()}) {
    const absl::Status status = WriteSmall(path);
    EXPECT_FALSE(status.ok()) << path;
    EXPECT_THAT(std::string(status.message()), StartsWith(path + ": "));
  }
  EXPECT_THAT(std::string(WriteSmall(folder).message()),
              HasSubstr("not a regular file"));
  EXPECT_THAT(std::string(WriteSmall(folder + "/missing/g").message()),
              HasSubstr("No such file or directory"));
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST(Writer, MakesAFileThatOthersMayRead) {
  const std::string path = Folder("mode") + "/g.regulon";
  ASSERT_TRUE(WriteSmall(path).ok());
  struct stat info;
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  const mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(info.st_mode & 0777, 0644 & ~mask);
}

}  // namespace
}  // namespace regulon
