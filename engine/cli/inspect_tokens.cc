#include "engine/cli/inspect_tokens.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace regulon {

PropertyRows ShapeOf(const proto::Manifest& manifest) {
  const proto::Transformer& shape = manifest.transformer();
  PropertyRows rows = {
      {"reads", shape.order() == proto::Transformer::CAUSAL
                    ? "tokens, and those before them"
                    : "tokens, and all others"},
      {"vocabulary", int64_t{shape.vocabulary()}},
      {"positions", int64_t{shape.positions()}},
      {"blocks", int64_t{manifest.routers_size()}},
      {"width", int64_t{shape.width()}},
      {"heads", int64_t{shape.heads()}},
      {"heads, of keys", int64_t{shape.key_heads()}},
      {"heads, width", int64_t{shape.head_width()}},
      {"position",
       absl::StrCat(proto::Transformer::Position_Name(shape.position()),
                    shape.position() == proto::Transformer::ROTARY
                        ? absl::StrCat(", base ", shape.rotary_base())
                        : "")},
      {"norm", absl::StrCat(proto::Transformer::Norm_Name(shape.norm()),
                            shape.norm_first() ? ", before" : ", after",
                            " attention and experts")}};
  if (shape.window() > 0) {
    rows.emplace_back("window", int64_t{shape.window()});
  }
  if (shape.null_state()) rows.emplace_back("attention", "with a null state");
  return rows;
}

}  // namespace regulon
