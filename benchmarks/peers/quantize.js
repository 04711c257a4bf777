// Weights as QMoE takes them: unsigned integers around a zero point of
// 2^(bits - 1), two 4-bit ones to a byte with the first below, and f32 scales
// of each output's weights, or of each `block` of them.
'use strict';
const fs = require('fs');
const {CHUNK, bytesOf} = require('./layer');

// FROM.f32, rows of `width` -> `to` and its scales in `scalesTo`. `block` 0: a
// scale for the whole row.
function quantizeFile(from, to, scalesTo, width, bits, block) {
  const group = block || width;
  const zero = 1 << (bits - 1);
  const input = fs.openSync(from, 'r');
  const out = fs.openSync(to, 'w');
  const scalesOut = fs.openSync(scalesTo, 'w');
  const rows = fs.fstatSync(input).size / 4 / width;
  const most = Math.max(1, Math.floor(CHUNK / width));
  for (let done = 0; done < rows; done += most) {
    const count = Math.min(most, rows - done) * width;
    const values = new Float32Array(count);
    const packed = new Uint8Array(count * bits / 8);
    const scales = new Float32Array(count / group);
    fs.readSync(input, bytesOf(values));
    for (let g = 0, i = 0; g < scales.length; ++g) {
      const end = i + group;
      let largest = 0;
      for (let j = i; j < end; ++j) {
        largest = Math.max(largest, Math.abs(values[j]));
      }
      scales[g] = largest / (zero - 1);
      const inverse = scales[g] === 0 ? 0 : 1 / scales[g];
      for (; i < end; ++i) {
        const integer = Math.round(values[i] * inverse) + zero;
        if (bits === 8) {
          packed[i] = integer;
        } else {
          packed[i >> 1] |= integer << (i & 1) * 4;
        }
      }
    }
    fs.writeSync(out, bytesOf(packed));
    fs.writeSync(scalesOut, bytesOf(scales));
  }
  for (const file of [input, out, scalesOut]) fs.closeSync(file);
}

module.exports = {quantizeFile};
