import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '../app';
import type { LaunchedHost } from '../launch-host';
import { headOfTensors } from '../model-tasks';
import { graph, node } from '../workflow-files';

test.use({ worldOptions: { name: 'attack-dear-files', pythonTool: 'uv' } });

/** The longest time, in milliseconds, that the app may leave a request of somebody else without an answer. */
const longestMs = 2000;

const nested = (bytes: number): string => `${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}`;

/** A GGUF whose first entry is a list of lists, each of a thousand million. */
function gguf(): Buffer {
  const head = Buffer.concat([Buffer.from('GGUF'), Buffer.from('0300000000000000000000000100000000000000', 'hex')]);
  const key = Buffer.concat([Buffer.from('0100000000000000', 'hex'), Buffer.from('a')]);
  const list = Buffer.from('0900000000ca9a3b00000000', 'hex');
  return Buffer.concat([head, key, Buffer.from('09000000', 'hex'), ...Array<Buffer>(200_000).fill(list)]);
}

/** Ten levels of ten names each: ten thousand million values of a few hundred bytes. */
function laughingYaml(): string {
  const level = (at: number): string =>
    `l${at}: &l${at} [${Array(10)
      .fill(`*l${at - 1}`)
      .join(', ')}]`;
  const levels = Array.from({ length: 10 }, (_, at) => level(at + 1));
  return ['l0: &l0 [x]', ...levels, 'comfyui:', '  checkpoints: *l10'].join('\n');
}

/** Who else looks at the folder meanwhile. */
const others = ['packs.local', 'models.list', 'models.local', 'snapshots.list', 'workflows.saved'];

interface DearFile {
  what: string;
  /** Below the folder of ComfyUI. */
  path: string;
  make: () => string | Buffer;
  /** What reads it, with an input. */
  operation: string;
  input?: object;
}

const settled = 'user/default/workflows';

const dearFiles: readonly DearFile[] = [
  ...(
    [
      ['a header of 13 MB that is nested a million times', () => headOfTensors(`{"a":${nested(13_000_000)}}`)],
      ['a header with half a million tensors', () => headOfTensors(manyTensors())],
      ['a header of five million things', () => headOfTensors(`{"a":[${'{},'.repeat(5_400_000)}{}]}`)],
    ] as const
  ).map(([what, make], at) => ({
    what,
    path: `models/checkpoints/dear-${at}.safetensors`,
    make,
    operation: 'models.headers',
  })),
  { what: 'a GGUF of lists without an end', path: 'models/unet/dear.gguf', make: gguf, operation: 'models.headers' },
  {
    what: 'a saved workflow that is nested two million times',
    path: `${settled}/dear.json`,
    make: () => nested(4_000_000),
    operation: 'workflows.saved',
  },
  {
    what: 'a paths file whose names multiply',
    path: 'extra_model_paths.yaml',
    make: laughingYaml,
    operation: 'models.local',
  },
  {
    what: 'a snapshot that is nested five million times',
    path: 'user/__manager/snapshots/dear.json',
    make: () => nested(10_000_000),
    operation: 'snapshots.list',
  },
  {
    what: 'a project file that is nested a million times',
    path: 'custom_nodes/dear-project/pyproject.toml',
    make: () => `[project]\nname = "dear"\nversion = "1"\na = ${nested(2_000_000)}\n`,
    operation: 'packs.installed',
  },
  {
    what: 'requirements of one line of 3 MB, and of lines without an end',
    path: 'custom_nodes/dear-requirements/requirements.txt',
    make: () => `a${' '.repeat(3_000_000)}b\n${'\\\\ \\\n'.repeat(100_000)}`,
    operation: 'packs.requirements',
    input: { key: 'dear-requirements' },
  },
  {
    what: 'requirements of 50 MB',
    path: 'custom_nodes/dear-large/requirements.txt',
    make: () => 'a==1\n'.repeat(10_000_000),
    operation: 'packs.installed',
  },
];

function manyTensors(): string {
  const tensor = (at: number) => `"t${at}":{"dtype":"F32","shape":[1],"data_offsets":[${4 * at},${4 * at + 4}]}`;
  return `{${Array.from({ length: 500_000 }, (_, at) => tensor(at)).join(',')}}`;
}

async function call({ api, token }: LaunchedHost, name: string, input: object = {}): Promise<Response> {
  return fetch(`${api}/v2/operations/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(input),
  });
}

/** Asks for something small again and again while something is done, and answers the longest time that took, in milliseconds. */
async function longestAnswer({ api }: LaunchedHost, work: () => Promise<unknown>): Promise<number> {
  let [longest, isDone] = [0, false];
  const asking = (async () => {
    while (!isDone) {
      const begunMs = performance.now();
      await (await fetch(`${api}/v2/manager/version`)).text();
      longest = Math.max(longest, performance.now() - begunMs);
    }
  })();
  await work().finally(() => (isDone = true));
  await asking;
  return longest;
}

for (const { what, path, make, operation, input } of dearFiles) {
  test(`nobody waits for ${what}`, async ({ world, host }, info) => {
    const place = join(world.comfyui.path, path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, make());
    let status = 0;
    const longest = await longestAnswer(host, async () => {
      status = (await call(host, operation, input)).status;
      for (const other of others) await call(host, other);
    });
    info.annotations.push({ type: 'longest answer', description: `${Math.round(longest)} ms` });
    expect(longest).toBeLessThan(longestMs);
    expect(status, 'what else there is, is told').toBe(200);
  });
}

test('a workflow that is sent is read beside as well', async ({ host }) => {
  let status = 0;
  const longest = await longestAnswer(host, async () => {
    status = (await call(host, 'workflows.needs', { text: nested(4_000_000) })).status;
  });
  expect(longest).toBeLessThan(longestMs);
  expect(status).toBeGreaterThanOrEqual(400);
  const good = await call(host, 'workflows.needs', { text: graph([node('KSampler')]) });
  expect(good.status).toBe(200);
});

test('what was good beside it is read', async ({ world, host }) => {
  const file = join(world.comfyui.path, 'models/checkpoints/good.safetensors');
  await writeFile(file, headOfTensors('{"__metadata__":{"modelspec.architecture":"flux-1-dev"}}'));
  await writeFile(join(dirname(file), 'dear.safetensors'), headOfTensors(`{"a":${nested(13_000_000)}}`));
  const { headers } = (await (await call(host, 'models.headers')).json()) as { headers: Record<string, object> };
  expect(headers[file]).toMatchObject({ base: 'FLUX.1' });
  expect(Object.values(headers)).toContainEqual(expect.objectContaining({ isTooDear: true }));
});
