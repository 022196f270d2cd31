// Run by the benchmark (node scripts/bench-floor.mjs TEXT): the least that an answer over HTTP costs on this machine, a bare server that says
// the same text to everybody. Prints its port, and ends with its input.
import { createServer } from 'node:http';

const bytes = Buffer.from(process.argv[2] ?? '');
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.byteLength };
const server = createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(bytes);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('end', () => process.exit()).resume();
