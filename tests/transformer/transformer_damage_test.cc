// Genomes whose tensors do not fit their manifest are refused by name.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/transformer/transformer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/transformer/tiny_genome.h"

namespace regulon {
namespace {

// Those that a genome may leave out.
bool IsOptional(const std::string& name) {
  for (const char* ending :
       {"bias", "basal", "embedding.norm.scale", "head.norm.scale"}) {
    if (absl::EndsWith(name, ending)) return true;
  }
  return name == "head" || name == "token.output";
}

absl::Status Opened(const TransformerPlan& plan, const TinyChanges& changes) {
  const auto genome = WriteTiny(plan, DType::kF32, changes);
  return Transformer::Create(*genome, {}).status();
}

void ExpectNamed(const absl::Status& status, const std::string& name) {
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << name;
  EXPECT_TRUE(absl::StrContains(status.message(), absl::StrCat("'", name, "'")))
      << name << ": " << status;
}

TEST(DamagedTransformer, IsRefusedWhereATensorIsNotThere) {
  for (const TransformerPlan& plan : {TinyMixture(), TinyMasked()}) {
    const size_t tensors = TensorsOf(plan, DType::kF32).size();
    for (size_t i = 0; i < tensors; ++i) {
      const std::string name = TensorsOf(plan, DType::kF32)[i].label.name;
      if (IsOptional(name) && !(plan.tied && name == "token.output")) continue;
      // Without an embedding the output must take its place, and does.
      if (name == "token.embedding") continue;
      TinyChanges changes;
      changes.tensors = [i](std::vector<PlannedTensor>& list) {
        list[i].rows = 0;
      };
      if (name == "gate") {
        EXPECT_THAT(std::string(Opened(plan, changes).message()),
                    testing::HasSubstr("have a gate and some have none"));
      } else {
        ExpectNamed(Opened(plan, changes), name);
      }
    }
  }
}

TEST(DamagedTransformer, IsRefusedWhereALayerHasNoExperts) {
  TinyChanges changes;
  changes.tensors = [](std::vector<PlannedTensor>& list) {
    for (PlannedTensor& tensor : list) {
      if (tensor.label.domain >= 0) tensor.rows = 0;
    }
  };
  changes.manifest = [](proto::Manifest& manifest) {
    manifest.clear_domains();
  };
  const absl::Status status = Opened(TinyMixture(), changes);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("layer 0 has no experts"));
}

TEST(DamagedTransformer, IsRefusedWhereATensorIsOfAnotherShape) {
  for (const TransformerPlan& plan : {TinyMixture(), TinyMasked()}) {
    const std::vector<PlannedTensor> planned = TensorsOf(plan, DType::kF32);
    for (size_t i = 0; i < planned.size(); ++i) {
      for (const bool rows : {false, true}) {
        if (rows && planned[i].form == TensorForm::kFloats) continue;
        const std::string name = planned[i].label.name;
        TinyChanges changes;
        changes.tensors = [i, rows](std::vector<PlannedTensor>& list) {
          ++(rows ? list[i].rows : list[i].columns);
        };
        const absl::Status status = Opened(plan, changes);
        // The hidden width of an expert is what its up says.
        if (name == "up" && !rows) {
          EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
        } else {
          ExpectNamed(status, name);
        }
      }
    }
  }
}

TEST(DamagedTransformer, IsRefusedWhereItsSettingsMakeNoSense) {
  const std::vector<std::function<void(proto::Transformer&)>> damages = {
      [](proto::Transformer& t) { t.set_width(0); },
      [](proto::Transformer& t) { t.set_width(4000000000); },
      [](proto::Transformer& t) { t.set_heads(0); },
      [](proto::Transformer& t) { t.set_key_heads(3); },
      [](proto::Transformer& t) { t.set_head_width(7); },
      [](proto::Transformer& t) { t.set_vocabulary(71); },
      [](proto::Transformer& t) { t.set_positions(0); },
      [](proto::Transformer& t) { t.set_rotary_base(0); },
      [](proto::Transformer& t) { t.set_norm_floor(-1); },
      [](proto::Transformer& t) {
        t.set_order(static_cast<proto::Transformer::Order>(9));
      },
      [](proto::Transformer& t) {
        t.set_norm(static_cast<proto::Transformer::Norm>(9));
      },
      [](proto::Transformer& t) {
        t.set_position(static_cast<proto::Transformer::Position>(9));
      },
      [](proto::Transformer& t) {
        t.set_activation(static_cast<proto::Activation>(9));
      },
  };
  for (size_t i = 0; i < damages.size(); ++i) {
    TinyChanges changes;
    changes.manifest = [&](proto::Manifest& manifest) {
      damages[i](*manifest.mutable_transformer());
    };
    EXPECT_EQ(Opened(TinyMixture(), changes).code(),
              absl::StatusCode::kDataLoss)
        << i;
  }
}

TEST(DamagedTransformer, IsRefusedWhereItsRouterScoresRegulators) {
  TinyChanges changes;
  changes.manifest = [](proto::Manifest& manifest) {
    manifest.mutable_routers(1)->set_score(proto::Router::LOGIT);
  };
  const absl::Status status = Opened(TinyMixture(), changes);
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(absl::StrContains(status.message(), "layer 1"));
}

TEST(DamagedTransformer, IsToldFromAGenomeThatReadsRegulators) {
  TinyChanges changes;
  changes.manifest = [](proto::Manifest& manifest) {
    manifest.clear_transformer();
  };
  EXPECT_EQ(Opened(TinyMixture(), changes).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace regulon
