import { request, type IncomingMessage } from 'node:http';

/** One gigabyte, and the pieces it is sent in. */
export const transferBytes = 1024 ** 3;
const piece = Buffer.alloc(1024 * 1024, 'x');

/** Reads an address to its end. Answers the milliseconds it took. Fails when it is not as long as it has to be. */
export async function download(address: string): Promise<number> {
  const startedMs = performance.now();
  const answer = await new Promise<IncomingMessage>((done, fail) => {
    request(address, { agent: false }, done).once('error', fail).end();
  });
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) size += chunk.length;
  if (answer.statusCode !== 200 || size !== transferBytes) {
    throw new Error(`${address} answered ${answer.statusCode ?? 0} with ${size} bytes.`);
  }
  return performance.now() - startedMs;
}

/** Sends a file of one gigabyte as the web UI uploads pictures. Answers the milliseconds it took. */
export async function upload(address: string): Promise<number> {
  const boundary = 'bench-boundary';
  const name = 'name="image"; filename="bench-upload.bin"';
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${name}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const overwrite = `\r\n--${boundary}\r\nContent-Disposition: form-data; name="overwrite"\r\n\r\ntrue\r\n--${boundary}--\r\n`;
  const length = Buffer.byteLength(head) + transferBytes + Buffer.byteLength(overwrite);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(length) };
  const startedMs = performance.now();
  const sent = request(address, { method: 'POST', headers, agent: false });
  const answered = new Promise<IncomingMessage>((done, fail) => sent.once('response', done).once('error', fail));
  answered.catch(() => undefined);
  sent.write(head);
  for (let remaining = transferBytes; remaining > 0; remaining -= piece.length) {
    if (!sent.write(piece)) await Promise.race([new Promise((done) => sent.once('drain', done)), answered]);
  }
  sent.end(overwrite);
  const answer = await answered;
  answer.resume();
  await new Promise((done) => answer.once('close', done));
  if (answer.statusCode !== 200) throw new Error(`The upload was answered with ${answer.statusCode ?? 0}.`);
  return performance.now() - startedMs;
}
