// Loaded into the app by the benchmark (NODE_OPTIONS=--require): tells how long the event loop of Electron's main process was blocked.
// Every 100 ms it appends a line to the file named by CMD_LOOP_PROBE_FILE: time in ms, longest pause since the line before in ms.
const { appendFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const file = process.env.CMD_LOOP_PROBE_FILE;
if (process.type === 'browser' && file) {
  // A pause is seen as the time between two ticks, so what is told is too much by up to one tick, never too little.
  const pauses = monitorEventLoopDelay({ resolution: 5 });
  pauses.enable();
  setInterval(() => {
    appendFileSync(file, `${Date.now()} ${(pauses.max / 1e6).toFixed(1)}\n`);
    pauses.reset();
  }, 100).unref();
}
