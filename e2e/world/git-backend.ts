import { spawn, type ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitEnv } from './git-repos';
import type { HostRequest } from './host';
import type { WireFault } from './wire';

/** One request for `git http-backend`. */
export interface BackendRun extends HostRequest {
  pathInfo: string;
  reposDir: string;
  /** Children that run now, to be ended with the host. */
  backends: Set<ChildProcess>;
  fault: WireFault | null;
  /** The request's body when it was read already. */
  body?: Buffer;
}

/** Answers one request with `git http-backend`: CGI by hand (RFC 3875), variables in, header block and body out. */
export async function runBackend(run: BackendRun): Promise<void> {
  const child = startBackend(run);
  run.response.once('close', () => child.kill('SIGKILL'));
  const isPack = run.pathInfo.endsWith('/git-upload-pack');
  await relay(child.stdout ?? [], run.response, isPack ? run.fault : null);
}

/** Runs `git http-backend` to its end and gives all it wrote, header block first. */
export async function collectBackend(run: BackendRun): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of startBackend(run).stdout ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Waits until a reader has taken what was written, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const goOn = (): void => {
      response.off('drain', goOn).off('close', goOn);
      resolve();
    };
    if (response.destroyed) resolve();
    else response.on('drain', goOn).on('close', goOn);
  });
}

/** Sends what `collectBackend` gave. */
export async function sendCollected(response: ServerResponse, output: Buffer): Promise<void> {
  await relay([output], response, null);
}

function startBackend(run: BackendRun): ChildProcess {
  const { request, backends, body } = run;
  const child = spawn('git', ['http-backend'], { env: backendEnv(run), stdio: ['pipe', 'pipe', 'ignore'] });
  backends.add(child);
  child.once('close', () => backends.delete(child));
  child.stdin.on('error', () => undefined);
  if (body === undefined) request.pipe(child.stdin);
  else child.stdin.end(body);
  return child;
}

function backendEnv(run: BackendRun): NodeJS.ProcessEnv {
  const { request, url, pathInfo, reposDir } = run;
  const header = (name: keyof IncomingMessage['headers']) => String(request.headers[name] ?? '');
  return {
    ...process.env,
    ...gitEnv,
    GIT_PROJECT_ROOT: reposDir,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathInfo,
    QUERY_STRING: url.search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_ADDR: '127.0.0.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
  };
}

async function relay(
  output: AsyncIterable<unknown> | Iterable<unknown>,
  response: ServerResponse,
  fault: WireFault | null,
): Promise<void> {
  let head: Buffer | null = Buffer.alloc(0);
  let sent = 0;
  for await (const raw of output) {
    let chunk: Buffer = Buffer.from(raw as Uint8Array);
    if (head !== null) {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) continue;
      writeHead(response, head.subarray(0, end).toString('latin1'));
      chunk = head.subarray(end + 4);
      head = null;
    }
    const verdict = await pass(response, chunk, { fault, sent });
    if (verdict === 'stop') return;
    sent += chunk.length;
  }
  response.end();
}

function writeHead(response: ServerResponse, block: string): void {
  let status = 200;
  for (const row of block.split('\r\n')) {
    const colon = row.indexOf(':');
    const name = row.slice(0, colon).toLowerCase();
    const value = row.slice(colon + 1).trim();
    if (name === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

async function pass(
  response: ServerResponse,
  chunk: Buffer,
  state: { fault: WireFault | null; sent: number },
): Promise<'go-on' | 'stop'> {
  const { fault, sent } = state;
  if (fault?.kind === 'slow') {
    await new Promise((resolve) => setTimeout(resolve, (chunk.length / fault.bytesPerSecond) * 1000));
  }
  if (fault?.kind === 'cut' || fault?.kind === 'stall') {
    if (sent + chunk.length >= fault.afterBytes) {
      response.write(chunk.subarray(0, Math.max(0, fault.afterBytes - sent)));
      if (fault.kind === 'cut') setTimeout(() => response.destroy(), 10);
      return 'stop';
    }
  }
  if (!response.write(chunk)) await drained(response);
  return 'go-on';
}
