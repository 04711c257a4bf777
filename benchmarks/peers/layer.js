// A layer of experts and what it is asked: raw little-endian files that both
// sides read, and the plain arithmetic they are checked against.
//
//   y_c = sum_e w_ce relu(x_c U_e) D_e      over the k experts chosen for c
//
//   up.f32      [experts][ff][d]   U_e transposed: an output's weights together
//   down.f32    [experts][d][ff]   D_e transposed
//   x.f32       [calls][contexts][d]
//   chosen.u32  [calls][contexts][k]    ascending
//   weight.f32  [calls][contexts][k]    of one context sum to 1
'use strict';
const fs = require('fs');
const path = require('path');

// Floats written or read at a time.
const CHUNK = 1 << 22;

// Marsaglia's xorshift with 32 bits of state.
class Random {
  constructor(seed) {
    this.state = seed;
  }
  next() {
    let s = this.state;
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    this.state = s;
    return s >>> 0;
  }
  // In [-1, 1).
  signed() {
    return this.next() / 2147483648 - 1;
  }
}

const bytesOf = (array) =>
    Buffer.from(array.buffer, array.byteOffset, array.byteLength);

function writeRandom(file, count, scale, seed) {
  const random = new Random(seed);
  const chunk = new Float32Array(CHUNK);
  const out = fs.openSync(file, 'w');
  for (let done = 0; done < count; done += CHUNK) {
    const size = Math.min(CHUNK, count - done);
    for (let i = 0; i < size; ++i) chunk[i] = scale * random.signed();
    fs.writeSync(out, bytesOf(chunk.subarray(0, size)));
  }
  fs.closeSync(out);
}

// Uniform, of the size that keeps a context's values near one.
function writeWeights(folder, layer) {
  const count = layer.experts * layer.d * layer.ff;
  writeRandom(
      path.join(folder, 'up.f32'), count, Math.sqrt(3 / layer.d), 20261121);
  writeRandom(
      path.join(folder, 'down.f32'), count, Math.sqrt(6 / layer.ff), 4711);
}

// Calls of `contexts` contexts, each with k experts of its own: `first` calls
// that read every expert once between them, then `timed` random ones.
function makeCalls(layer, contexts, k, timed) {
  const random = new Random(815 + contexts + k);
  const first = Math.ceil(layer.experts / (contexts * k));
  const calls = first + timed;
  const rows = calls * contexts;
  const made = {
    contexts,
    k,
    first,
    calls,
    x: new Float32Array(rows * layer.d),
    chosen: new Uint32Array(rows * k),
    weight: new Float32Array(rows * k),
  };
  for (let i = 0; i < made.x.length; ++i) made.x[i] = random.signed();
  const experts = Uint32Array.from({length: layer.experts}, (_, e) => e);
  for (let row = 0; row < rows; ++row) {
    let begin = row * k % layer.experts;
    if (row >= first * contexts) {  // a shuffle's first k
      begin = 0;
      for (let j = 0; j < k; ++j) {
        const other = j + random.next() % (layer.experts - j);
        [experts[j], experts[other]] = [experts[other], experts[j]];
      }
    }
    made.chosen.set(experts.slice(begin, begin + k).sort(), row * k);
    let sum = 0;
    for (let j = 0; j < k; ++j) {
      sum += made.weight[row * k + j] = 1.5 + random.signed();
    }
    for (let j = 0; j < k; ++j) made.weight[row * k + j] /= sum;
  }
  return made;
}

function writeCalls(folder, made) {
  fs.writeFileSync(path.join(folder, 'x.f32'), bytesOf(made.x));
  fs.writeFileSync(path.join(folder, 'chosen.u32'), bytesOf(made.chosen));
  fs.writeFileSync(path.join(folder, 'weight.f32'), bytesOf(made.weight));
}

// How many experts a call reads.
function distinctExperts(made, call) {
  const size = made.contexts * made.k;
  return new Set(made.chosen.subarray(call * size, (call + 1) * size)).size;
}

function readFloats(file, first, count) {
  const values = new Float32Array(count);
  const input = fs.openSync(file, 'r');
  fs.readSync(input, bytesOf(values), 0, 4 * count, 4 * first);
  fs.closeSync(input);
  return values;
}

// y of one context of one call, in doubles from the f32 weights.
function reference(folder, layer, made, call, context) {
  const {d, ff} = layer;
  const row = call * made.contexts + context;
  const y = new Float64Array(d);
  const hidden = new Float64Array(ff);
  for (let j = 0; j < made.k; ++j) {
    const first = made.chosen[row * made.k + j] * d * ff;
    const up = readFloats(path.join(folder, 'up.f32'), first, d * ff);
    const down = readFloats(path.join(folder, 'down.f32'), first, d * ff);
    for (let o = 0; o < ff; ++o) {
      let sum = 0;
      for (let i = 0; i < d; ++i) sum += up[o * d + i] * made.x[row * d + i];
      hidden[o] = Math.max(sum, 0);
    }
    for (let o = 0; o < d; ++o) {
      let sum = 0;
      for (let i = 0; i < ff; ++i) sum += down[o * ff + i] * hidden[i];
      y[o] += made.weight[row * made.k + j] * sum;
    }
  }
  return y;
}

module.exports = {
  CHUNK,
  bytesOf,
  distinctExperts,
  makeCalls,
  reference,
  writeCalls,
  writeWeights,
};
