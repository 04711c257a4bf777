// One layer of experts as an ONNX model: a single node of ONNX Runtime's own
// operators, its weights beside it in raw files that the runtime maps.
'use strict';

// Element types as onnx.proto numbers them.
const FLOAT = 1;
const UINT8 = 2;
const BFLOAT16 = 16;

// The protobuf wire format: a field is its number and kind, then its value.
function varint(value) {
  const bytes = [];
  for (let v = BigInt(value);; v >>= 7n) {
    if (v < 128n) return Buffer.from([...bytes, Number(v)]);
    bytes.push(Number(v & 127n) | 128);
  }
}
const int = (field, value) =>
    Buffer.concat([varint(field << 3), varint(value)]);
function bytes(field, value) {
  const body = Buffer.from(value);
  return Buffer.concat([varint(field << 3 | 2), varint(body.length), body]);
}
const message = (field, ...parts) => bytes(field, Buffer.concat(parts));

// Fields as onnx.proto numbers them.
const attribute = (name, value) => typeof value === 'string' ?
    message(5, bytes(1, name), bytes(4, value), int(20, 3)) :
    message(5, bytes(1, name), int(3, value), int(20, 2));
const location = (file) =>
    message(13, bytes(1, 'location'), bytes(2, file));
const dimension = (size) =>
    message(1, typeof size === 'string' ? bytes(2, size) : int(1, size));
const valueInfo = (field, name, type, shape) => message(
    field, bytes(1, name),
    message(2, message(1, int(1, type), message(2, ...shape.map(dimension)))));

// x [contexts, width], router [contexts, experts] -> y [contexts, width], of
// element type `type`. `tensors`: {name, shape, type, file}, the node's inputs
// from the third on; null where an optional one is left out. A `file` stands in
// the folder of the model.
function encodeLayer(operator, attributes, width, experts, type, tensors) {
  const inputs = ['x', 'router', ...tensors.map((t) => t ? t.name : '')];
  const node = message(
      1, ...inputs.map((name) => bytes(1, name)), bytes(2, 'y'),
      bytes(4, operator),
      ...Object.entries(attributes).map(([k, v]) => attribute(k, v)),
      bytes(7, 'com.microsoft'));
  const weights = tensors.filter((t) => t).map(
      (t) => message(
          5, ...t.shape.map((size) => int(1, size)), int(2, t.type),
          bytes(8, t.name), location(t.file), int(14, 1)));
  return Buffer.concat([
    int(1, 8),  // the version of the format
    message(
        7, node, bytes(2, 'layer'), ...weights,
        valueInfo(11, 'x', type, ['contexts', width]),
        valueInfo(11, 'router', type, ['contexts', experts]),
        valueInfo(12, 'y', type, ['contexts', width])),
    message(8, bytes(1, ''), int(2, 17)),
    message(8, bytes(1, 'com.microsoft'), int(2, 1)),
  ]);
}

module.exports = {BFLOAT16, FLOAT, UINT8, encodeLayer};
