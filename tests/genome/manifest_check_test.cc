// Manifests that are whole, as their hash says, and wrong.

#include "engine/genome/manifest_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "engine/genome/genome.h"
#include "engine/genome/tensors.h"
#include "engine/genome/writer.h"
#include "tests/genome/genome_bytes.h"

namespace regulon {
namespace {

using proto::Manifest;
using proto::TensorEntry;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// One domain of two genes and two regulators. Tensors: 0 basal, 1 inputs,
// 2 linear (I4, of 40 rows), 3 its scales.
const std::string& RightFile() {
  static const std::string& bytes = *[] {
    const std::string path = Scratch("right.regulon");
    Manifest m;
    m.add_routers();
    m.add_domains()->set_id("d");
    for (const char* id : {"A", "B"}) {
      proto::Regulator& regulator = *m.add_regulators();
      regulator.set_id(id);
      regulator.set_unit("tpm");
      proto::Gene& gene = *m.add_genes();
      gene.set_id(id);
      gene.set_unit("tpm");
    }
    for (const auto kind : {proto::Element::MWC, proto::Element::THRESHOLD}) {
      m.add_elements()->set_kind(kind);
    }
    const std::vector<float> values(80, 1);
    auto writer = *GenomeWriter::Create(path);
    writer->StartSegment();
    EXPECT_TRUE(
        writer
            ->AddFloats({tensors::kBasal, proto::DENSE, proto::TRANSCRIBE},
                        {1, 2})
            .ok());
    writer->StartSegment();
    const TensorLabel label = {tensors::kInputs, proto::EXPERT,
                               proto::TRANSCRIBE, 0};
    TensorLabel linear = label;
    linear.name = tensors::kLinear;
    EXPECT_TRUE(writer->AddIndices(label, std::vector<uint32_t>(40)).ok());
    EXPECT_TRUE(writer->AddMatrix(linear, DType::kI4, 40, 2, values).ok());
    EXPECT_TRUE(writer->Finish(m).ok());
    return new std::string(ReadBytes(path));
  }();
  return bytes;
}

absl::Status OpenWith(const std::function<void(Manifest&)>& change) {
  Manifest manifest = ManifestOf(RightFile());
  change(manifest);
  const std::string path = Scratch("wrong.regulon");
  WriteBytes(path, WithManifest(RightFile(), manifest));
  return Genome::Open(path).status();
}

void ExpectWrong(const std::function<void(Manifest&)>& change,
                 const std::string& what) {
  const absl::Status status = OpenWith(change);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << what;
  EXPECT_THAT(std::string(status.message()),
              StartsWith(Scratch("wrong.regulon") + ": "));
  EXPECT_THAT(std::string(status.message()), HasSubstr(what));
}

void ExpectWrongTensor(int tensor,
                       const std::function<void(TensorEntry&)>& change,
                       const std::string& what) {
  ExpectWrong([&](Manifest& m) { change(*m.mutable_tensors(tensor)); }, what);
}

TEST(Manifest, ThatIsRightOpens) {
  EXPECT_TRUE(OpenWith([](Manifest&) {}).ok());
  EXPECT_TRUE(OpenWith([](Manifest& m) {
                m.mutable_tensors(0)->set_name("of a later version");
              }).ok());
}

TEST(Manifest, PutsGenesElementsAndDomainsWhereTheyCanBe) {
  ExpectWrong([](Manifest& m) { m.mutable_genes(1)->set_domain(1); },
              "gene 'B' is in no domain");
  ExpectWrong([](Manifest& m) { m.mutable_elements(0)->set_domain(~0u); },
              "element '' is in no domain");
  ExpectWrong([](Manifest& m) { m.mutable_elements()->SwapElements(0, 1); },
              "is out of order");
  ExpectWrong([](Manifest& m) { m.mutable_genes(0)->set_tss0(-1); },
              "gene 'A' starts before its sequence");
  ExpectWrong([](Manifest& m) { m.mutable_elements(0)->set_center0(-1); },
              "element '' is at no place");
  ExpectWrong([](Manifest& m) { m.mutable_elements(0)->set_width(-1); },
              "element '' is at no place");
  ExpectWrong([](Manifest& m) { m.add_boundaries()->set_position0(-1); },
              "boundary '' is at no place");
  ExpectWrong([](Manifest& m) { m.mutable_domains(0)->set_layer(1); },
              "domain 'd' is in a layer without router");
  for (const uint32_t layer : {1u, 1u << 31, ~0u}) {
    ExpectWrongTensor(
        0, [&](TensorEntry& t) { t.set_layer(layer); },
        "tensor 'basal' belongs to a layer that is not there");
  }
}

TEST(Manifest, NamesEachThingOnce) {
  ExpectWrong([](Manifest& m) { m.mutable_regulators(1)->set_id("A"); },
              "the id 'A' belongs to two regulators");
  ExpectWrong([](Manifest& m) { m.mutable_genes(1)->set_id("A"); },
              "the id 'A' belongs to two genes");
  ExpectWrong([](Manifest& m) { m.mutable_genes(1)->set_unit("tmp"); },
              "'tmp' is no unit");
  ExpectWrongTensor(
      3, [](TensorEntry& t) { t.set_name(tensors::kLinear); },
      "there are two tensors 'linear'");
}

TEST(Manifest, HoldsNoEnumeratorThatIsNotKnown) {
  const auto unknown = [](int value) { return value; };
  ExpectWrong(
      [&](Manifest& m) { m.set_link(static_cast<proto::Link>(unknown(9))); },
      "is unknown");
  ExpectWrong(
      [&](Manifest& m) {
        m.set_unnamed(static_cast<proto::Unnamed>(unknown(9)));
      },
      "is unknown");
  ExpectWrong(
      [&](Manifest& m) {
        m.set_activity_source(static_cast<proto::ActivitySource>(unknown(-1)));
      },
      "is unknown");
  ExpectWrong(
      [&](Manifest& m) {
        m.mutable_regulators(0)->set_kind(
            static_cast<proto::Regulator::Kind>(unknown(9)));
      },
      "regulator 'A' is of an unknown kind");
  ExpectWrong(
      [&](Manifest& m) {
        m.mutable_elements(1)->set_kind(
            static_cast<proto::Element::Kind>(unknown(9)));
      },
      "is out of order");
  ExpectWrong(
      [&](Manifest& m) {
        m.mutable_routers(0)->set_score(
            static_cast<proto::Router::Score>(unknown(9)));
      },
      "a router is of an unknown kind");
  for (const int value : {0, 9}) {
    ExpectWrongTensor(
        0,
        [&](TensorEntry& t) {
          t.set_dtype(static_cast<proto::DType>(unknown(value)));
        },
        "is not known");
  }
  ExpectWrongTensor(
      0,
      [&](TensorEntry& t) {
        t.set_layout(static_cast<proto::Layout>(unknown(2)));
      },
      "is not known");
  ExpectWrongTensor(
      0,
      [&](TensorEntry& t) { t.set_role(static_cast<proto::Role>(unknown(9))); },
      "is not known");
  ExpectWrongTensor(
      0,
      [&](TensorEntry& t) {
        t.set_stage(static_cast<proto::Stage>(unknown(9)));
      },
      "is not known");
}

TEST(Manifest, PutsSegmentsApartAndBehindTheHeader) {
  const auto segment = [](int i, uint64_t offset, uint64_t bytes) {
    return [=](Manifest& m) {
      m.mutable_segments(i)->set_offset(offset);
      m.mutable_segments(i)->set_bytes(bytes);
    };
  };
  constexpr uint64_t kMost = std::numeric_limits<uint64_t>::max();
  ExpectWrong(segment(0, 0, 4096), "segment 0 (offset 0");
  ExpectWrong(segment(0, 4097, 8), "segment 0");
  ExpectWrong(segment(0, 4096, 4097), "segment 1");  // which begins at 8192
  ExpectWrong(segment(1, 8192, 1 << 20), "segment 1");
  ExpectWrong(segment(1, 8192, kMost), "segment 1");
  ExpectWrong(segment(1, 1ull << 63, 0), "segment 1");
  ExpectWrong(segment(1, kMost - 4095, 8192), "segment 1");
  ExpectWrong([](Manifest& m) { m.mutable_segments()->SwapElements(0, 1); },
              "segment 1");
}

TEST(Manifest, PutsTensorsApartAndInTheirSegments) {
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.set_offset(0); },
      "two tensors overlap in segment 1");
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.set_offset(128); },  // inputs have 160 bytes
      "two tensors overlap in segment 1");
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_offset(4); }, "lies outside its segment");
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_offset(~uint64_t{63}); },
      "lies outside its segment");
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_offset(64); }, "lies outside its segment");
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_segment(2); },
      "lies in a segment that is not there");
  ExpectWrong([](Manifest& m) { m.clear_segments(); },
              "lies in a segment that is not there");
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.set_domain_plus_one(2); },
      "tensor 'linear' of domain 1");
}

TEST(Manifest, GivesTensorsTheBytesThatTheirShapesNeed) {
  const auto shape = [](std::vector<uint64_t> sizes) {
    return [=](TensorEntry& t) {
      *t.mutable_shape() = {sizes.begin(), sizes.end()};
    };
  };
  ExpectWrongTensor(0, shape({3}), "has 8 bytes where its shape needs 12");
  ExpectWrongTensor(0, shape({1}), "has 8 bytes where its shape needs 4");
  ExpectWrongTensor(0, shape({}), "has 0 dimensions");
  ExpectWrongTensor(0, shape({1, 1, 2}), "has 3 dimensions");
  ExpectWrongTensor(0, shape({0}), "has a dimension of 0");
  ExpectWrongTensor(0, shape({~uint64_t{0}}), "has a dimension of");
  ExpectWrongTensor(2, shape({1ull << 41, 1}), "has a dimension of");
  ExpectWrongTensor(2, shape({1ull << 40, 1ull << 40}),
                    "where its shape needs -1");
  // As many bits as there are in 2^64: none, if they were counted in 64.
  ExpectWrongTensor(
      2,
      [&](TensorEntry& t) {
        shape({1ull << 30, 1ull << 32})(t);
        t.set_bytes(0);
      },
      "where its shape needs -1");
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_bytes(~uint64_t{0}); },
      "where its shape needs 8");
}

TEST(Manifest, GivesTensorsTheTypeThatTheirNamesAskFor) {
  constexpr char kWhat[] = "has another type, shape or place than its name";
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_name(tensors::kRouterFirst); }, kWhat);
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_name(tensors::kReferenceStates); }, kWhat);
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_name(tensors::kSharedAttention); }, kWhat);
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.set_name(tensors::kAutonomyReference); },
      kWhat);
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.set_name(tensors::kRepertoireDistance); },
      kWhat);
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_domain_plus_one(1); }, kWhat);
  ExpectWrongTensor(
      1, [](TensorEntry& t) { t.set_domain_plus_one(0); }, kWhat);
  ExpectWrongTensor(
      1, [](TensorEntry& t) { t.set_name(tensors::kAnyAmplitude); }, kWhat);
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_role(proto::INDEX); },
      "does not go with its shape");
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_layout(proto::PACKED); },
      "does not go with its shape");
}

TEST(Manifest, GivesIntegersTheirScales) {
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.clear_scale_plus_one(); }, "has no scales");
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.set_scale_plus_one(5); }, "has no scales");
  ExpectWrongTensor(
      2, [](TensorEntry& t) { t.set_scale_rows(0); }, "has no scales");
  for (const uint32_t rows : {1u, 10u, 40u, ~0u}) {  // not 2 groups of 40
    ExpectWrongTensor(
        2, [&](TensorEntry& t) { t.set_scale_rows(rows); },
        "has scales of the wrong shape");
  }
  for (const uint32_t other : {1u, 2u, 3u}) {
    ExpectWrongTensor(
        2, [&](TensorEntry& t) { t.set_scale_plus_one(other); },
        "has scales of the wrong shape");
  }
  ExpectWrongTensor(
      0, [](TensorEntry& t) { t.set_scale_plus_one(4); },
      "has scales that it does not need");
}

TEST(Manifest, ThatDropsWhatItHoldsIsWrong) {
  const auto drop = [](Manifest& m) {
    m.mutable_domains(0)->set_routed(true);
    m.mutable_domains(0)->set_dropped(true);
  };
  ExpectWrong(
      [&](Manifest& m) {
        drop(m);
        m.mutable_domains(0)->set_routed(false);
      },
      "domain 'd' is open always, yet dropped");
  ExpectWrong(drop, "is stored although that is dropped");
  ExpectWrong([](Manifest& m) { m.add_specializations()->add_dropped(0); },
              "is not marked so");
  ExpectWrong([](Manifest& m) { m.add_specializations()->add_dropped(7); },
              "is not marked so");
}

}  // namespace
}  // namespace regulon
