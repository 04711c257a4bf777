// A layer of experts in ONNX Runtime, on the raw files of layer.js.
'use strict';
const fs = require('fs');
const path = require('path');
const {createRequire} = require('module');
const {BFLOAT16, FLOAT, UINT8, encodeLayer} = require('./onnx_model');
const {quantizeFile} = require('./quantize');

// The ways to run each dtype; the fastest counts. `block`: weights that share a
// scale, 0: all of an output's. `q4`: QMoE's product on 4-bit weights, which
// rounds them once more, in place of unpacking to f32. `spin`: threads spin for
// a while before they sleep.
const WAYS = {
  f32: [{spin: 0}, {spin: 1}],
  bf16: [{type: BFLOAT16, spin: 0}],
  int8: [{bits: 8, block: 0, spin: 0}, {bits: 8, block: 0, spin: 1}],
  int4: [
    {bits: 4, block: 32, q4: 1, spin: 0},
    {bits: 4, block: 32, q4: 1, spin: 1},
    {bits: 4, block: 0, q4: 0, spin: 0},
  ],
};

const nameOf = (way) => [
  way.bits ? `QMoE, scales of ${way.block || 'all'} rows` : 'MoE',
  ...(way.q4 ? ['q4 product'] : []),
  way.spin ? 'spinning' : 'sleeping',
].join(', ');

// The logit of an expert that was not chosen: its softmax is 0 in f32.
const CLOSED = -1e4;

class OnnxLayer {
  // `modules`: where the package is installed. Throws what ONNX Runtime throws.
  constructor(modules, folder, layer, k, way, threads) {
    const load = createRequire(path.join(modules, 'package.json'));
    this.ort = load('onnxruntime-node');
    // Its own session and not InferenceSession: that waits for a turn of node's
    // event loop, 15 us of a call.
    const {binding, initOrt} = load('onnxruntime-node/dist/binding');
    this.layer = layer;
    const model = writeModel(folder, layer, k, way);
    process.env.ORT_USE_MLAS_Q4_GEMM_MOE = way.q4 ? '1' : '0';
    const begin = process.hrtime.bigint();
    initOrt();
    this.session = new binding.InferenceSession();
    this.session.loadModel(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      extra: {session: {intra_op: {allow_spinning: String(way.spin)}}},
    });
    this.loadMs = Number(process.hrtime.bigint() - begin) / 1e6;
  }

  prepare(made) {
    this.made = made;
    this.y = new Float32Array(made.contexts * this.layer.d);
    this.fetches = {
      y: new this.ort.Tensor(
          'float32', this.y, [made.contexts, this.layer.d]),
    };
  }

  // Milliseconds; the answer is in `y`.
  run(call) {
    const feeds = this.feeds(call);
    const begin = process.hrtime.bigint();
    this.session.run(feeds, this.fetches, {});
    const ms = Number(process.hrtime.bigint() - begin) / 1e6;
    this.firstMs ??= ms;
    return ms;
  }

  // Its softmax over logits that are the logarithms of our weights, which sum
  // to one, gives those weights back.
  feeds(call) {
    const {contexts, k, chosen, weight, x} = this.made;
    const {experts, d} = this.layer;
    const router = new Float32Array(contexts * experts).fill(CLOSED);
    for (let c = 0; c < contexts; ++c) {
      const row = call * contexts + c;
      for (let i = row * k; i < (row + 1) * k; ++i) {
        router[c * experts + chosen[i]] = Math.log(weight[i]);
      }
    }
    const first = call * contexts * d;
    return {
      x: new this.ort.Tensor(
          'float32', x.subarray(first, first + contexts * d), [contexts, d]),
      router: new this.ort.Tensor('float32', router, [contexts, experts]),
    };
  }

  close() {
    this.session.dispose();
  }
}

// The model in `folder`, and what it needs beside the weights there.
function writeModel(folder, layer, k, way) {
  const {experts, d, ff} = layer;
  const {type = FLOAT, bits, block} = way;
  const inFolder = (name) => path.join(folder, name);
  const stored = (name, rows, columns) => {
    if (!bits) {
      return [
        {name, shape: [experts, rows, columns], type, file: `${name}.f32`},
      ];
    }
    const file = `${name}.${bits}.${block}`;
    const scales = `${file}.scales`;
    if (!fs.existsSync(inFolder(scales))) {
      quantizeFile(
          inFolder(`${name}.f32`), inFolder(file), inFolder(scales), columns,
          bits, block);
    }
    return [
      {name, shape: [experts, rows, columns * bits / 8], type: UINT8, file},
      {
        name: `${name}_scales`,
        shape: block ? [experts, rows, columns / block] : [experts, rows],
        type,
        file: scales,
      },
    ];
  };
  const attributes = {k, activation_type: 'relu', normalize_routing_weights: 1};
  if (bits) attributes.expert_weight_bits = bits;
  if (block) attributes.block_size = block;
  const tensors = [...stored('up', ff, d), null, ...stored('down', d, ff)];
  fs.writeFileSync(
      inFolder('layer.onnx'),
      encodeLayer(
          bits ? 'QMoE' : 'MoE', attributes, d, experts, type, tensors));
  return inFolder('layer.onnx');
}

module.exports = {OnnxLayer, WAYS, nameOf};
