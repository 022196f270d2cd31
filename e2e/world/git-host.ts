import { spawn, type ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { addCommits, git, gitEnv, initBare, type CommitSpec } from './git-repos';
import { startHost, type Host, type HostRequest } from './host';
import { createFaults, sendBody, type WireFault } from './wire';

/** GitHub, as far as git and raw file downloads see it: `<url>/<owner>/<repo>[.git]`. */
export interface GitHost extends Host {
  /** Folder of one bare repository. */
  bareDir(owner: string, repo: string): string;
  /** Creates a repository with its commits on `master`; gives the hash of the last one. */
  createRepo(owner: string, repo: string, commits: CommitSpec[]): Promise<string>;
  /** Adds one commit to a branch (default `master`, made when missing); gives its hash. */
  commit(owner: string, repo: string, commit: CommitSpec & { branch?: string }): Promise<string>;
  /** Commit a branch or tag stands on. */
  hashOf(owner: string, repo: string, ref?: string): Promise<string>;
  /** Makes every request for one repository go wrong. `cut`, `stall` and `slow` act on the pack, the rest on the first answer. */
  fault(owner: string, repo: string, fault: WireFault): void;
  /** Ends the fault of one repository, or all. */
  clearFaults(owner?: string, repo?: string): void;
}

const notFound: WireFault = { kind: 'status', status: 404, body: 'Repository not found.\n' };

interface Route {
  owner: string;
  repo: string;
  /** What follows the repository, with a leading slash or empty. */
  rest: string;
}

/** Starts the host over `git http-backend`; `reposDir` will hold `<owner>/<repo>.git`. */
export async function startGitHost(reposDir: string): Promise<GitHost> {
  const faults = createFaults();
  const backends = new Set<ChildProcess>();
  const known = new Map<string, string>();
  const bareDir = (owner: string, repo: string) => join(reposDir, owner, `${repo}.git`);
  const host = await startHost(async (input) => {
    const route = parseRoute(input.path);
    const relative = route ? known.get(`${route.owner}/${route.repo}`.toLowerCase()) : undefined;
    if (route === null || relative === undefined) return refuse(input, notFound);
    const fault = faults.take(`${route.owner}/${route.repo}`);
    if (fault && !isPackFault(fault)) return refuse(input, fault);
    if (route.rest.startsWith('/raw/')) return sendRaw(input, join(reposDir, relative), route.rest);
    if (route.rest === '') return sendRepoPage(input, route);
    await runBackend({ ...input, pathInfo: `/${relative}${route.rest}`, reposDir, backends, fault });
  });
  return {
    ...host,
    bareDir,
    createRepo: async (owner, repo, commits) => {
      await initBare(bareDir(owner, repo));
      known.set(`${owner}/${repo}`.toLowerCase(), `${owner}/${repo}.git`);
      return addCommits(bareDir(owner, repo), 'master', commits);
    },
    commit: (owner, repo, { branch = 'master', ...commit }) => addCommits(bareDir(owner, repo), branch, [commit]),
    hashOf: (owner, repo, ref = 'master') => git(['rev-parse', `${ref}^{commit}`], { cwd: bareDir(owner, repo) }),
    fault: (owner, repo, fault) => faults.set(`${owner}/${repo}`, fault),
    clearFaults: (owner, repo) => faults.clear(owner === undefined ? undefined : `${owner}/${repo ?? ''}`),
    stop: async () => {
      for (const child of backends) child.kill('SIGKILL');
      await host.stop();
    },
  };
}

function parseRoute(path: string): Route | null {
  const match = /^\/([^/]+)\/([^/]+?)(?:\.git)?(\/.*)?$/.exec(path);
  const [, owner, repo, rest = ''] = match ?? [];
  return owner === undefined || repo === undefined ? null : { owner, repo, rest: rest === '/' ? '' : rest };
}

function isPackFault(fault: WireFault): fault is Extract<WireFault, { kind: 'cut' | 'stall' | 'slow' }> {
  return fault.kind === 'cut' || fault.kind === 'stall' || fault.kind === 'slow';
}

async function refuse({ request, response }: HostRequest, fault: WireFault): Promise<void> {
  if (fault.kind === 'status' && fault.status === 401) response.setHeader('www-authenticate', 'Basic realm="GitHub"');
  await sendBody({ request, response, body: Buffer.alloc(0), contentType: 'text/plain', fault });
}

async function sendRaw({ request, response }: HostRequest, bareDir: string, rest: string): Promise<void> {
  const [, , ref = '', ...parts] = rest.split('/');
  const child = spawn('git', ['cat-file', 'blob', `${ref}:${parts.join('/')}`], {
    cwd: bareDir,
    env: { ...process.env, ...gitEnv },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const missing = { kind: 'status', status: 404, body: '404: Not Found' } as const;
  const fault = code === 0 ? null : missing;
  await sendBody({ request, response, body: Buffer.concat(chunks), contentType: 'text/plain; charset=utf-8', fault });
}

async function sendRepoPage({ request, response }: HostRequest, route: Route): Promise<void> {
  const body = Buffer.from(
    `<!doctype html><title>${route.owner}/${route.repo}</title><h1>${route.owner}/${route.repo}</h1>`,
  );
  await sendBody({ request, response, body, contentType: 'text/html' });
}

interface BackendRun extends HostRequest {
  pathInfo: string;
  reposDir: string;
  backends: Set<ChildProcess>;
  fault: WireFault | null;
}

/** CGI by hand (RFC 3875): variables in, header block and body out. */
async function runBackend(run: BackendRun): Promise<void> {
  const { request, response, backends } = run;
  const child = spawn('git', ['http-backend'], { env: backendEnv(run), stdio: ['pipe', 'pipe', 'ignore'] });
  backends.add(child);
  child.once('close', () => backends.delete(child));
  response.once('close', () => child.kill('SIGKILL'));
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  const isPack = run.pathInfo.endsWith('/git-upload-pack');
  await relay(child, response, isPack ? run.fault : null);
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

async function relay(child: ChildProcess, response: ServerResponse, fault: WireFault | null): Promise<void> {
  let head: Buffer | null = Buffer.alloc(0);
  let sent = 0;
  for await (const raw of child.stdout ?? []) {
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
  if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  return 'go-on';
}
