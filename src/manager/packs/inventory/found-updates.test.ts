import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalPack, PackUpdates } from '../../../contract/packs/local-packs';
import { createFoundUpdates, mergeFindings, withNewer } from './found-updates';

let file = '';
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'found-'));
  file = join(dir, 'pack-updates.json');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const [old, next] = ['f'.repeat(40), 'e'.repeat(40)];
const clone: LocalPack = {
  ...{ key: 'lantern', name: 'lantern', source: 'git', enabled: true, version: old, registryId: null },
  ...{ auxId: null, repository: null, branch: 'main' },
};
const nothing: PackUpdates = { updates: [], pinned: [], failed: [] };
const lantern = { id: 'lantern', kind: 'git' as const, current: old, latest: next };

describe('what checks for updates found', () => {
  it('is known at the next start, and told once when it changes', async () => {
    const found = createFoundUpdates(file);
    let changes = 0;
    found.onChange(() => (changes += 1));
    expect((await found.read()).checkedMs).toBeNull();
    await found.note({ ...nothing, updates: [lantern] });
    await found.note({ ...nothing, updates: [lantern] });
    expect(changes).toBe(1);
    const stored = await createFoundUpdates(file).read();
    expect(stored.packs.get('lantern')?.latest).toBe(next);
    expect(stored.checkedMs).not.toBeNull();
  });

  it('stands on a pack only at the version that was checked, and keeps its object', async () => {
    const found = createFoundUpdates(file);
    await found.note({ ...nothing, updates: [lantern] });
    const stored = await found.read();
    const [first] = withNewer([clone], stored);
    expect(first?.newer).toBe(next);
    expect(withNewer([clone], stored)[0]).toBe(first);
    const others = [
      { ...clone, version: next },
      { ...clone, enabled: false },
    ];
    expect(withNewer(others, stored)).toEqual(others);
  });

  it('remembers which version a person does not want, over checks and starts', async () => {
    const found = createFoundUpdates(file);
    await found.skip('lantern', next);
    await found.note({ ...nothing, updates: [lantern] });
    const stored = await createFoundUpdates(file).read();
    expect(withNewer([clone], stored)[0]).toMatchObject({ newer: next, skipped: next });
    await found.skip('lantern', null);
    expect(withNewer([clone], await found.read())[0]).not.toHaveProperty('skipped');
  });

  it('keeps what was known of a pack that could not be asked about, and forgets what is none any more', () => {
    const before = new Map([
      ['silent', { kind: 'git' as const, current: old, latest: next }],
      ['done', { kind: 'git' as const, current: old, latest: next }],
    ]);
    const after = mergeFindings(before, { ...nothing, failed: [{ id: 'silent', reason: '' }], updates: [lantern] });
    expect([...after.keys()]).toEqual(['silent', 'lantern']);
  });

  it('begins anew with a file that is not ours, and writes one that is', async () => {
    await writeFile(file, '{"checkedAt": 3}');
    const found = createFoundUpdates(file);
    expect((await found.read()).packs.size).toBe(0);
    await found.note({ ...nothing, updates: [lantern] });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ packs: { lantern: { latest: next } } });
  });
});
