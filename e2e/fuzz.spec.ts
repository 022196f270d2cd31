import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, test } from './app';
import { installParams, readInstalled, runTask } from './api';
import { send, type Call } from './conformance/client';
import { escapeName, fuzzRequests } from './conformance/fuzz-requests';
import { publishedFile, readSpecification, type SpecifiedOperation } from './conformance/specification';
import { needsStandIn } from './stand-in';
import { isNightly } from './world/nightly';

const total = isNightly ? 5000 : 1000;
const atOnce = 6;
/** Ends what hangs; it is no measure of speed. */
const answerDeadlineMs = 120_000;
/** What starts processes is asked for now and then; thousands of restarts would say nothing more. */
const rarely: Readonly<Record<string, number>> = {
  '/v2/manager/reboot': 3,
  '/v2/comfyui_manager/start': 3,
  '/v2/comfyui_manager/stop': 3,
};

test.skip(...needsStandIn('starts and ends ComfyUI at random: a real one takes too long'));
test.use({
  worldOptions: { name: 'fuzz', pythonTool: 'pip' },
  appSettings: { 'downloads.stallSeconds': '2' },
});

/** What pip and git keep for themselves; pip asks `rustc` who it is, which writes its settings. */
const ownOfTools = [join('home', '.cache'), join('home', '.rustup')];

/** Every file of the world outside ComfyUI and what the tools keep: name, size and time. */
async function pictureOutside(root: string, comfyui: string): Promise<string[]> {
  const lines: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(root, path);
    if (!entry.isFile() || path.startsWith(comfyui) || ownOfTools.some((folder) => name.startsWith(folder))) continue;
    const { size, mtimeMs } = await stat(path);
    lines.push(`${name} ${size} ${mtimeMs}`);
  }
  return lines.sort();
}

async function listEscapes(folders: string[]): Promise<string[]> {
  const names = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  return names.flat().filter((path) => path.includes(escapeName));
}

interface Bad {
  call: Call;
  what: string;
}

async function sendAll(api: string, calls: readonly Call[]): Promise<{ bad: Bad[]; statuses: Map<number, number> }> {
  const bad: Bad[] = [];
  const statuses = new Map<number, number>();
  const remaining = [...calls];
  const sendNext = async () => {
    for (let call = remaining.pop(); call; call = remaining.pop()) {
      try {
        const { status, text } = await send(api, call, answerDeadlineMs);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status >= 500) bad.push({ call, what: `${status} ${text.slice(0, 300)}` });
      } catch (error) {
        bad.push({ call, what: String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sendNext));
  return { bad, statuses };
}

function planCalls(operations: readonly SpecifiedOperation[], seed: number): Call[] {
  const usual = operations.filter(({ path }) => rarely[path] === undefined);
  const each = Math.ceil(total / usual.length);
  const calls = operations.flatMap((operation, index) =>
    fuzzRequests(operation, { count: rarely[operation.path] ?? each, seed: seed + index }),
  );
  // Mixed, and the same for the same seed: neighbours of one operation would only meet their own kind.
  return calls
    .map((call, index) => ({ call, at: (index * 7919) % calls.length }))
    .sort((a, b) => a.at - b.at)
    .map(({ call }) => call);
}

test(`${total} hostile requests: no 5xx, no hang, nothing outside the folders, and the queue works afterwards`, async ({
  world,
  served,
}) => {
  test.setTimeout(900_000);
  const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
  const sentinelDir = join(world.root, 'sentinel');
  await mkdir(sentinelDir);
  await writeFile(join(sentinelDir, 'untouched.json'), '{}');
  const before = await pictureOutside(world.root, world.comfyui.path);
  const { operations } = readSpecification(publishedFile);
  const pages = operations.filter(({ path }) => !path.startsWith('/v2/docs'));
  expect(pages.length).toBeGreaterThan(30);

  const { bad, statuses } = await sendAll(served.api, planCalls(pages, seed));
  const count = [...statuses.values()].reduce((sum, one) => sum + one, 0);
  process.stdout.write(`\n${count} requests, seed ${seed}: ${JSON.stringify(Object.fromEntries(statuses))}\n`);
  expect(bad.slice(0, 10), `seed ${seed}`).toEqual([]);
  expect(count).toBeGreaterThanOrEqual(total);
  // Otherwise everything was refused at the door and nothing behind it was tried.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(200);

  await send(served.api, { method: 'POST', path: '/v2/manager/queue/reset' });
  const isIdle = async () =>
    (await send(served.api, { method: 'GET', path: '/v2/manager/queue/status' })).text.includes(
      '"is_processing":false',
    );
  await expect.poll(isIdle).toBe(true);
  expect(await pictureOutside(world.root, world.comfyui.path)).toEqual(before);
  expect(await listEscapes([tmpdir(), '/', world.root, join(world.root, 'home'), world.comfyui.path])).toEqual([]);
  const installed = await runTask(served.api, { kind: 'install', params: installParams('wired-shapes') });
  expect(installed.status.status_str, installed.result).toBe('success');
  expect(Object.keys(await readInstalled(served.api))).toContain('wired-shapes');
  await rm(sentinelDir, { recursive: true });
});
