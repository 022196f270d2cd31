import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../contract/snapshots';
import { openSnapshotFiles, type SnapshotFiles } from './snapshot-files';

const snapshot: Snapshot = {
  ...{ comfyui: null, git_custom_nodes: {}, cnr_custom_nodes: { a: '1.0.0' }, file_custom_nodes: [], pips: null },
};

describe('the folder of snapshots', () => {
  let root: string;
  let dir: string;
  let files: SnapshotFiles;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'snäpshots 木-'));
    dir = join(root, 'snapshots');
    await mkdir(dir);
    files = openSnapshotFiles(dir, join(root, 'own-snapshots.json'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('gives saves of one second names of their own, and lists the newest first', async () => {
    await writeFile(join(dir, '2020-01-01_00-00-00_snapshot.json'), '{}');
    await writeFile(join(dir, 'notes.txt'), '');
    const names = await Promise.all([1, 2, 3].map(() => files.write(snapshot, 'snapshot')));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_snapshot(_\d)?$/);
    expect(await files.list()).toEqual([...[...names].sort().reverse(), '2020-01-01_00-00-00_snapshot']);
    expect(await readFile(join(dir, `${names[0] ?? ''}.json`), 'utf8')).toBe(JSON.stringify(snapshot, null, 4));
    expect((await readdir(dir)).filter((name) => !/\.(json|txt)$/.test(name))).toEqual([]);
  });

  it('shortens a long name to what a file system takes', async () => {
    const name = await files.write(snapshot, '木'.repeat(190));
    expect(name).toMatch(/_木+$/);
    expect((await files.read(name)).registry).toHaveLength(1);
  });

  it('reads, removes, and knows nothing outside', async () => {
    await writeFile(join(root, 'outside.json'), '{"cnr_custom_nodes":{}}');
    const name = await files.write(snapshot, 'mine');
    expect((await files.read(name)).registry).toMatchObject([{ id: 'a', version: '1.0.0' }]);
    for (const target of ['../outside', 'nothing']) {
      const code = target === 'nothing' ? 'snapshot-not-found' : 'path-outside-root';
      await expect(files.read(target)).rejects.toMatchObject({ code });
      await expect(files.remove(target)).rejects.toMatchObject({ code });
    }
    await files.remove(name);
    expect(await files.list()).toEqual([]);
    await expect(files.remove(name)).rejects.toMatchObject({ code: 'snapshot-not-found' });
    expect(await readdir(root)).toContain('outside.json');
  });

  it('reads one by the ending of its name, where no other ends so, and removes none by it', async () => {
    const versions = { before: '1.0.0', after: '2.0.0' };
    for (const [label, a] of Object.entries(versions)) {
      await writeFile(
        join(dir, `2026-01-01_10-00-00_${label}.json`),
        JSON.stringify({ ...snapshot, cnr_custom_nodes: { a } }),
      );
    }
    expect((await files.read('before')).registry).toMatchObject([{ id: 'a', version: '1.0.0' }]);
    await expect(files.read('fore'), 'whole words').rejects.toMatchObject({ code: 'snapshot-not-found' });
    await expect(files.remove('before')).rejects.toMatchObject({ code: 'snapshot-not-found' });
    await writeFile(join(dir, '2026-01-02_10-00-00_before.json'), JSON.stringify(snapshot));
    await expect(files.readDocument('before')).rejects.toMatchObject({
      code: 'snapshot-not-found',
      remedy: 'Name one of them whole: 2026-01-02_10-00-00_before, 2026-01-01_10-00-00_before.',
    });
  });

  it('adds a document under a name of its own, and never in the place of another', async () => {
    const document = { cnr_custom_nodes: { b: '2' }, extra: { from: 'elsewhere' } };
    expect(await files.add('from elsewhere', document)).toBe('from elsewhere');
    expect(await files.readDocument('from elsewhere')).toEqual(document);
    await writeFile(join(dir, 'old.yaml'), 'cnr_custom_nodes: {}');
    for (const taken of ['From Elsewhere', 'old']) {
      await expect(files.add(taken, { cnr_custom_nodes: {} })).rejects.toMatchObject({
        ...{ code: 'snapshot-exists', details: { name: taken, free: `${taken}_2` } },
      });
    }
    expect(await files.readDocument('from elsewhere')).toEqual(document);
    expect((await readdir(dir)).sort()).toEqual(['from elsewhere.json', 'old.yaml']);
  });

  it('reads what the command line of the reference writes as YAML', async () => {
    const lines = ['custom_nodes:', '  cnr_custom_nodes:', "    some-pack: '1.20'", '  comfyui: null', '  pips: {}'];
    await writeFile(join(dir, 'by hand.yaml'), `${lines.join('\n')}\n`);
    expect(await files.list()).toEqual(['by hand']);
    expect(await files.read('by hand')).toMatchObject({ registry: [{ id: 'some-pack', version: '1.20' }], pips: null });
    await writeFile(join(dir, 'by hand.json'), '{"cnr_custom_nodes":{}}');
    expect(await files.list()).toEqual(['by hand']);
    expect(await files.read('by hand')).toMatchObject({ registry: [] });
    await files.remove('by hand');
    expect(await readdir(dir)).toEqual(['by hand.yaml']);
  });

  it('takes a folder, or a name that nobody can ask for, for no snapshot', async () => {
    await mkdir(join(dir, 'folder.json'));
    await writeFile(join(dir, '._hidden.json'), '{}');
    expect(await files.list()).toEqual([]);
    await expect(files.read('folder')).rejects.toMatchObject({ code: 'snapshot-not-found' });
    await expect(files.remove('folder')).rejects.toMatchObject({ code: 'snapshot-not-found' });
    expect(await readdir(dir)).toContain('folder.json');
  });

  it('says what is wrong with a document, and with the folder', async () => {
    const broken = { 'broken.json': '{"comfyui":', 'other.json': '{"comfyui":null}', 'odd.yaml': 'a: [' };
    for (const [name, text] of Object.entries(broken)) {
      await writeFile(join(dir, name), text);
      const reading = files.read(name.replace(/\.\w+$/, ''));
      await expect(reading).rejects.toMatchObject({ code: 'snapshot-failed', message: expect.stringContaining(name) });
    }
    await rm(dir, { recursive: true });
    await expect(files.list()).rejects.toMatchObject({ code: 'snapshot-failed' });
    await expect(files.read('broken')).rejects.toMatchObject({ code: 'snapshot-not-found' });
    await writeFile(dir, '');
    await expect(files.list()).rejects.toMatchObject({ code: 'snapshot-failed' });
  });
});
