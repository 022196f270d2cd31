import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installManyPacks } from '../world/many-packs';
import { createWorld, type World } from '../world/world';
import { openTaskRunner, type BenchTask, type TaskRunner } from './many-tasks';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

/** As many packs as people have who have many. */
const packCount = 500;
const togglePacks = 20;
const totalTasks = 2000;
const sampleTasks = 500;
const idleTasks = 60;
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

function print(text: string): void {
  process.stdout.write(`[bench] ${text}\n`);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** What the app's main process holds after everything that can be collected was (scripts/bench-memory-probe.cjs). */
function createMemoryReader(file: string): Place['readMemory'] {
  let requests = 0;
  return async () => {
    requests += 1;
    await writeFile(file, String(requests));
    for (let remaining = 200; remaining > 0; remaining -= 1) {
      const answer = await readFile(`${file}.answer`, 'utf8').catch(() => '');
      const [number, heap, resident] = answer.split(' ').map(Number);
      if (number === requests) return { heapMb: (heap ?? 0) / megabyte, residentMb: (resident ?? 0) / megabyte };
      await pause(50);
    }
    throw new Error('The main process does not tell what it holds: was the probe loaded?');
  };
}

async function openPlace(): Promise<Place> {
  const world = await createWorld({ name: 'bench-tasks', pythonTool: 'uv' });
  const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
  const file = join(folder, 'asked.txt');
  await writeFile(file, '');
  const made = await installManyPacks(world, packCount);
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

async function takeTasks(count: number, run: (index: number) => Promise<number>): Promise<number[]> {
  const tookMs: number[] = [];
  for (let index = 0; index < count; index += 1) tookMs.push(await run(index));
  return tookMs;
}

/** Thousands of tasks on one app, switching twenty packs off and on in turn. */
async function measureHistory(place: Place): Promise<Row[]> {
  const isOff = new Set<string>();
  const switchOne = (index: number): Promise<number> => {
    const id = idAt(place, index);
    const task = isOff.delete(id) ? enable(id) : disable(id);
    if (task.kind === 'disable') isOff.add(id);
    return place.runner.run(task);
  };
  let tookMs: number[] = [];
  const memory: Awaited<ReturnType<Place['readMemory']>>[] = [];
  for (let count = sampleTasks; count <= totalTasks; count += sampleTasks) {
    tookMs = await takeTasks(sampleTasks, switchOne);
    memory.push(await place.readMemory());
    print(`${count} tasks: ${median(tookMs).toFixed(1)} ms each`);
  }
  const [early, late] = [memory[0], memory.at(-1)];
  if (early === undefined || late === undefined) throw new Error('No task was run.');
  const most = { unit: 'times', judged: 'p50', limit: 1.1 } as const;
  return [
    toRow(
      { name: `a task that enables or disables, after ${totalTasks}`, unit: 'ms', judged: 'p50', limit: 60 },
      tookMs,
    ),
    toRow({ name: `heap after ${totalTasks} tasks to that after ${sampleTasks}`, ...most }, [
      late.heapMb / early.heapMb,
    ]),
    toRow({ name: 'resident memory, the same', ...most }, [late.residentMb / early.residentMb]),
  ];
}

/** What a task costs with many packs, and after many tasks. */
export async function bench(): Promise<Row[]> {
  print(`installing ${packCount} packs`);
  const place = await openPlace();
  try {
    const findNothing = (index: number): Promise<number> => place.runner.run(enable(idAt(place, index)));
    const name = `a task that finds nothing to do, ${packCount} packs`;
    const nothing = toRow({ name, unit: 'ms', judged: 'p50', limit: 40 }, await takeTasks(idleTasks, findNothing));
    print(`running ${totalTasks} tasks`);
    return [nothing, ...(await measureHistory(place))];
  } finally {
    await place.close();
  }
}
