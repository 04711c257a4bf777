// A layer of experts in this engine: the process experts_peer, which is asked
// in lines and answers in lines.
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const {spawn} = require('child_process');
const {bytesOf, writeCalls} = require('./layer');

class EngineLayer {
  static async create(program, folder, layer, dtype, threads) {
    const engine = new EngineLayer();
    engine.folder = folder;
    engine.layer = layer;
    const {experts, d, ff} = layer;
    engine.child = spawn(
        program, [folder, experts, d, ff, dtype, threads].map(String),
        {stdio: ['pipe', 'pipe', 'inherit']});
    const lines = readline.createInterface({input: engine.child.stdout});
    engine.lines = lines[Symbol.asyncIterator]();
    await engine.read();
    return engine;
  }

  async read() {
    const {value, done} = await this.lines.next();
    if (done) throw new Error('experts_peer ended');
    return value;
  }

  ask(question) {
    this.child.stdin.write(`${question}\n`);
    return this.read();
  }

  async prepare(made) {
    writeCalls(this.folder, made);
    this.y = new Float32Array(made.contexts * this.layer.d);
    await this.ask(`calls ${made.contexts} ${made.k} ${made.calls}`);
  }

  // Milliseconds; the answer is in `y`.
  async run(call) {
    const ms = Number(await this.ask(`run ${call}`));
    fs.readFileSync(path.join(this.folder, 'y.f32')).copy(bytesOf(this.y));
    return ms;
  }

  // GB/s of memory that as many threads read.
  async bandwidth() {
    return Number(await this.ask('bandwidth'));
  }

  async close() {
    this.child.stdin.end();
    await new Promise((resolve) => this.child.once('exit', resolve));
  }
}

module.exports = {EngineLayer};
