// Loaded into the app by the benchmark (NODE_OPTIONS=--require): tells what Electron's main process holds, each time it is asked.
// The benchmark asks by writing a number into the file named by CMD_MEMORY_PROBE_FILE; the answer is `FILE.answer`: the number, the bytes
// of the heap in use and those resident, after everything that can be collected was.
const { readFileSync, writeFileSync } = require('node:fs');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

const file = process.env.CMD_MEMORY_PROBE_FILE;
if (process.type === 'browser' && file) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  let answered = '';
  setInterval(() => {
    const asked = readFileSync(file, 'utf8');
    if (asked === answered) return;
    answered = asked;
    for (let round = 0; round < 3; round += 1) collect();
    const { heapUsed, rss } = process.memoryUsage();
    writeFileSync(`${file}.answer`, `${asked} ${heapUsed} ${rss}`);
  }, 100).unref();
}
