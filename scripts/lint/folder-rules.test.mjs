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
  ['workflow-files-know-nothing', 'src/workflow-files/upward.ts', '../contract/packs'],
  ['base-knows-no-domain', 'src/base/domain.ts', '../contract/packs'],
  ['base-knows-no-domain', 'src/base/upward.ts', '../manager/installation/paths'],
  ['manager-catalogue', 'src/manager/catalogue/up.ts', '../packs/install'],
  ['manager-catalogue', 'src/manager/catalogue/policy.ts', '../installation/policy'],
  ['manager-python', 'src/manager/python/up.ts', '../catalogue/registry'],
  ['python-rooms-below-their-top', 'src/manager/python/install/up.ts', '../up'],
  ['manager-records', 'src/manager/records/up.ts', '../packs/install'],
  ['manager-comfyui', 'src/manager/comfyui/up.ts', '../packs/install'],
  ['manager-transfer', 'src/manager/transfer/across.ts', '../models/folders'],
  ['manager-undo', 'src/manager/undo/across.ts', '../snapshots/restore'],
  ['manager-packs', 'src/manager/packs/across.ts', '../models/folders'],
  ['manager-rehearsal', 'src/manager/rehearsal/across.ts', '../workflows/workflow-uses'],
  ['manager-changes', 'src/manager/changes/across.ts', '../packs/install'],
  ['manager-forecast', 'src/manager/forecast/across.ts', '../packs/install'],
  ['manager-disk', 'src/manager/disk/across.ts', '../packs/install'],
  ['manager-workflows', 'src/manager/workflows/across.ts', '../packs/install'],
  ['manager-models', 'src/manager/models/across.ts', '../packs/install'],
  ['manager-snapshots', 'src/manager/snapshots/up.ts', '../queue/queue'],
  ['manager-setup', 'src/manager/setup/across.ts', '../packs/install'],
  ['manager-environments', 'src/manager/environments/across.ts', '../packs/install'],
  ['queue-knows-no-area', 'src/manager/queue/up.ts', '../packs/install'],
  ['queue-knows-no-area', 'src/manager/queue/ground.ts', '../installation/paths'],
  ['areas-never-look-up', 'src/manager/packs/top.ts', '../manager'],
  ['areas-never-look-up', 'src/manager/queue/inward.ts', '../handlers'],
  ['ground-knows-no-area', 'src/manager/installation/low.ts', '../packs/install'],
  ['server-never-manager', 'src/server/leak.ts', '../manager/installation/paths'],
  ['core-without-electron', 'src/base/shell.ts', 'electron'],
  ['core-without-electron', 'src/manager/packs/shell.ts', '../../../main/window/window'],
  ['core-without-electron', 'src/host/shell.ts', 'electron'],
  ['only-host-composes', 'main/indicators/tray.ts', '../../src/manager/manager'],
  ['only-host-composes', 'src/host/workspace/door.ts', '../../server/server'],
  ['nothing-below-imports-the-host', 'src/manager/packs/upward.ts', '../../host/host'],
  ['only-host-composes', 'src/serve/shortcut.ts', '../manager/manager'],
  ['programs-stand-on-top', 'src/host/program.ts', '../serve/serve'],
  ['programs-stand-on-top', 'main/command.ts', '../src/cli/cmdesk'],
  ['serve-knows-no-command-line', 'src/serve/command.ts', '../cli/cmdesk'],
  ['main-stays-in-its-process', 'main/view.ts', '../renderer/bridge'],
  ['preload-is-types-and-electron', 'preload/fat.ts', 'zod'],
  ['preload-takes-only-types', 'preload/valued.ts', '../src/contract/packs'],
  ['renderer-has-only-the-contract', 'renderer/core.ts', '../src/base/files'],
  ['renderer-has-only-the-contract', 'renderer/shell.ts', 'electron'],
  ['renderer-without-node', 'renderer/node.ts', 'node:path'],
  ['views-are-strangers', 'renderer/packs/stranger.tsx', '../activity/activity-view'],
  ['nothing-below-imports-a-view', 'renderer/state/view.ts', '../activity/activity-view'],
  ['navigation-below-state', 'renderer/navigation/asking.ts', '../state/store'],
  ['navigation-below-state', 'renderer/hooks/asking.ts', '../state/store'],
  ['state-top-knows-no-room', 'renderer/state/upward.ts', './queue/aim'],
  ['components-without-state', 'renderer/components/stateful.tsx', '../state/store'],
  ['components-without-state', 'renderer/components/bridged.tsx', '../bridge'],
  ['e2e-outside-the-core', 'e2e/inside.ts', '../src/base/files'],
  ['no-tests-in-the-product', 'src/base/tested.ts', './files.test'],
  ['no-tests-in-the-product', 'src/server/tested.ts', './testing/door'],
  ['no-tests-in-the-product', 'main/world.ts', '../e2e/world/demo'],
  ['no-barrels', 'src/base/barrel-user.ts', './index'],
  ['resolvable', 'src/base/lost.ts', './nowhere'],
];

/** One arrow that each room of an area must not draw: the area, the room, the other room. */
const ROOM_BREAKS = [
  ['src/base', 'async', 'files'],
  ['src/base', 'text', 'async'],
  ['src/base', 'files', 'process'],
  ['src/base', 'beside', 'process'],
  ['src/base', 'archives', 'process'],
  ['src/base', 'process', 'http'],
  ['src/base', 'http', 'git'],
  ['src/base', 'git', 'text'],
  ['src/server', 'http', 'gateway'],
  ['src/server', 'events', 'gateway'],
  ['src/server', 'gateway', 'routes'],
  ['src/server', 'docs', 'routes'],
  ['src/server', 'openapi', 'gateway'],
  ['src/server', 'routes', 'gateway'],
  ['src/server', 'operations-door', 'gateway'],
  ['src/manager/python', 'environment', 'packages'],
  ['src/manager/python', 'packages', 'requirements'],
  ['src/manager/python', 'plan', 'install'],
  ['src/manager/python', 'install', 'scripts'],
  ['src/manager/python', 'scripts', 'uses'],
  ['src/manager/python', 'requirements', 'interpreters'],
  ['src/manager/catalogue', 'sources', 'table'],
  ['src/manager/catalogue', 'table', 'mappings'],
  ['src/manager/catalogue', 'mappings', 'look-ups'],
  ['src/manager/comfyui', 'arguments', 'process'],
  ['src/manager/python', 'making', 'requirements'],
  ['src/manager/python', 'plan', 'making'],
  ['src/manager/python', 'uses', 'plan'],
  ['src/manager/python', 'doctor', 'plan'],
  ['src/manager/comfyui', 'code', 'process'],
  ['src/manager/comfyui', 'environment', 'code'],
  ['src/manager/comfyui', 'output', 'imports'],
  ['src/manager/comfyui', 'imports', 'process'],
  ['src/manager/comfyui', 'process', 'code'],
  ['src/manager/comfyui', 'bisect', 'code'],
  ['src/manager/comfyui', 'lean', 'bisect'],
  ['src/manager/packs', 'inventory', 'change'],
  ['src/manager/packs', 'change', 'operations'],
  ['src/manager/packs', 'operations', 'details'],
  ['src/manager/packs', 'exact', 'details'],
  ['src/manager/packs', 'details', 'exact'],
  ['src/host', 'store', 'workspace'],
  ['src/host', 'remote', 'workspace'],
  ['src/host', 'workspace', 'operations'],
  ['src/host', 'operations', 'doors'],
  ['src/host', 'start', 'operations'],
  ['src/cli', 'commands', 'core'],
  ['src/cli', 'core', 'run'],
  ['src/cli', 'output', 'run'],
  ['src/cli', 'run', 'mcp'],
  ['src/cli', 'mcp', 'elsewhere'],
  ['main', 'texts', 'startup'],
  ['main', 'startup', 'shell'],
  ['main', 'shell', 'window'],
  ['main', 'quit', 'window'],
  ['main', 'window', 'operations'],
  ['main', 'operations', 'indicators'],
  ['main', 'menu', 'indicators'],
  ['main', 'updates', 'window'],
  ['main', 'notifications', 'indicators'],
  ['main', 'indicators', 'operations'],
  ['renderer/state', 'acts', 'models'],
  ['renderer/state', 'installation', 'policy'],
  ['renderer/state', 'policy', 'queue'],
  ['renderer/state', 'queue', 'settings'],
  ['renderer/state', 'queue', 'packs'],
  ['renderer/state', 'environments', 'packs'],
  ['renderer/state', 'settings', 'packs'],
  ['renderer/state', 'packs', 'comfyui'],
  ['renderer/state', 'comfyui', 'workflow'],
  ['renderer/state', 'models', 'packs'],
  ['renderer/state', 'setup', 'packs'],
  ['renderer/state', 'snapshots', 'packs'],
  ['renderer/state', 'undo', 'packs'],
  ['renderer/state', 'workflow', 'packs'],
  ['src/manager/models', 'gate', 'ledger'],
  ['src/manager/models', 'places', 'ledger'],
  ['src/manager/models', 'ledger', 'trash'],
  ['src/manager/models', 'trash', 'ledger'],
  ['src/manager/models', 'arrange', 'download'],
  ['src/manager/models', 'download', 'arrange'],
  ['src/manager/models', 'finding', 'trash'],
  ['src/manager/models', 'manifest', 'download'],
  ['src/manager/models/ledger', 'headers', 'look'],
  ['src/manager/disk', 'caches', 'measures'],
  ['renderer/home', 'caches', 'comfyui'],
  ['renderer/comfyui', 'log', 'arguments'],
  ['renderer/comfyui', 'arguments', 'log'],
  ['renderer/comfyui', 'bisect', 'overview'],
  ['renderer/comfyui', 'environment', 'overview'],
  ['renderer/comfyui', 'lean', 'overview'],
  ['renderer/comfyui', 'variables', 'overview'],
  ['renderer/comfyui', 'launch-check', 'overview'],
  ['renderer/comfyui', 'overview', 'versions'],
  ['renderer/comfyui', 'versions', 'log'],
  ['renderer/packs', 'verdict', 'list'],
  ['renderer/packs', 'list', 'details'],
  ['renderer/packs', 'details', 'list'],
  ['renderer/packs', 'review', 'list'],
  ['renderer/packs', 'install-from', 'review'],
  ['renderer/packs', 'plan', 'list'],
  ['renderer/components', 'form', 'feedback'],
  ['renderer/components', 'feedback', 'markdown'],
  ['renderer/components', 'markdown', 'form'],
  ['renderer/components', 'forecast', 'plan'],
  ['renderer/components', 'menus', 'panel'],
  ['renderer/components', 'panel', 'menus'],
  ['renderer/components', 'plan', 'form'],
  ['renderer/components', 'rows', 'form'],
];
const ROOM_RULES = ROOM_BREAKS.map(([area, room, other]) => ({
  rule: `room-${area.replaceAll('/', '-')}-${room}`,
  file: `${area}/${room}/across-${other}.ts`,
  target: `${area}/${other}/aim.ts`,
}));

/** file, what it may import; files named only as targets are created empty */
const KEEPS = [
  ['src/contract/packs.ts', ['zod', './errors']],
  ['src/base/files.ts', ['node:fs', '../contract/errors', 'yaml']],
  ['src/base/files.test.ts', ['./files', '../manager/installation/paths']],
  ['src/base/git/git.ts', ['../process/run', '../http/fetch', '../files']],
  ['src/base/process/run.ts', []],
  ['src/base/http/fetch.ts', []],
  ['src/server/testing/door.ts', ['../../../e2e/world/demo']],
  ['src/manager/packs/testing/room.ts', ['../../manager']],
  ['src/manager/packs/install.test.ts', ['./testing/room', '../../server/testing/door']],
  ['src/manager/installation/paths.ts', []],
  ['src/manager/installation/policy.ts', ['./paths', '../../contract/packs']],
  ['src/manager/catalogue/registry.ts', ['../installation/paths', '../../base/files', 'node:path', 'yaml']],
  ['src/manager/packs/install.ts', ['../catalogue/registry', '../python/pip', '../installation/policy']],
  ['src/manager/python/pip.ts', ['../installation/paths']],
  ['src/manager/models/models.ts', ['../catalogue/registry', './places/folders']],
  ['src/manager/models/places/folders.ts', ['../../catalogue/registry']],
  ['src/manager/queue/queue.ts', ['../../contract/packs', 'node:crypto']],
  ['src/manager/handlers.ts', ['./packs/install', './installation/policy', './queue/queue', './models/models']],
  ['src/manager/manager.ts', ['./handlers', './packs/install']],
  ['src/server/server.ts', ['../contract/packs', '../base/files', 'node:http']],
  ['main/main.ts', ['./compose', 'electron']],
  ['src/host/host.ts', ['../manager/manager', '../server/server', '../contract/packs', '../base/files', 'yaml']],
  ['main/compose.ts', ['../src/host/host', './window/window']],
  ['src/serve/serve.ts', ['../host/host', '../contract/packs', '../base/files']],
  ['src/cli/cmdesk.ts', ['../serve/serve', '../contract/packs']],
  ['preload/preload.ts', ['electron', 'type ../src/contract/packs']],
  ['renderer/main.tsx', ['./packs/packs-view', './activity/activity-view', 'react']],
  ['renderer/bridge.ts', ['../src/contract/packs']],
  ['renderer/state/store.ts', ['../bridge', '../navigation/location']],
  ['renderer/navigation/location.ts', []],
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
      ...ROOM_BREAKS.map(([area, room, other]) => [`${area}/${room}/across-${other}.ts`, [`../${other}/aim`]]),
      ...ROOM_RULES.map(({ target }) => [target, []]),
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

  it.each(ROOM_RULES)('$rule: $file must not import $target', ({ rule, file, target }) => {
    expect(violations).toContainEqual({ rule, from: file, to: target });
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
    const proven = new Set([
      ...BREAKS.map(([rule]) => rule),
      ...ROOM_RULES.map(({ rule }) => rule),
      'no-circular',
      'no-orphans',
    ]);
    expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
