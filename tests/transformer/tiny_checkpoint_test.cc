#include "tests/transformer/tiny_checkpoint.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace regulon::reference {
namespace {

using ::testing::HasSubstr;

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Safetensors, HoldAHeaderAndValuesInTheOrderOfNames) {
  const HfTensors tensors = {{"b", {{2, 1}, {1, -2}}}, {"a", {{1}, {0.5}}}};
  const std::string header =
      R"({"__metadata__":{"format":"pt"},)"
      R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
      R"("b":{"dtype":"F32","shape":[2,1],"data_offsets":[4,12]}})";
  const std::string text = SafetensorsText(tensors, FileType::kF32);
  const size_t padded = (header.size() + 7) / 8 * 8;
  ASSERT_EQ(text.size(), 8 + padded + 12);
  EXPECT_EQ(static_cast<unsigned char>(text[0]), padded);
  EXPECT_EQ(text.substr(8, header.size()), header);
  EXPECT_EQ(text.substr(8 + padded),
            std::string("\0\0\0\x3f\0\0\x80\x3f\0\0\0\xc0", 12));
  // 0.5, 1 and -2 of half the bytes: sign, exponent, no fraction.
  EXPECT_THAT(SafetensorsText(tensors, FileType::kBf16),
              testing::EndsWith(std::string("\0\x3f\x80\x3f\0\xc0", 6)));
  EXPECT_THAT(SafetensorsText(tensors, FileType::kF16),
              testing::EndsWith(std::string("\0\x38\0\x3c\0\xc0", 6)));
}

TEST(Safetensors, RoundToNearestEven) {
  EXPECT_EQ(Rounded(1 + 0x1p-8, FileType::kBf16), 1);
  EXPECT_EQ(Rounded(1 + 0x1.8p-8, FileType::kBf16), 1 + 0x1p-7);
  EXPECT_EQ(Rounded(1 + 0x3p-8, FileType::kBf16), 1 + 0x1p-6);
  EXPECT_EQ(Rounded(1 + 0x1p-11, FileType::kF16), 1);
  EXPECT_EQ(Rounded(-1 - 0x3p-11, FileType::kF16), -1 - 0x1p-9);
  EXPECT_EQ(Rounded(2 - 0x1p-20, FileType::kF16), 2);
  EXPECT_EQ(Rounded(0x3p-24, FileType::kF16), 0x3p-24);
  EXPECT_EQ(Rounded(0x1p-14 - 0x1p-30, FileType::kF16), 0x1p-14);
  EXPECT_EQ(Rounded(0.3, FileType::kF32), 0.3f);
}

TEST(WriteCheckpoint, SplitsTensorsOverShardsWithAnIndex) {
  const MixtralShape shape;
  const HfTensors tensors = RandomMixtral(shape, 1);
  const std::string folder = testing::TempDir();
  WriteCheckpoint(folder, ConfigJson(shape), tensors, FileType::kBf16, 3);
  EXPECT_THAT(Contents(folder + "/config.json"),
              HasSubstr(R"("num_local_experts": 4)"));
  const std::string index = Contents(folder + "/model.safetensors.index.json");
  for (const auto& [name, tensor] : tensors) {
    const size_t at = index.find("\"" + name + "\": \"");
    ASSERT_NE(at, std::string::npos) << name;
    const std::string file =
        index.substr(at + name.size() + 5,
                     std::string("model-00001-of-00003.safetensors").size());
    EXPECT_THAT(Contents(folder + "/" + file), HasSubstr("\"" + name + "\""));
  }
}

// The tests of attention and of gates have something to say: the largest share
// is neither even nor all.
TEST(RandomMixtral, HasSoftmaxesThatAreNotFlat) {
  MixtralShape shape;
  const Reading reading =
      ReadMixtral(shape, RandomMixtral(shape, 1), {1, 5, 9, 5, 30, 2, 2, 17});
  double largest = 0;
  int rows = 0;
  for (const Rows& layer : reading.gate) {
    for (const Vector& scores : layer) {
      double top = 0, sum = 0;
      for (const double score : scores) {
        top = std::max(top, std::exp(score));
        sum += std::exp(score);
      }
      largest += top / sum;
      ++rows;
    }
  }
  EXPECT_GT(largest / rows, 0.4);
  EXPECT_LT(largest / rows, 0.9);
}

TEST(AddExtras, NamesWhatOtherVersionsWrite) {
  const BertShape shape;
  const HfTensors bert = RandomBert(shape, 1);
  const HfTensors old = AddExtras(bert, {true, true, true});
  EXPECT_EQ(old.size(), bert.size() + 3);
  EXPECT_EQ(old.count("bert.embeddings.LayerNorm.gamma"), 1);
  EXPECT_EQ(old.count("bert.embeddings.LayerNorm.weight"), 0);
  EXPECT_THAT(SafetensorsText(old, FileType::kF16),
              HasSubstr(R"("bert.embeddings.position_ids":{"dtype":"I64")"));
}

}  // namespace
}  // namespace regulon::reference
