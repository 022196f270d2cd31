import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { collectBackend, runBackend, sendCollected, type BackendRun } from './git-backend';
import { addCommits, git, gitEnv, initBare, type CommitSpec } from './git-repos';
import { readBody, startHost, type Host, type HostRequest } from './host';
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
  /**
   * Answers every request this much later, in milliseconds: a round trip to a far server. As such a server costs this machine nothing, lists of
   * refs are kept and sent again until something is committed. 0 ends it.
   */
  delay(ms: number): void;
  /** Makes a repository out of a bare folder that lies at `bareDir(owner, repo)` already. */
  adopt(owner: string, repo: string): void;
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
  const pace: Pace = { delayMs: 0, cached: new Map() };
  const host = await startHost(async (input) => {
    if (pace.delayMs > 0) await new Promise((done) => setTimeout(done, pace.delayMs));
    const route = parseRoute(input.path);
    const relative = route ? known.get(`${route.owner}/${route.repo}`.toLowerCase()) : undefined;
    if (route === null || relative === undefined) return refuse(input, notFound);
    const fault = faults.take(`${route.owner}/${route.repo}`);
    if (fault && !isPackFault(fault)) return refuse(input, fault);
    if (route.rest.startsWith('/raw/')) return sendRaw(input, join(reposDir, relative), route.rest);
    if (route.rest === '') return sendRepoPage(input, route);
    const run: BackendRun = { ...input, pathInfo: `/${relative}${route.rest}`, reposDir, backends, fault };
    await (pace.delayMs > 0 ? answerFromAfar(run, pace) : runBackend(run));
  });
  const adopt = (owner: string, repo: string) => {
    known.set(`${owner}/${repo}`.toLowerCase(), `${owner}/${repo}.git`);
  };
  const write = (owner: string, repo: string, { branch, commits }: { branch: string; commits: CommitSpec[] }) => {
    pace.cached.clear();
    return addCommits(bareDir(owner, repo), branch, commits);
  };
  return {
    ...host,
    bareDir,
    createRepo: async (owner, repo, commits) => {
      await initBare(bareDir(owner, repo));
      adopt(owner, repo);
      return write(owner, repo, { branch: 'master', commits });
    },
    adopt,
    commit: (owner, repo, { branch = 'master', ...commit }) => write(owner, repo, { branch, commits: [commit] }),
    hashOf: (owner, repo, ref = 'master') => git(['rev-parse', `${ref}^{commit}`], { cwd: bareDir(owner, repo) }),
    fault: (owner, repo, fault) => faults.set(`${owner}/${repo}`, fault),
    clearFaults: (owner, repo) => faults.clear(owner === undefined ? undefined : `${owner}/${repo ?? ''}`),
    delay: (ms) => {
      pace.delayMs = ms;
      pace.cached.clear();
    },
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

interface Pace {
  delayMs: number;
  /** What `git http-backend` wrote, by request. */
  cached: Map<string, Buffer>;
}

const smallBodyBytes = 4096;

async function answerFromAfar(run: BackendRun, { cached }: Pace): Promise<void> {
  const { request, url } = run;
  const size = request.method === 'GET' ? 0 : Number(request.headers['content-length'] ?? Infinity);
  if (size > smallBodyBytes) return runBackend(run);
  const body = await readBody(request);
  const listsRefs = run.pathInfo.endsWith('/info/refs') || body.includes('command=ls-refs');
  if (!listsRefs) return runBackend({ ...run, body });
  const key = [request.method, url.href, request.headers['git-protocol'], body.toString('latin1')].join(' ');
  const output = cached.get(key) ?? (await collectBackend({ ...run, body }));
  cached.set(key, output);
  await sendCollected(run.response, output);
}
