import { appendFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manager } from '../manager';
import { openCoreOffline } from '../testing/core-offline';
import { layOutPacks } from '../testing/used-installation';

const door = { door: 'window' } as const;

let root = '';
const open: Manager[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'take groups along 工房-'));
});
afterEach(async () => {
  for (const manager of open.splice(0)) await manager.close();
  await rm(root, { recursive: true, force: true });
});

const at = (...names: string[]) => join(root, ...names);
const desktop = (folder: string) => at(folder, 'user', '__manager', 'desktop');

async function openFolder(name: string): Promise<Manager> {
  const manager = await openCoreOffline(at(name));
  open.push(manager);
  return manager;
}

const exported = async (manager: Manager) => (await manager.operations['transfer.export']({}, door)).document;
const take = (manager: Manager, document: Record<string, unknown>) =>
  manager.operations['transfer.import']({ document }, door);
const plan = (manager: Manager, document: Record<string, unknown>) =>
  manager.operations['transfer.plan']({ document }, door);

/** Packs that offer groups of optional packages. */
async function layOutGrouped(root: string, names: readonly string[], groups: readonly string[]): Promise<void> {
  await layOutPacks(root, names);
  const offered = groups.map((group) => `${group} = ["tinydep"]`).join('\n');
  for (const name of names)
    await appendFile(
      join(root, 'custom_nodes', name, 'pyproject.toml'),
      `[project.optional-dependencies]\n${offered}\n`,
    );
}

/** What was chosen in a folder before it was opened. */
async function choose(folder: string, chosen: Record<string, string>): Promise<void> {
  await mkdir(desktop(folder), { recursive: true });
  await writeFile(join(desktop(folder), 'optional-groups.json'), JSON.stringify(chosen));
}

describe('chosen optional groups', () => {
  const chosen = async (folder: string): Promise<unknown> =>
    JSON.parse(await readFile(join(desktop(folder), 'optional-groups.json'), 'utf8'));

  it('come for packs that are here and have them, but where another choice is; the others are named', async () => {
    const names = ['face', 'voice', 'gone', 'old'];
    await layOutGrouped(at('here'), names, ['swap', 'video']);
    await choose('here', { face: 'swap,video', voice: 'video', gone: 'swap', old: 'swap,video' });
    const here = await openFolder('here');
    const document = await exported(here);
    expect(document['groups']).toEqual({
      ...{ face: ['swap', 'video'], voice: ['video'], gone: ['swap'], old: ['swap', 'video'] },
    });
    await layOutGrouped(at('there'), ['face', 'voice'], ['swap', 'video']);
    await layOutGrouped(at('there'), ['old'], ['video']);
    await mkdir(at('there', 'custom_nodes', '.disabled'));
    await rename(at('there', 'custom_nodes', 'face'), at('there', 'custom_nodes', '.disabled', 'face@1_0_0'));
    await choose('there', { voice: 'swap' });
    const there = await openFolder('there');
    const left = ['gone [swap]', 'old [swap]'];
    expect((await plan(there, document)).groups).toEqual({
      added: ['face [swap, video]', 'old [video]'],
      here: 1,
      left,
    });
    expect(await chosen('there')).toEqual({ voice: 'swap' });
    let told = 0;
    there.onEvent(({ name }) => (told += name === 'cmd-packs-changed' ? 1 : 0));
    const report = await take(there, document);
    expect([report.groups, await chosen('there')]).toEqual([2, { voice: 'swap', face: 'swap,video', old: 'video' }]);
    expect(told).toBeGreaterThan(0);
    expect(report.left.join(' ')).toContain('is not here: gone [swap], old [swap].');
    expect(report.left.join(' ')).toContain('before ComfyUI starts: face [swap, video], old [video].');
    const face = expect.objectContaining({ key: 'face', groups: ['swap', 'video'] }) as unknown;
    const old = expect.objectContaining({ key: 'old', groups: ['video'] }) as unknown;
    const packs = expect.arrayContaining([face, old]) as unknown;
    expect(await there.operations['packs.local']({}, door)).toMatchObject({ packs });
    expect(await take(there, document)).toMatchObject({ groups: 0 });
  });

  it('are not touched by a file of an older version, which says nothing of them', async () => {
    await layOutGrouped(at('here'), ['face'], ['swap']);
    await choose('here', { face: 'swap' });
    const here = await openFolder('here');
    const { groups, ...older } = await exported(here);
    expect(groups).toEqual({ face: ['swap'] });
    expect((await plan(here, older)).groups).toEqual({ added: [], here: 0, left: [] });
    expect(await take(here, older)).toMatchObject({ groups: 0 });
    expect(await chosen('here')).toEqual({ face: 'swap' });
  });

  it('that none can have make the file a damaged one', async () => {
    await mkdir(at('here'));
    const here = await openFolder('here');
    const bad = { ...(await exported(here)), groups: { face: ['-r evil'] } };
    const refused = { code: 'transfer-invalid', message: expect.stringContaining('"groups > face > 0"') as unknown };
    await expect(take(here, bad)).rejects.toMatchObject(refused);
  });
});
