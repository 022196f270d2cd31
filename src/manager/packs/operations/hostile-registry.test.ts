import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { InstallParams } from '../../../contract/packs/pack-params';
import { startRun } from '../../testing/task-run';
import { installOf, openPackPlace, type PackPlace } from '../testing/pack-place';

let place: PackPlace;
beforeAll(async () => {
  place = await openPackPlace('hostile-registry');
  Object.assign(process.env, place.world.env);
});
beforeEach(() => place.reset());
afterAll(() => place.stop());

const packId = 'Demo-Upscaler';
const path = `/nodes/${packId}/install`;
const install = (id: string, more?: Parameters<typeof installOf>[2]) =>
  place.packs.install(installOf(id, 'latest', more), startRun(place));

/** What the registry says honestly, with some of it replaced. */
function answer(changes: Record<string, unknown>): Record<string, unknown> {
  const honest = {
    node_id: packId,
    version: '1.2.0',
    downloadUrl: `${place.world.registry.url}/cdn/${packId}/1.2.0.zip`,
    status: 'NodeVersionStatusActive',
    dependencies: [],
  };
  return { ...honest, ...changes };
}

/** Every folder around the folder of packs, so that a pack that got out is seen. */
function surroundings(): string[] {
  const comfyDir = dirname(place.paths.customNodesDir);
  return [dirname(comfyDir), comfyDir, place.paths.desktopDir].flatMap((dir) =>
    readdirSync(dir, { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map(({ name }) => `${dir}/${name}`),
  );
}

const badIds: readonly [string, unknown][] = [
  ['a path up', '../../escape1'],
  ['a path up on Windows', '..\\..\\escape1'],
  ['the folder above', '..'],
  ['the folder itself', '.'],
  ['an absolute path', '/tmp/escape1'],
  ['a path with a drive', 'C:\\escape1'],
  ['a drive', 'C:escape1'],
  ['a folder in a folder', 'a/b'],
  ['the folder of a repository', '.git'],
  ['the folder of disabled packs', '.disabled'],
  ['what looks disabled', `${packId}.disabled`],
  ['a device', 'CON'],
  ['a device with an ending', 'nul.txt'],
  ['a name that ends in a dot', `${packId}.`],
  ['a name that ends in a blank', `${packId} `],
  ['a name with a line end', `${packId}\n`],
  ['a name that ends early', `${packId}\u0000.py`],
  ['a name that reads backwards', `${packId}\u202e`],
  ['an encoded path', '%2e%2e%2fmodels'],
  ['another pack', 'tidy-latents'],
  ['ComfyUI-Manager', 'comfyui-manager'],
  ['nothing', ''],
  ['a number', 7],
  ['a list', [packId]],
  ['an object', { id: packId }],
  ['null', null],
  ['a very long text', 'x'.repeat(100_000)],
];

describe('an id that the registry did not get asked for', () => {
  it.each(badIds)('is refused: %s', async (_what, id) => {
    place.world.registry.answerWith(path, answer({ node_id: id }));
    const before = { packs: place.fingerprint(), around: surroundings() };
    const failure = await install(packId).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'download-failed',
      message: expect.stringContaining(`asked for "${packId}"`),
    });
    expect({ packs: place.fingerprint(), around: surroundings() }).toEqual(before);
  });

  it('is taken in another letter case, as the registry writes it', async () => {
    place.world.registry.answerWith(`/nodes/${packId.toLowerCase()}/install`, answer({}));
    expect(await install(packId.toLowerCase())).toMatchObject({ status: 'done' });
    expect(existsSync(place.pathOf(packId))).toBe(true);
  });
});

const badFields: readonly [string, Record<string, unknown>][] = [
  ['a version that is a path', { version: '1.0/../../x' }],
  ['a version that is an option', { version: '--index-url=http://x' }],
  ['a version that is a number', { version: 1 }],
  ['a version without end', { version: '1'.repeat(5000) }],
  ['a file of this machine', { downloadUrl: 'file:///etc/passwd' }],
  ['a script', { downloadUrl: 'javascript:alert(1)' }],
  ['data', { downloadUrl: 'data:application/zip;base64,UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==' }],
  ['an address with a line end', { downloadUrl: 'http://127.0.0.1/x\r\nX-Injected: 1' }],
  ['an address that is an object', { downloadUrl: { href: 'https://x' } }],
  ['an address without end', { downloadUrl: `https://x/${'y'.repeat(100_000)}` }],
];

describe('another field of the answer', () => {
  it.each(badFields)('is refused: %s', async (_what, changes) => {
    place.world.registry.answerWith(path, answer(changes));
    const before = place.fingerprint();
    await expect(install(packId)).rejects.toMatchObject({ code: 'download-failed' });
    expect(place.fingerprint()).toBe(before);
  });

  it.each([['text'], [['list']], [7], [null]])('is no version record at all: %j', async (body) => {
    place.world.registry.answerWith(path, ({ response }) => void response.end(JSON.stringify(body)));
    await expect(install(packId)).rejects.toMatchObject({ code: 'download-failed' });
  });

  it('does not change the version that was asked for', async () => {
    place.world.registry.answerWith(path, answer({ version: '1.1.0' }));
    const installing = place.packs.install(installOf(packId, '1.0.0'), startRun(place));
    await expect(installing).rejects.toMatchObject({ code: 'download-failed' });
  });
});

describe('an id that a person writes', () => {
  const repository = 'https://github.com/hazel/quiet-branch';

  it.each([
    '%2e%2e%2fmodels',
    '../x',
    '..',
    '.disabled',
    '.git',
    'a/.disabled',
    'a/b/c',
    'C:\\x',
    'C:x',
    'nul',
    'x ',
    'a\\b',
    '/abs',
    'x\u202e',
  ])('is refused at the door: %j', (id) => {
    const params = { ...installOf('plain'), id, repository };
    expect(InstallParams.safeParse(params).success).toBe(false);
  });

  it('is refused when it names another repository than the address', async () => {
    const before = place.fingerprint();
    const failure = await install('someone/else', { repository }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('someone/else') });
    expect(place.fingerprint()).toBe(before);
  });

  it.each([
    'https://example.org/a/%2e%2e%5cmodels.git',
    'https://example.org/a/.disabled',
    'https://example.org/a/CON.git',
  ])('cannot be taken from an address either: %s', async (address) => {
    const failure = await install('plain', {
      repository: address,
      version: 'nightly',
      selected_version: 'nightly',
    }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid-input', message: expect.stringContaining('calls the pack') });
  });
});

describe('a pack that calls itself by a path', () => {
  it.each(['../../escape2', '..\\escape2', '.git', 'CON', 'a/b'])('is disabled beside the others: %s', async (name) => {
    await place.world.comfyui.placeFiles({
      'liar/__init__.py': '',
      'liar/.tracking': 'pyproject.toml',
      'liar/pyproject.toml': `[project]\nname = '${name}'\nversion = "1.0.0"\n`,
    });
    const around = surroundings();
    const run = startRun(place);
    expect(await place.packs.disable({ node_name: 'liar', is_unknown: false }, run)).toMatchObject({ status: 'done' });
    expect(readdirSync(place.pathOf('.disabled'))).toEqual(['liar']);
    expect(surroundings()).toEqual(around);
  });
});
