import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installManyPacks } from '../world/many-packs';
import { createWorld, type World } from '../world/world';
import { openTaskRunner, type BenchTask, type TaskRunner } from './many-tasks';
import { openApp, type OpenedApp } from './open-app';
import { toRow, type Row } from './row';

const [fewPacks, manyPacks] = [200, 2000];
const togglePacks = 20;
const totalTasks = 10_000;
const sampleTasks = 1000;
const pairs = 40;
/** The window reads its catalogue first. */
const startMs = 4000;
const probeFile = resolve(import.meta.dirname, '..', '..', 'scripts', 'bench-memory-probe.cjs');
const megabyte = 1024 * 1024;

interface Place {
  world: World;
  app: OpenedApp;
  runner: TaskRunner;
  /** Registry packs that can be switched off and on. */
  ids: string[];
  readMemory(): Promise<{ heapMb: number; residentMb: number }>;
  close(): Promise<void>;
}

function say(text: string): void {
  process.stdout.write(`[bench] ${text}\n`);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** What the app's main process holds after everything that can be collected was (scripts/bench-memory-probe.cjs). */
function createMemoryReader(file: string): Place['readMemory'] {
  let asked = 0;
  return async () => {
    asked += 1;
    await writeFile(file, String(asked));
    for (let left = 200; left > 0; left -= 1) {
      const answer = await readFile(`${file}.answer`, 'utf8').catch(() => '');
      const [number, heap, resident] = answer.split(' ').map(Number);
      if (number === asked) return { heapMb: (heap ?? 0) / megabyte, residentMb: (resident ?? 0) / megabyte };
      await pause(50);
    }
    throw new Error('The main process does not tell what it holds: was the probe loaded?');
  };
}

async function openPlace(packs: number): Promise<Place> {
  const world = await createWorld({ name: 'bench-tasks', pythonTool: 'uv' });
  const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
  const file = join(folder, 'asked.txt');
  await writeFile(file, '');
  const made = await installManyPacks(world, packs);
  const app = await openApp(world, { NODE_OPTIONS: `--require "${probeFile}"`, CMD_MEMORY_PROBE_FILE: file });
  const runner = await openTaskRunner(app);
  await pause(startMs);
  return {
    ...{ world, app, runner, ids: made.registry.slice(0, togglePacks).map(({ id }) => id) },
    readMemory: createMemoryReader(file),
    async close() {
      runner.close();
      await app.close();
      await world.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const enable = (id: string): BenchTask => ({ kind: 'enable', params: { cnr_id: id } });
const disable = (id: string): BenchTask => ({ kind: 'disable', params: { node_name: id, is_unknown: false } });

function idAt({ ids }: Place, index: number): string {
  return ids[index % ids.length] ?? '';
}

function median(samples: readonly number[]): number {
  return [...samples].sort((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

/** One task that finds nothing to do, and one pack that is switched off and on. */
async function takeRound(place: Place, index: number): Promise<{ nothingMs: number; toggleMs: number }> {
  const id = idAt(place, index);
  const nothingMs = await place.runner.run(enable(id));
  const offMs = await place.runner.run(disable(id));
  return { nothingMs, toggleMs: (offMs + (await place.runner.run(enable(id)))) / 2 };
}

/** The same tasks on 2,000 packs and on 200, in turn, so that both see the same machine. */
async function measurePacks(few: Place, many: Place): Promise<Row[]> {
  const nothing: number[] = [];
  const toggle: number[] = [];
  const [fewMs, manyMs]: [number[], number[]] = [[], []];
  for (let pair = -5; pair < pairs; pair += 1) {
    const first = await takeRound(few, pair + 5);
    const second = await takeRound(many, pair + 5);
    if (pair < 0) continue;
    nothing.push(second.nothingMs / first.nothingMs);
    toggle.push(second.toggleMs / first.toggleMs);
    fewMs.push(first.nothingMs);
    manyMs.push(second.nothingMs);
  }
  say(
    `nothing to do: ${median(fewMs).toFixed(1)} ms with ${fewPacks} packs, ${median(manyMs).toFixed(1)} ms with ${manyPacks}`,
  );
  const claim = { unit: 'times', judged: 'p50', limit: 1.5 } as const;
  return [
    toRow({ name: `a task that finds nothing to do, ${manyPacks} packs to ${fewPacks}`, ...claim }, nothing),
    toRow({ name: `a task that enables or disables, ${manyPacks} packs to ${fewPacks}`, ...claim }, toggle),
  ];
}

/** Thousands of tasks on one app, switching twenty packs off and on in turn. */
async function measureHistory(place: Place): Promise<Row[]> {
  const tookMs: number[] = [];
  const isOff = new Set<string>();
  let early = { heapMb: 0, residentMb: 0 };
  for (let task = 0; task < totalTasks; task += 1) {
    const id = idAt(place, task);
    tookMs.push(await place.runner.run(isOff.has(id) ? enable(id) : disable(id)));
    if (!isOff.delete(id)) isOff.add(id);
    if (task + 1 === sampleTasks) early = await place.readMemory();
    if ((task + 1) % sampleTasks === 0)
      say(`${task + 1} tasks: ${median(tookMs.slice(-sampleTasks)).toFixed(1)} ms each`);
  }
  const late = await place.readMemory();
  const growth = median(tookMs.slice(-sampleTasks)) / median(tookMs.slice(0, sampleTasks));
  const claim = { unit: 'times', judged: 'p50', limit: 1.1 } as const;
  return [
    toRow({ name: `the last ${sampleTasks} of ${totalTasks} tasks to the first`, ...claim }, [growth]),
    toRow({ name: `heap after ${totalTasks} tasks to that after ${sampleTasks}`, ...claim }, [
      late.heapMb / early.heapMb,
    ]),
    toRow({ name: `resident memory, the same`, ...claim }, [late.residentMb / early.residentMb]),
  ];
}

/** What a task costs with ten times the packs, and after ten times the tasks. */
export async function bench(): Promise<Row[]> {
  const places: Place[] = [];
  try {
    say(`installing ${fewPacks} and ${manyPacks} packs`);
    const few = await openPlace(fewPacks);
    places.push(few);
    const many = await openPlace(manyPacks);
    places.push(many);
    const packRows = await measurePacks(few, many);
    await many.close();
    places.pop();
    say(`running ${totalTasks} tasks`);
    return [...packRows, ...(await measureHistory(few))];
  } finally {
    for (const place of places) await place.close();
  }
}
