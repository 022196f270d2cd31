import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installManyPacks } from '../world/many-packs';
import { createWorld, type World } from '../world/world';
import { findMainProcess } from './apps/app-process';
import { openTaskRunner, type BenchTask, type TaskRunner } from './many-tasks';
import { openApp, type OpenedApp } from './apps/open-app';
import { toRow, type Row } from './row';

const [fewPacks, manyPacks] = [200, 2000];
const togglePacks = 20;
const totalTasks = 10_000;
const sampleTasks = 1000;
const blocks = 8;
const tasksPerBlock = 10;
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
  /** Processor time that the main process has used, in ms: what a busy machine does not lengthen. Null where nobody tells. */
  readProcessorMs(): Promise<number | null>;
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
  const main = await findMainProcess(app.startPid);
  await pause(startMs);
  return {
    ...{ world, app, runner, ids: made.registry.slice(0, togglePacks).map(({ id }) => id) },
    readMemory: createMemoryReader(file),
    readProcessorMs: async () => (main === null ? null : 1000 * (await main.readProcessorTime())),
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

/** Milliseconds of one task on a place; the index chooses the pack. */
type Work = (place: Place, index: number) => Promise<number>;

const findNothing: Work = (place, index) => place.runner.run(enable(idAt(place, index)));
const toggle: Work = async (place, index) => {
  const offMs = await place.runner.run(disable(idAt(place, index)));
  return (offMs + (await findNothing(place, index))) / 2;
};

/** What several tasks in a row took: each by the clock, all together of the processor. */
interface Taken {
  tookMs: number[];
  usedMs: number;
}

async function take(place: Place, count: number, work: (index: number) => Promise<number>): Promise<Taken> {
  const before = await place.readProcessorMs();
  const tookMs: number[] = [];
  for (let index = 0; index < count; index += 1) tookMs.push(await work(index));
  const after = await place.readProcessorMs();
  return { tookMs, usedMs: before === null || after === null ? Number.NaN : after - before };
}

/** A row of processor time, which a busy machine does not lengthen; none where the system does not tell. */
function processorRow(name: string, ratio: number, limit: number): Row[] {
  const claim = { name: `${name}, in processor time`, unit: 'times', judged: 'p50', limit } as const;
  return Number.isNaN(ratio) ? [] : [toRow(claim, [ratio])];
}

/** The same tasks on 2,000 packs and on 200, in turn, so that both see the same machine. */
async function comparePlaces(what: string, work: Work, [few, many]: readonly [Place, Place]): Promise<Row[]> {
  const ratios: number[] = [];
  const used = { few: 0, many: 0 };
  const limit = 1.5;
  for (let block = -1; block < blocks; block += 1) {
    const first = await take(few, tasksPerBlock, (index) => work(few, index));
    const second = await take(many, tasksPerBlock, (index) => work(many, index));
    if (block < 0) continue;
    ratios.push(median(second.tookMs) / median(first.tookMs));
    used.few += first.usedMs;
    used.many += second.usedMs;
    say(`${what}: ${describe(first)} with ${fewPacks} packs, ${describe(second)} with ${manyPacks}`);
  }
  const name = `${what}, ${manyPacks} packs to ${fewPacks}`;
  return [
    toRow({ name, unit: 'times', judged: 'p50', limit }, ratios),
    ...processorRow(name, used.many / used.few, limit),
  ];
}

function describe({ tookMs, usedMs }: Taken): string {
  const [least = Number.NaN] = [...tookMs].sort((a, b) => a - b);
  const used = (usedMs / tookMs.length).toFixed(1);
  return `${median(tookMs).toFixed(1)} ms (least ${least.toFixed(1)}, processor ${used})`;
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
  const samples: Taken[] = [];
  let early = { heapMb: 0, residentMb: 0 };
  for (let count = sampleTasks; count <= totalTasks; count += sampleTasks) {
    const taken = await take(place, sampleTasks, switchOne);
    samples.push(taken);
    if (count === sampleTasks) early = await place.readMemory();
    say(`${count} tasks: ${describe(taken)} each`);
  }
  const late = await place.readMemory();
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) throw new Error('No task was run.');
  const name = `the last ${sampleTasks} of ${totalTasks} tasks to the first`;
  const claim = { unit: 'times', judged: 'p50', limit: 1.1 } as const;
  return [
    toRow({ name, ...claim }, [median(last.tookMs) / median(first.tookMs)]),
    ...processorRow(name, last.usedMs / first.usedMs, claim.limit),
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
    const both = [few, many] as const;
    const packRows = [
      ...(await comparePlaces('a task that finds nothing to do', findNothing, both)),
      ...(await comparePlaces('a task that enables or disables', toggle, both)),
    ];
    await many.close();
    places.pop();
    say(`running ${totalTasks} tasks`);
    return [...packRows, ...(await measureHistory(few))];
  } finally {
    for (const place of places) await place.close();
  }
}
