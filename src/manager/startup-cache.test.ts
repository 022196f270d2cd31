import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { silentLogger } from '../base/log';
import { tableFormat, type StartupView, type TableRow } from '../contract/library/pack-table';
import type { Installation } from '../contract/installation';
import type { LocalPack } from '../contract/packs/local-packs';
import { createStartupCache } from './startup-cache';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'startup-cache-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const installation = {
  ...({ kind: 'git' } as const),
  ...{ rootDir: '/comfy', comfyDir: '/comfy', baseDir: '/comfy', customNodesDir: '/comfy/custom_nodes' },
  ...{ userDir: '/comfy/user', interpreter: null, version: null },
} satisfies Installation;
const row: TableRow = {
  ...{ key: 'a', registryId: 'a', title: 'A', author: '', description: '', repository: null, files: [] },
  ...{ latestVersion: null, stars: 1, updatedAt: null, nodeClasses: ['Größe'] },
};
const table = {
  asOf: null,
  origin: 'kept',
  notice: null,
  fingerprint: 'print',
  rows: 1,
  core: [],
  first: [row],
} as const;
const readView = async () => JSON.parse(await readFile(join(dir, 'startup-cache.json'), 'utf8')) as StartupView;

it('keeps what the window shows first, and keeps it again when other packs are installed', async () => {
  let packs: LocalPack[] = [];
  const listPacks = () => Promise.resolve(packs);
  const catalogue = { table: () => Promise.resolve(table) };
  const cache = createStartupCache({ installation, catalogue, listPacks, dir, log: silentLogger });
  cache.packsChanged();
  expect(await cache.table('cache')).toEqual({
    asOf: null,
    origin: 'kept',
    notice: null,
    fingerprint: 'print',
    rows: 1,
    core: [],
  });
  await vi.waitFor(async () =>
    expect(await readView()).toEqual({ format: tableFormat, ...table, installation, locals: [] }),
  );
  packs = [{ key: 'a', name: 'a', source: 'folder', enabled: true, version: '', registryId: null } as LocalPack];
  cache.packsChanged();
  await vi.waitFor(async () => expect((await readView()).locals).toHaveLength(1));
});
