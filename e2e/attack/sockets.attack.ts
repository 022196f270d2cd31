import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '../app';
import { ask } from '../api';
import type { Served } from '../launch-served';
import { readChangingRows } from './changing-rows';
import { framingCases } from './framing-cases';
import { lineCases } from './line-cases';
import { differences, takePicture } from './picture';
import { end, openRaw, sendRaw, wordsFor, type RawCase } from './raw-request';
import { arrangeScene, type Scene } from './scene';

test.use({ worldOptions: { name: 'attack-sockets', pythonTool: 'uv' } });

/** A pack that writes down every request ComfyUI's own parser reads, with its headers. */
const requestLog = `
import json
import os
import server

plain = server.Handler.parse_request
log = os.path.join(os.path.dirname(__file__), "..", "..", "requests-seen.jsonl")

def parse_request(self):
    is_good = plain(self)
    line = self.raw_requestline.decode("latin-1").strip()
    seen = [[name.lower(), value] for name, value in self.headers.items()] if is_good else []
    with open(log, "a") as file:
        file.write(json.dumps({"line": line, "headers": seen}) + "\\n")
    return is_good

server.Handler.parse_request = parse_request
NODE_CLASS_MAPPINGS = {}
`;

interface SeenByComfy {
  line: string;
  headers: [string, string][];
}

let scene: Scene;
/** Null where no app serves the API. */
let launched: Served['launched'];

test.beforeAll(async ({ world, served }) => {
  launched = served.launched;
  const arranged = await arrangeScene({ world, api: served.api }, 'stopped');
  await world.comfyui.placeFiles({ 'request-log/__init__.py': requestLog });
  await ask(`${arranged.api}/v2/comfyui_manager/start`, {});
  await expect.poll(async () => (await fetch(`${arranged.api}/system_stats`)).status).toBe(200);
  scene = { ...arranged, picture: await takePicture(world) };
});

const logFile = () => join(scene.world.comfyui.path, 'requests-seen.jsonl');

async function seenByComfy(): Promise<SeenByComfy[]> {
  const text = await readFile(logFile(), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as SeenByComfy);
}

/** The cases name themselves; a number keeps their targets apart. */
const cases: readonly RawCase[] = [...framingCases, ...lineCases];

const annotate = ({ blockedBefore }: RawCase) =>
  blockedBefore === undefined ? [] : [{ type: 'held before', description: blockedBefore }];

for (const [at, raw] of cases.entries()) {
  test(`raw: ${raw.name}`, { annotation: annotate(raw) }, async () => {
    const { api } = scene;
    const words = wordsFor(api, String(at));
    await rm(logFile(), { force: true });
    const answer = await sendRaw(api, raw.bytes(words));
    // What was let in before is read when something later is answered.
    await fetch(`${api}/system_stats`);
    const seen = (await seenByComfy()).filter(({ line }) => !line.includes('/system_stats'));
    const first = seen.filter(({ line }) => line.includes(words.first));
    const second = seen.filter(({ line }) => line.includes(words.second));
    // Good requests of the case before may still be on their way.
    const others = seen.filter(({ line }) => !/ \/(first|second)-\d+[ ?]/.test(line));

    expect(others, 'ComfyUI read what nobody asked for').toEqual([]);
    if (raw.arrives === 'both') expect([first.length, second.length]).toEqual([1, 1]);
    else expect(second, `ComfyUI read the hidden request; the answer was ${answer.slice(0, 200)}`).toEqual([]);
    if (raw.arrives === 'first') expect(first).toHaveLength(1);
    for (const { headers } of first) expectForwarded(headers, raw, words.host);
  });
}

test('raw: none of them has changed anything', async () => {
  expect(differences(scene.picture, await takePicture(scene.world))).toEqual([]);
});

function expectForwarded(headers: [string, string][], { keeps = {} }: RawCase, host: string): void {
  for (const [name, value] of Object.entries(keeps)) {
    const wanted = value === 'HOST' ? host : value === 'OWN' ? `http://${host}` : value;
    expect(headers, `ComfyUI does not see the ${name} that came`).toContainEqual([name, wanted]);
  }
}

/** Spellings of a path of ours that somebody behind the gateway might read as the path itself. */
const spellings: readonly ((path: string) => string)[] = [
  (path) => `/${path}`,
  (path) => `//${path}`,
  (path) => path.replace('/v2', '/API/v2'),
  (path) => path.replace('/v2', '/V2'),
  (path) => path.replace('/v2', '/api//v2'),
  (path) => path.replace('/v2', '/x/../v2'),
  (path) => path.replace('/v2', '/%2e%2e/v2'),
  (path) => path.replace('/v2', '/x/%2e%2e/v2'),
  (path) => path.replace('/v2', '/./v2'),
  (path) => path.replace('/v2', '/v2;a=b'),
  (path) => path.replace('/v2/', '/v2%2f'),
  (path) => path.replace('/v2/', '/v2%252f'),
  (path) => path.replace('/v2/', '/v2\\'),
  (path) => path.replace('/v2', '/%76%32'),
  (path) => path.replace('/v2', '/%2576%2532'),
  (path) => path.replace('/v2', '/v2/./'),
  (path) => `${path}/`,
  (path) => `${path}/.`,
  (path) => `${path};a=b`,
  (path) => `${path}%00`,
  (path) => `${path}%20`,
  (path) => `${path}?x`,
  (path) => `${path}#x`,
  (path) => path.replace('/v2', '/api/v2'),
];

const why = {
  annotation: {
    type: 'held before',
    description: 'what may be ours in any spelling is answered here, and judged first',
  },
};

test('no spelling of a changing path leads past the guards', why, async () => {
  const { api } = scene;
  const { host } = new URL(api);
  for (const { path } of readChangingRows()) {
    const requests = spellings.map(
      (writePath) =>
        `POST ${writePath(path)} HTTP/1.1${end}Host: ${host}${end}Sec-Fetch-Site: cross-site${end}Content-Length: 0${end}${end}`,
    );
    await Promise.all(requests.map((request) => sendRaw(api, request)));
  }
  expect(differences(scene.picture, await takePicture(scene.world))).toEqual([]);
});

const many = 2000;

test('thousands of connections and slow ones keep nobody else waiting', async () => {
  const { api } = scene;
  const slow = Array.from({ length: many }, () => openRaw(api));
  try {
    for (const socket of slow) socket.write('GET / HTTP/1.1\r\nX-Slow: ');
    await expect
      .poll(() => slow.some(({ destroyed }) => destroyed), { message: 'connections are not capped' })
      .toBe(true);
    // The window has a door of its own.
    if (launched !== null) expect(await launched.page.evaluate(() => document.title)).not.toBe('');
  } finally {
    for (const socket of slow) socket.destroy();
  }
  await expect.poll(async () => (await fetch(`${api}/v2/manager/version`)).status).toBe(200);
});

/** As many as may come from this machine at once. */
const allOwn = 512;

test('heads that never end keep nobody else waiting', async () => {
  const { api } = scene;
  const slow = Array.from({ length: allOwn }, () => openRaw(api));
  try {
    await Promise.all(slow.map((socket) => new Promise((done) => socket.once('connect', done))));
    // Who does not read never sees the end of a connection.
    for (const socket of slow) socket.resume().write('GET / HTTP/1.1\r\nX-Slow: ');
    const request = `GET /v2/manager/version HTTP/1.1${end}Host: ${new URL(api).host}${end}Connection: close${end}${end}`;
    for (let at = 0; at < 20; at += 1) {
      // Over a connection of its own: one that was open before has its place.
      expect(await sendRaw(api, request), 'somebody is shut out by heads that never end').toMatch(/^HTTP\/1\.1 200 /);
    }
    await expect
      .poll(() => slow.filter(({ destroyed }) => destroyed).length, {
        message: 'a head may take 10 s, and is looked at every two',
        timeout: 30_000,
      })
      .toBe(allOwn);
  } finally {
    for (const socket of slow) socket.destroy();
  }
});
