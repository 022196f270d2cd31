import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { bundleModules, type BundledModules } from '../bundle-modules';
import { cacheFolder } from '../world/cache-folder';
import { toRow, type Row } from './row';

const projectDir = resolve(import.meta.dirname, '..', '..');
const run = promisify(execFile);
/** What the app runs on: the Node of this machine may have another collector, and lack what the app frees memory by. */
const electron = String(createRequire(import.meta.url)('electron'));
const rounds = 3;
const megabyte = 1e6;
/** With NIGHTLY=1 a file as large as a model. */
const fullBytes = (process.env['NIGHTLY'] === '1' ? 4 : 1) * 1024 ** 3;

const print = (text: string) => process.stdout.write(`downloads: ${text}\n`);

interface Ours {
  bytes: number;
  ms: number;
  cpuMs: number;
  memory: number;
}

interface Place {
  modules: BundledModules;
  root: string;
}

const scriptOf = ({ modules }: Place, name: string) => fileURLToPath(modules.urlOf(name));

/** Runs work against a server for a file of this size, with these limits in bytes a second; 0 is none. */
async function withServer<T>(
  place: Place,
  given: readonly [bytes: number, perConnection: number, together: number, roundTripMs?: number],
  work: (url: string) => Promise<T>,
): Promise<T> {
  const server = spawn(process.execPath, [scriptOf(place, 'server'), ...given.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  try {
    return await work(`http://127.0.0.1:${port.toString().trim()}/model`);
  } finally {
    server.kill();
    await once(server, 'exit');
  }
}

async function inFolder<T>({ root }: Place, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(root, 'download-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const ours = (place: Place, url: string): Promise<Ours> =>
  inFolder(place, async (folder) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const { stdout } = await run(electron, [scriptOf(place, 'client'), url, folder], { env });
    return JSON.parse(stdout) as Ours;
  });

/** Milliseconds of another program; it writes into the folder that it runs in. */
const others = (place: Place, program: string, args: readonly string[]): Promise<number> =>
  inFolder(place, async (cwd) => {
    const startedMs = performance.now();
    await run(program, [...args], { cwd });
    return performance.now() - startedMs;
  });

const curl = (place: Place, url: string) => others(place, 'curl', ['--silent', '--fail', '--output', 'model', url]);
const aria2 = (place: Place, url: string) =>
  others(place, 'aria2c', ['-x8', '-s8', '-k1M', '--file-allocation=none', '--quiet', '--out=model', url]);

async function isThere(program: string): Promise<boolean> {
  const found = await run(program, ['--version']).then(
    () => true,
    () => false,
  );
  if (!found) print(`${program} is not on this machine: its row is left out.`);
  return found;
}

async function measureLoopback(place: Place): Promise<Row[]> {
  const speeds: number[] = [];
  await withServer(place, [fullBytes, 0, 0], async (url) => {
    for (let round = 0; round < rounds; round += 1) {
      const { bytes, ms } = await ours(place, url);
      speeds.push(bytes / megabyte / (ms / 1000));
    }
  });
  return [toRow({ name: 'a model over loopback', unit: 'MB/s', judged: 'p50', limit: 300, isLeast: true }, speeds)];
}

/** A line of 1 Gbit/s, beside curl, in turns. */
async function measureLine(place: Place): Promise<Row[]> {
  if (!(await isThere('curl'))) return [];
  const [ratios, shares, memories]: [number[], number[], number[]] = [[], [], []];
  await withServer(place, [fullBytes, 0, 125 * megabyte], async (url) => {
    for (let round = 0; round < rounds; round += 1) {
      const theirMs = await curl(place, url);
      const { bytes, ms, cpuMs, memory } = await ours(place, url);
      print(`1 Gbit/s: curl ${Math.round(theirMs)} ms, ours ${Math.round(ms)} ms`);
      ratios.push(theirMs / ms);
      // At 100 MB/s: what one byte costs, times so many.
      shares.push(((cpuMs / bytes) * 100 * megabyte) / 10);
      memories.push(memory / megabyte);
    }
  });
  return [
    toRow({ name: 'speed beside curl at 1 Gbit/s', unit: 'x', judged: 'p50', limit: 0.97, isLeast: true }, ratios),
    toRow({ name: 'processor at 100 MB/s', unit: '% of a core', judged: 'p50', limit: 25 }, shares),
    toRow({ name: 'memory of a download', unit: 'MB', judged: 'p50', limit: 80 }, memories),
  ];
}

/** Where each connection is held to 5 MB/s, beside aria2c with eight, in turns. */
async function measureConnections(place: Place): Promise<Row[]> {
  if (!(await isThere('aria2c'))) return [];
  const ratios: number[] = [];
  await withServer(place, [fullBytes / 2, 5 * megabyte, 0], async (url) => {
    for (let round = 0; round < rounds; round += 1) {
      const theirMs = await aria2(place, url);
      const { ms } = await ours(place, url);
      print(`5 MB/s each: aria2c ${Math.round(theirMs)} ms, ours ${Math.round(ms)} ms`);
      ratios.push(theirMs / ms);
    }
  });
  const name = 'speed beside aria2c -x8 at 5 MB/s each';
  return [toRow({ name, unit: 'x', judged: 'p50', limit: 1, isLeast: true }, ratios)];
}

/** Over a line with a round trip of 50 ms, beside aria2c with eight, in turns. */
async function measureLongLine(place: Place): Promise<Row[]> {
  if (!(await isThere('aria2c'))) return [];
  const ratios: number[] = [];
  await withServer(place, [fullBytes, 0, 0, 50], async (url) => {
    for (let round = 0; round < rounds; round += 1) {
      const theirMs = await aria2(place, url);
      const { ms } = await ours(place, url);
      print(`50 ms: aria2c ${Math.round(theirMs)} ms, ours ${Math.round(ms)} ms`);
      ratios.push(theirMs / ms);
    }
  });
  const name = 'speed beside aria2c -x8 at a round trip of 50 ms';
  return [toRow({ name, unit: 'x', judged: 'p50', limit: 0.8, isLeast: true }, ratios)];
}

/** Downloads of models, from a server in a process of its own, to the disk of the cache. */
export async function bench(): Promise<Row[]> {
  const root = join(cacheFolder(), 'bench-downloads');
  await mkdir(root, { recursive: true });
  const modules = await bundleModules(
    {
      server: join(import.meta.dirname, 'apps', 'range-server.ts'),
      client: join(projectDir, 'src', 'base', 'http', 'ranges', 'testing', 'download-once.ts'),
    },
    root,
  );
  const place = { modules, root };
  try {
    const rows: Row[] = [];
    for (const measure of [measureLoopback, measureLine, measureConnections, measureLongLine]) {
      rows.push(...(await measure(place)));
    }
    return rows;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
