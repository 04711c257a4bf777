// Times one layer of experts in this engine and in ONNX Runtime, call by call
// in turn, compares their answers and prints a table. Run by `compare`.
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');
const {parseArgs} = require('util');
const {EngineLayer} = require('./engine_layer');
const {OnnxLayer, WAYS, nameOf} = require('./onnx_layer');
const {distinctExperts, makeCalls, reference, writeWeights} =
    require('./layer');

// Every size divides by k contexts' worth of experts, so that the first calls
// can read each expert once. `rows`: k, contexts, calls timed.
const WORKLOADS = {
  B: {
    experts: 256, d: 512, ff: 512,
    rows: [[8, 1, 201], [8, 16, 51], [8, 256, 21]],
  },
  D: {
    experts: 64, d: 2048, ff: 1024,
    rows: [[8, 1, 101], [8, 16, 31], [8, 256, 11]],
  },
  Gene: {
    experts: 20480, d: 128, ff: 64,
    rows: [[1024, 1, 101], [1024, 16, 31], [4096, 1, 41], [4096, 16, 15]],
  },
};

// Of a weight, with the share of its scale.
const BITS = {f32: 32, bf16: 16, int8: 8, int4: 5};

// What two right answers may be apart: of sums in another order, of weights
// rounded by either side, of activations rounded as well.
const MOST_APART = {f32: 2e-5, bf16: 0.02, int8: 0.04, int4: 0.4};

// Between two calls, so that no thread of the other side still spins.
const PAUSE_MS = 4;

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

function median(values) {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1];
}

// Reads enough memory to leave nothing else in the caches.
class Evictor {
  constructor(weightBytes) {
    const cache = lastCacheBytes();
    if (weightBytes < 8 * cache) {
      this.memory = new Float64Array(cache / 2).fill(1);
    }
  }
  evict() {
    if (!this.memory) return;
    let sum = 0;
    for (let i = 0; i < this.memory.length; i += 8) sum += this.memory[i];
    this.sum = sum;
  }
}

// 32 MiB where the system does not tell.
function lastCacheBytes() {
  const size = '/sys/devices/system/cpu/cpu0/cache/index3/size';
  return fs.existsSync(size) ?
      parseInt(fs.readFileSync(size, 'utf8')) * 1024 :
      1 << 25;
}

// The largest |a - b| of the largest |b|.
function difference(a, b) {
  let most = 0;
  let largest = 0;
  for (let i = 0; i < b.length; ++i) {
    most = Math.max(most, Math.abs(a[i] - b[i]));
    largest = Math.max(largest, Math.abs(b[i]));
  }
  return most / largest;
}

const megabytes = (pid) => Math.round(
    parseInt(/VmRSS:\s+(\d+)/.exec(
        fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);

// The sides take turns; who begins changes from call to call.
async function timeRow(sides, folder, layer, made, evictor) {
  const times = sides.map(() => []);
  const worst = {apart: 0, ours: 0, theirs: 0};
  for (const side of sides) await side.prepare(made);
  for (let call = 0; call < made.calls; ++call) {
    for (let turn = 0; turn < sides.length; ++turn) {
      const which = (call + turn) % sides.length;
      evictor.evict();
      await pause();
      const ms = await sides[which].run(call);
      if (call >= made.first) times[which].push(ms);
    }
    const [ours, ...others] = sides;
    for (const theirs of others) {
      worst.apart = Math.max(worst.apart, difference(ours.y, theirs.y));
    }
    if (call !== made.first) continue;
    for (const context of new Set([0, made.contexts - 1])) {
      const right = reference(folder, layer, made, call, context);
      const rowOf = (side) =>
          side.y.subarray(context * layer.d, (context + 1) * layer.d);
      worst.ours = Math.max(worst.ours, difference(rowOf(ours), right));
      for (const theirs of others) {
        worst.theirs = Math.max(worst.theirs, difference(rowOf(theirs), right));
      }
    }
  }
  return {ms: times.map(median), worst};
}

function limitMs(layer, dtype, made, bandwidth) {
  const calls = Array.from({length: made.calls - made.first});
  const experts =
      median(calls.map((_, i) => distinctExperts(made, made.first + i)));
  const bytes = experts * 2 * layer.d * layer.ff * BITS[dtype] / 8;
  return bytes / (bandwidth * 1e6);
}

const COLUMNS = [
  'workload', 'dtype', 'k', 'n', 'ours ms', 'ORT ms', 'ORT / ours', 'memory ms',
  'memory / ours', 'apart', 'ours off', 'ORT off', 'ORT as',
];
const print = (cells) => console.log(`| ${cells.join(' | ')} |`);

// A session for each way that ONNX Runtime takes, or the reason why not.
function openSessions(config, folder, layer, k, dtype) {
  const opened = [];
  for (const way of WAYS[dtype]) {
    try {
      const session =
          new OnnxLayer(config.modules, folder, layer, k, way, config.threads);
      opened.push({way, session});
    } catch (error) {
      console.error(`  left out, ${nameOf(way)}: ${error.message}`);
    }
  }
  return opened;
}

async function compareLayer(config, folder, workload, dtype) {
  const layer = WORKLOADS[workload];
  const bits = BITS[dtype];
  const evictor =
      new Evictor(layer.experts * 2 * layer.d * layer.ff * bits / 8);
  for (const k of new Set(layer.rows.map((row) => row[0]))) {
    console.error(`${workload} ${dtype}, ${k} experts a context`);
    const before = megabytes('self');
    const opened = openSessions(config, folder, layer, k, dtype);
    if (opened.length === 0) continue;
    const engine = await EngineLayer.create(
        config.engine, folder, layer, dtype, config.threads);
    for (const [, contexts, timed] of layer.rows.filter((r) => r[0] === k)) {
      const made = makeCalls(layer, contexts, k, timed);
      const sides = [engine, ...opened.map((o) => o.session)];
      // The best yet: others may have computed while it was measured.
      config.bandwidth = Math.max(config.bandwidth, await engine.bandwidth());
      const {ms, worst} = await timeRow(sides, folder, layer, made, evictor);
      const theirs = Math.min(...ms.slice(1));
      const best = opened[ms.indexOf(theirs, 1) - 1].way;
      const limit = limitMs(layer, dtype, made, config.bandwidth);
      print([
        workload, dtype, k, contexts, ms[0].toFixed(3), theirs.toFixed(3),
        (theirs / ms[0]).toFixed(2), limit.toFixed(3),
        `${(100 * limit / ms[0]).toFixed(0)} %`, worst.apart.toExponential(1),
        worst.ours.toExponential(1), worst.theirs.toExponential(1),
        nameOf(best),
      ]);
      if (!(worst.apart < MOST_APART[dtype])) {
        throw new Error('the answers of the two sides are not the same');
      }
    }
    console.error(
        `  resident: ours ${megabytes(engine.child.pid)} MiB, ORT ` +
        `${megabytes('self') - before} MiB in ${opened.length} sessions; ` +
        `memory ${config.bandwidth.toFixed(1)} GB/s`);
    for (const {way, session} of opened) {
      console.error(
          `  ${nameOf(way)}: created in ${session.loadMs.toFixed(0)} ms, ` +
          `first answer ${session.firstMs.toFixed(0)} ms later`);
      session.close();
    }
    await engine.close();
  }
}

async function main() {
  const {values} = parseArgs({
    options: {
      workload: {type: 'string', multiple: true},
      dtype: {type: 'string', multiple: true},
      threads: {type: 'string', default: '2'},
      engine: {type: 'string'},   // the program experts_peer
      modules: {type: 'string'},  // where onnxruntime-node is installed
      folder: {type: 'string'},   // for weights
    },
  });
  const config = {...values, threads: Number(values.threads), bandwidth: 0};
  const workloads = values.workload || Object.keys(WORKLOADS);
  const dtypes = values.dtype || ['f32', 'int8', 'int4'];
  for (const [given, known] of [[workloads, WORKLOADS], [dtypes, BITS]]) {
    for (const name of given) {
      if (!(name in known)) {
        throw new Error(
            `'${name}' is none of ${Object.keys(known).join(', ')}`);
      }
    }
  }
  const load = os.loadavg()[0];
  if (load > 0.3) {
    console.error(
        `this machine is busy (load ${load.toFixed(1)}): times are too long`);
  }
  console.log(
      `${os.cpus()[0].model.trim()}, ${config.threads} threads, ` +
      `${new Date().toISOString().slice(0, 10)}\n`);
  print(COLUMNS);
  print(COLUMNS.map(() => '---'));
  for (const workload of workloads) {
    const folder = path.join(values.folder, workload);
    fs.mkdirSync(folder);
    writeWeights(folder, WORKLOADS[workload]);
    for (const dtype of dtypes) {
      await compareLayer(config, folder, workload, dtype);
    }
    fs.rmSync(folder, {recursive: true});
  }
}

main().catch((error) => {
  console.error(`compare: ${error.message}`);
  process.exit(1);
});
