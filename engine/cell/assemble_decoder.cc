// What `trajectory` may read in place of the other stages.
#include "engine/cell/assembler.h"
#include "engine/genome/tensors.h"

namespace regulon {

using namespace tensors;  // NOLINT: the names are the point of this file

void Assembler::FillDecoder() {
  DecoderTables& t = out_->decoder;
  t.genes = m_.genes_size();
  t.encoder_width = out_->encoder.width;
  if (t.encoder_width > 0) {
    t.encoder_latents = out_->encoder.latent.size() / t.encoder_width;
  }
  const struct {
    const char* name;
    DecoderTensor& tensor;
  } tensors[] = {{kDecoderMean, t.mean},
                 {kDecoderScale, t.scale},
                 {kDecoderTimeStep, t.time_step},
                 {kDecoderToken, t.token},
                 {kDecoderPosition, t.position},
                 {kDecoderLatent, t.latent},
                 {kDecoderSelf, t.self},
                 {kDecoderCrossQuery, t.cross_query},
                 {kDecoderCrossKey, t.cross_key},
                 {kDecoderCrossValue, t.cross_value},
                 {kDecoderCrossOutput, t.cross_output},
                 {kDecoderSharpness, t.sharpness},
                 {kDecoderUp, t.up},
                 {kDecoderUpBias, t.up_bias},
                 {kDecoderDown, t.down},
                 {kDecoderRecallQuery, t.recall_query},
                 {kDecoderRecallKey, t.recall_key},
                 {kDecoderRecallLag, t.recall_lag},
                 {kDecoderRecallGate, t.recall_gate},
                 {kDecoderOutput, t.output},
                 {kDecoderOutputBias, t.output_bias},
                 {kDecoderLinear, t.linear}};
  for (const auto& [name, tensor] : tensors) {
    const int found = Find(name);
    if (found == Genome::kNoTensor) continue;
    const proto::TensorEntry& entry = m_.tensors(found);
    const bool matrix = entry.shape_size() == 2;
    tensor.values = genome_.F32(found);
    tensor.rows = matrix ? static_cast<int64_t>(entry.shape(0)) : 1;
    tensor.columns = static_cast<int64_t>(entry.shape(matrix ? 1 : 0));
    // Those of later steps than were read are not.
    const bool by_step = &tensor == &t.position || &tensor == &t.recall_lag;
    tensor.units = by_step ? out_->inventory.CutRows(found, tensor.rows)
                           : out_->inventory.CutWhole(found);
  }
}

}  // namespace regulon
