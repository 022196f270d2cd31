// Every folder rule is shown one import that breaks it, and a tree that keeps them all.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectDir } from '../project.mjs';

const run = promisify(execFile);
const FOLDERS = ['src', 'main', 'preload', 'renderer', 'e2e'];

/** rule broken, the importing file, what it imports */
const BREAKS = [
  ['contract-only-zod', 'src/contract/leaky.ts', 'yaml'],
  ['contract-only-zod', 'src/contract/node.ts', 'node:fs'],
  ['contract-only-zod', 'src/contract/upward.ts', '../base/files'],
  ['base-knows-no-domain', 'src/base/domain.ts', '../contract/packs'],
  ['base-knows-no-domain', 'src/base/upward.ts', '../manager/paths'],
  ['manager-catalogue', 'src/manager/catalogue/up.ts', '../packs/install'],
  ['manager-catalogue', 'src/manager/catalogue/policy.ts', '../policy'],
  ['manager-python', 'src/manager/python/up.ts', '../catalogue/registry'],
  ['manager-comfyui', 'src/manager/comfyui/up.ts', '../packs/install'],
  ['manager-packs', 'src/manager/packs/across.ts', '../models/folders'],
  ['manager-changes', 'src/manager/changes/across.ts', '../packs/install'],
  ['manager-disk', 'src/manager/disk/across.ts', '../packs/install'],
  ['manager-workflows', 'src/manager/workflows/across.ts', '../packs/install'],
  ['manager-models', 'src/manager/models/across.ts', '../packs/install'],
  ['manager-snapshots', 'src/manager/snapshots/up.ts', '../queue/queue'],
  ['queue-knows-no-area', 'src/manager/queue/up.ts', '../packs/install'],
  ['queue-knows-no-area', 'src/manager/queue/ground.ts', '../paths'],
  ['areas-never-look-up', 'src/manager/packs/top.ts', '../manager'],
  ['areas-never-look-up', 'src/manager/queue/inward.ts', '../handlers'],
  ['ground-knows-no-area', 'src/manager/low.ts', './packs/install'],
  ['server-never-manager', 'src/server/leak.ts', '../manager/paths'],
  ['core-without-electron', 'src/base/shell.ts', 'electron'],
  ['core-without-electron', 'src/manager/packs/shell.ts', '../../../main/window'],
  ['only-compose-composes', 'main/indicators/tray.ts', '../src/manager/manager'],
  ['only-compose-composes', 'main/menu/menu.ts', '../src/server/server'],
  ['main-stays-in-its-process', 'main/view.ts', '../renderer/bridge'],
  ['preload-is-types-and-electron', 'preload/fat.ts', 'zod'],
  ['preload-takes-only-types', 'preload/valued.ts', '../src/contract/packs'],
  ['renderer-has-only-the-contract', 'renderer/core.ts', '../src/base/files'],
  ['renderer-has-only-the-contract', 'renderer/shell.ts', 'electron'],
  ['renderer-without-node', 'renderer/node.ts', 'node:path'],
  ['views-are-strangers', 'renderer/packs/stranger.tsx', '../activity/activity-view'],
  ['nothing-below-imports-a-view', 'renderer/state/view.ts', '../activity/activity-view'],
  ['components-without-state', 'renderer/components/stateful.tsx', '../state/store'],
  ['components-without-state', 'renderer/components/bridged.tsx', '../bridge'],
  ['e2e-outside-the-core', 'e2e/inside.ts', '../src/base/files'],
  ['no-tests-in-the-product', 'src/base/tested.ts', './files.test'],
  ['no-tests-in-the-product', 'src/server/tested.ts', './testing/door'],
  ['no-tests-in-the-product', 'main/world.ts', '../e2e/world/demo'],
  ['no-barrels', 'src/base/barrel-user.ts', './index'],
  ['resolvable', 'src/base/lost.ts', './nowhere'],
];

/** file, what it may import; files named only as targets are created empty */
const KEEPS = [
  ['src/contract/packs.ts', ['zod', './errors']],
  ['src/base/files/files.ts', ['node:fs', '../contract/errors', 'yaml']],
  ['src/base/files/files.test.ts', ['./files', '../manager/paths']],
  ['src/server/testing/door.ts', ['../../../e2e/world/demo']],
  ['src/manager/packs/testing/pack-room.ts', ['../manager']],
  ['src/manager/packs/operations/install.test.ts', ['./test-room', '../../server/testing/door']],
  ['src/manager/installation/paths.ts', []],
  ['src/manager/installation/policy.ts', ['../contract/packs']],
  ['src/manager/catalogue/sources/registry.ts', ['../paths', '../../base/files', 'node:path', 'yaml']],
  ['src/manager/packs/operations/install.ts', ['../catalogue/registry', '../python/pip', '../policy']],
  ['src/manager/python/pip.ts', ['../paths']],
  ['src/manager/models/folders.ts', ['../catalogue/registry']],
  ['src/manager/queue/queue.ts', ['../../contract/packs', 'node:crypto']],
  ['src/manager/handlers.ts', ['./packs/install', './policy', './queue/queue', './models/folders']],
  ['src/manager/manager.ts', ['./handlers', './packs/install']],
  ['src/server/server.ts', ['../contract/packs', '../base/files', 'node:http']],
  ['main/main.ts', ['./compose', 'electron']],
  ['main/compose.ts', ['../src/manager/manager', '../src/server/server', './window']],
  ['preload/preload.ts', ['electron', 'type ../src/contract/packs']],
  ['renderer/main.tsx', ['./packs/packs-view', './activity/activity-view', 'react']],
  ['renderer/bridge.ts', ['../src/contract/packs']],
  ['renderer/state/store.ts', ['../bridge']],
  ['renderer/packs/packs-view.tsx', ['../components/button', '../state/store']],
  ['renderer/activity/activity-view.tsx', ['../components/button']],
  ['e2e/packs.spec.ts', ['../src/contract/packs', './world/demo', 'node:fs']],
];

const importLine = (target, index) =>
  target.startsWith('type ')
    ? `import type { value as v${index} } from '${target.slice(5)}';\nexport type T${index} = typeof v${index};`
    : `import { value as v${index} } from '${target}';\nexport const c${index} = v${index};`;

async function writeModule(root, file, targets) {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), `${targets.map(importLine).join('\n')}\nexport const value = 1;\n`);
}

async function writeTree(root, modules) {
  for (const name of ['zod', 'yaml', 'react', 'electron']) {
    await writeModule(root, `node_modules/${name}/index.js`, []);
    await writeFile(join(root, `node_modules/${name}/package.json`), JSON.stringify({ name, main: 'index.js' }));
  }
  const empty = [
    'src/contract/errors.ts',
    'main/window/window.ts',
    'renderer/components/button.tsx',
    'e2e/world/demo.ts',
  ];
  for (const file of empty) await writeModule(root, file, []);
  for (const [file, targets] of [...KEEPS, ...modules]) await writeModule(root, file, targets);
}

async function cruise(root) {
  const bin = join(projectDir, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [bin, '--config', join(projectDir, '.dependency-cruiser.cjs'), '--output-type', 'json', ...FOLDERS];
  const { stdout } = await run(process.execPath, args, { cwd: root, maxBuffer: 64 << 20 }).catch((error) => error);
  return JSON.parse(stdout).summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
}

describe('folder rules', () => {
  let root;
  let violations;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'folder rules '));
    await writeTree(join(root, 'kept'), []);
    await writeTree(join(root, 'broken'), [
      ...BREAKS.map(([, file, target]) => [file, [target]]),
      ['src/base/index.ts', ['./files']],
      ['src/base/cycle-a.ts', ['./cycle-b']],
      ['src/base/cycle-b.ts', ['type ./cycle-a']],
      ['src/base/alone.ts', []],
    ]);
    violations = await cruise(join(root, 'broken'));
  });

  afterAll(() => rm(root, { recursive: true, force: true }));

  it('are quiet about a tree that keeps them', async () => {
    expect(await cruise(join(root, 'kept'))).toEqual([]);
  });

  it.each(BREAKS)('%s: %s must not import %s', (rule, from) => {
    expect(violations).toContainEqual(expect.objectContaining({ rule, from }));
  });

  it('no-circular counts imports of types', () => {
    const knots = violations.filter(({ rule }) => rule === 'no-circular').map(({ from, to }) => [from, to].sort());
    expect(knots).toContainEqual(['src/base/cycle-a.ts', 'src/base/cycle-b.ts']);
  });

  it('no-orphans finds the file nobody imports', () => {
    expect(violations).toContainEqual(expect.objectContaining({ rule: 'no-orphans', from: 'src/base/alone.ts' }));
  });

  it('every rule of the configuration has a case here', async () => {
    const { default: config } = await import('../../.dependency-cruiser.cjs');
    const proven = new Set([...BREAKS.map(([rule]) => rule), 'no-circular', 'no-orphans']);
    expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
