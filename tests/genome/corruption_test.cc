// Damaged genome files: an error that names the file, or for tensors, which
// opening does not read, an error that names the tensor; never a crash.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <random>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/cell/cell.h"
#include "engine/genome/genome.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Damaged : public testing::TestWithParam<const char*> {
 protected:
  const std::string bytes_ = CompiledBytes(ReadBytes(GetParam()));
  const std::string path_ = Scratch("damaged.regulon");

  absl::Status Open(absl::string_view bytes) {
    WriteBytes(path_, bytes);
    return Genome::Open(path_).status();
  }

  // Opens, builds a cell and lets it answer with every domain open.
  absl::Status Express(absl::string_view bytes) {
    WriteBytes(path_, bytes);
    const auto genome = Genome::Open(path_);
    if (!genome.ok()) return genome.status();
    CellOptions options;
    options.threads = 1;
    options.everything_open = true;
    const auto cell = Cell::Create(**genome, options);
    if (!cell.ok()) return cell.status();
    Context context(**genome, "all");
    for (size_t t = 0; t < (*genome)->regulator_units().size(); ++t) {
      EXPECT_TRUE(context.SetIndex(static_cast<int>(t), 1).ok());
    }
    return (*cell)->Express({context}).status();
  }

  // Where the bytes of a tensor begin in the file.
  static size_t BeginOf(const proto::Manifest& manifest,
                        const proto::TensorEntry& tensor) {
    return manifest.segments(tensor.segment()).offset() + tensor.offset();
  }
};

INSTANTIATE_TEST_SUITE_P(
    Models, Damaged,
    testing::Values("models/myeloid.textproto", "models/laci_o2.textproto",
                    "models/pioneer_enhancer.textproto",
                    "models/two_enhancers.textproto",
                    "tests/fuzz/spec_text/dense.textproto",
                    "tests/fuzz/spec_text/gate.textproto",
                    "tests/fuzz/spec_text/kinds.textproto"));

TEST_P(Damaged, FilesThatAreWholeAnswer) {
  EXPECT_TRUE(Express(bytes_).ok()) << Express(bytes_);
}

TEST_P(Damaged, FilesThatAreCutShortDoNotOpen) {
  std::vector<size_t> sizes;
  for (size_t page = 0; page < bytes_.size(); page += 4096) {
    sizes.insert(sizes.end(), {page, page + 1, page + 63, page + 4095});
  }
  for (size_t size = 7; size < bytes_.size(); size += 509) {
    sizes.push_back(size);
  }
  sizes.push_back(bytes_.size() - 1);
  for (const size_t size : sizes) {
    if (size >= bytes_.size()) continue;
    const absl::Status status = Open(absl::string_view(bytes_).substr(0, size));
    EXPECT_THAT(status.code(), AnyOf(absl::StatusCode::kDataLoss,
                                     absl::StatusCode::kInvalidArgument))
        << size;
    EXPECT_THAT(std::string(status.message()), StartsWith(path_ + ": "));
  }
}

TEST_P(Damaged, FilesThatWereAddedToDoNotOpen) {
  EXPECT_THAT(std::string(Open(bytes_ + '\0').message()),
              HasSubstr("it was cut short or added to"));
}

TEST_P(Damaged, BytesOfHeaderOrManifestAreNoticed) {
  const size_t manifest = ManifestOffset(bytes_);
  WriteBytes(path_, bytes_);
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  for (size_t at = 0; at < bytes_.size(); ++at) {
    if (at == 64) at = manifest;
    const auto put = [&](char byte) {
      file.seekp(static_cast<std::streamoff>(at)).put(byte).flush();
    };
    put(static_cast<char>(bytes_[at] ^ (1 << at % 8)));
    const absl::Status status = Genome::Open(path_).status();
    EXPECT_FALSE(status.ok()) << "byte " << at;
    EXPECT_THAT(std::string(status.message()), StartsWith(path_ + ": "));
    put(bytes_[at]);
  }
  file.close();
  EXPECT_TRUE(Genome::Open(path_).ok());
}

TEST_P(Damaged, BytesOfATensorAreFoundByVerification) {
  const proto::Manifest manifest = ManifestOf(bytes_);
  for (const proto::TensorEntry& tensor : manifest.tensors()) {
    const size_t begin = BeginOf(manifest, tensor);
    for (const size_t at : {begin, begin + tensor.bytes() - 1}) {
      std::string bytes = bytes_;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
      WriteBytes(path_, bytes);
      const auto genome = Genome::Open(path_);
      ASSERT_TRUE(genome.ok()) << genome.status();
      const absl::Status status = (*genome)->VerifyTensors();
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
      EXPECT_THAT(
          std::string(status.message()),
          StartsWith(absl::StrCat(path_, ": tensor '", tensor.name(), "'")));
    }
  }
}

TEST_P(Damaged, IndicesOfOneTensorGiveAnError) {
  const proto::Manifest manifest = ManifestOf(bytes_);
  for (const proto::TensorEntry& tensor : manifest.tensors()) {
    if (tensor.dtype() != proto::U32) continue;
    for (uint32_t seed = 0; seed < 10; ++seed) {
      std::mt19937 random(seed);
      std::string bytes = bytes_;
      for (size_t i = 0; i < tensor.bytes(); i += 4) {
        const uint32_t index = random() | 1u << 31;  // of nothing
        std::memcpy(&bytes[BeginOf(manifest, tensor) + i], &index, 4);
      }
      const absl::Status status = Express(bytes);
      EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << tensor.name();
      EXPECT_THAT(std::string(status.message()), StartsWith(path_ + ": "));
    }
  }
}

TEST_P(Damaged, IndicesThatLookLikeIndicesDoNotCrash) {
  const proto::Manifest manifest = ManifestOf(bytes_);
  int errors = 0;
  for (uint32_t seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::string bytes = bytes_;
    for (const proto::TensorEntry& tensor : manifest.tensors()) {
      if (tensor.dtype() != proto::U32 || random() % 4 != 0) continue;
      const uint32_t end = 2 + random() % 30;
      for (size_t i = 0; i < tensor.bytes(); i += 4) {
        if (random() % 2 == 0) continue;
        const uint32_t index = random() % end;
        std::memcpy(&bytes[BeginOf(manifest, tensor) + i], &index, 4);
      }
    }
    const absl::Status status = Express(bytes);
    if (status.ok()) continue;
    ++errors;
    EXPECT_THAT(std::string(status.message()), StartsWith(path_ + ": "));
  }
  EXPECT_GT(errors, 0);
}

TEST_P(Damaged, NumbersGiveAnErrorOrAnAnswer) {
  const proto::Manifest manifest = ManifestOf(bytes_);
  for (uint32_t seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    std::string bytes = bytes_;
    for (const proto::TensorEntry& tensor : manifest.tensors()) {
      if (tensor.dtype() == proto::U32 || random() % 4 != 0) continue;
      for (size_t i = 0; i < tensor.bytes(); ++i) {
        bytes[BeginOf(manifest, tensor) + i] = static_cast<char>(random());
      }
    }
    const absl::Status status = Express(bytes);
    if (status.ok()) continue;
    EXPECT_THAT(std::string(status.message()), StartsWith(path_ + ": "));
  }
}

}  // namespace
}  // namespace regulon
