import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkFile, checkFolders, selectCode } from './budgets.mjs';
import { isNoise } from './launch.mjs';
import { projectDir } from './project.mjs';
import { checkLockFile, findPathLines, findSilentSkips, findStrangers } from './repository-rules.mjs';
import { checkNode, isInstalled, NODE_LINES } from './setup.mjs';
import { parseDemoArguments, parseDevArguments, parseStartArguments, toAppArguments } from './start-arguments.mjs';
import { parseTestArguments } from './test-arguments.mjs';
import { chooseNames, findMissing, hasDisplay, listWanted } from './system-packages.mjs';

const lines = (count) => 'a\n'.repeat(count);

describe('budgets', () => {
  it.each([
    ['src/base/files/files.ts', 300, 301],
    ['main/main.ts', 60, 61],
    ['preload/preload.ts', 40, 41],
    ['main/compose.ts', 120, 121],
    ['main/window/ipc.ts', 100, 101],
  ])('%s may have %i lines', (file, allowed, tooMany) => {
    expect(checkFile(file, lines(allowed))).toEqual([]);
    expect(checkFile(file, lines(tooMany))).toEqual([`${file}: ${tooMany} lines, the budget is ${allowed}`]);
  });

  it('let tables be as long as what they list', () => {
    expect(checkFile('renderer/texts/en.ts', lines(900))).toEqual([]);
  });

  it.each(['utils', 'helpers', 'common', 'misc', 'types', 'constants', 'shared', 'service', 'index'])(
    'refuse %s.ts',
    (name) => {
      expect(checkFile(`src/base/${name}.ts`, '')).toHaveLength(1);
    },
  );

  it('refuse other cases than kebab-case, and -manager', () => {
    expect(checkFile('renderer/packs/PackRow.tsx', '')).toHaveLength(1);
    expect(checkFile('src/manager/pack-manager.ts', '')).toHaveLength(1);
    expect(checkFile('src/manager/manager.ts', '')).toEqual([]);
    expect(checkFile('src/base/process/run.test.ts', '')).toEqual([]);
  });

  it('let a folder hold thirty files of its own, tests and what only tests use not counted', () => {
    const files = Array.from({ length: 30 }, (_none, at) => `src/base/tool-${at}.ts`);
    const uncounted = ['src/base/tool-1.test.ts', 'src/base/testing/place.ts', 'src/base/room/tool.ts', 'e2e/a.ts'];
    expect(checkFolders([...files, ...uncounted])).toEqual([]);
    expect(checkFolders([...files, 'src/base/one-more.ts'])).toEqual([
      'src/base: 31 files of its own, the budget is 30: sort them by idea',
    ]);
  });

  it('look at code only', () => {
    expect(selectCode(['src/a.ts', 'README.md', 'src/fixtures/b.ts', 'scripts/c.mjs'])).toEqual([
      'src/a.ts',
      'scripts/c.mjs',
    ]);
  });
});

describe('repository rules', () => {
  it('refuse a lock file that names hosts', () => {
    const text = JSON.stringify({
      packages: { '': {}, a: { resolved: 'https://host/a.tgz' }, b: { version: '1.0.0' } },
    });
    expect(checkLockFile(text)).toHaveLength(1);
  });

  it('find tests that skip without a reason, in unit tests only', () => {
    const text =
      "it.skipIf(isWindows)('a', run);\ndescribe.runIf(x)('b', run);\nit('c', onlyWhere(x, 'y'), run);\nit.skip('d', run);";
    expect(findSilentSkips('src/base/a.test.ts', text)).toEqual([1, 2, 4]);
    expect(findSilentSkips('e2e/a.spec.ts', 'test.skip(isWindows, "y");')).toEqual([]);
    expect(findSilentSkips('src/base/a.test.ts', "context.skip('no IPv6');")).toEqual([]);
  });

  it('find what is new at the top of the repository', () => {
    expect(findStrangers(['README.md', 'src/a.ts', '.github/workflows/ci.yml', 'scripts/x.mjs'])).toEqual([]);
    expect(findStrangers(['notes.md', 'lib/a.ts', 'lib/b.ts', 'src'])).toEqual(['notes.md', 'lib/', 'src']);
  });

  it('find the path of a checkout, and no other path that begins like it', () => {
    expect(
      findPathLines('ok\nsee /home/me/app/src\n/home/me/app\n/home/me/app-two\n/x/home/me/app', '/home/me/app'),
    ).toEqual([2, 3]);
  });
});

describe('set-up', () => {
  it.each(['20.18.3', '18.20.0', '21.7.3', '22.12.0', '23.11.0'])('refuses Node %s', (version) => {
    expect(() => checkNode(version)).toThrow(`Node ${version} does not run`);
  });

  it.each(['20.19.0', '20.20.2', '22.13.0', '22.23.3', '24.0.0', '24.21.0', '25.0.0', '26.1.0'])(
    'takes Node %s',
    (version) => {
      expect(() => checkNode(version)).not.toThrow();
    },
  );

  it('wants the same of Node as package.json promises', () => {
    const { engines } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
    const older = NODE_LINES.slice(0, -1).map((line) => `^${line.join('.')}.0`);
    expect(engines.node).toBe([...older, `>=${NODE_LINES.at(-1)[0]}`].join(' || '));
  });

  it('compares node_modules with the lock file; packages for other systems may be absent', () => {
    const lock = { packages: { '': {}, a: { version: '1.0.0' }, win: { version: '2.0.0', optional: true } } };
    expect(isInstalled(lock, undefined)).toBe(false);
    expect(isInstalled(lock, { packages: { a: { version: '1.0.0' } } })).toBe(true);
    expect(isInstalled(lock, { packages: { a: { version: '0.9.0' } } })).toBe(false);
    expect(isInstalled(lock, { packages: {} })).toBe(false);
  });

  it('takes any name of a system package as installed, and the known one to install', () => {
    const wanted = [['libgtk-3-0t64', 'libgtk-3-0'], ['libnss3']];
    expect(findMissing(wanted, new Set(['libgtk-3-0', 'libnss3']))).toEqual([]);
    const missing = findMissing(wanted, new Set(['libnss3']));
    expect(chooseNames(missing, () => true)).toEqual(['libgtk-3-0t64']);
    expect(chooseNames(missing, (name) => !name.endsWith('t64'))).toEqual(['libgtk-3-0']);
    expect(chooseNames(missing, () => false)).toEqual(['libgtk-3-0']);
  });

  it('wants for the trial of packages a display and a Python, and not what the tests need besides', () => {
    const wanted = listWanted({ needsDisplay: true, forTests: false, needsVenv: true, forRelease: true }).flat();
    expect(wanted).toEqual(expect.arrayContaining(['xvfb', 'python3-venv', 'rpm', 'appstream', 'libgbm1']));
    expect(wanted.filter((name) => /dbus|fonts|curl/.test(name))).toEqual([]);
  });

  it('knows a display by its variables', () => {
    expect(hasDisplay({})).toBe(false);
    expect(hasDisplay({ DISPLAY: '' })).toBe(false);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
  });
});

describe('the arguments of npm start', () => {
  let folder;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'start arguments ü '));
    await writeFile(join(folder, 'file'), '');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('reach the app, folders absolute', () => {
    const wanted = parseStartArguments(
      ['--comfyui', '.', '--port=0', '--launch', '--set', 'a.b=c=d', '--set', 'e=', '--user-data-dir', 'x'],
      folder,
    );
    expect(wanted).toEqual({
      help: false,
      comfyui: folder,
      installWith: [],
      port: 0,
      launch: true,
      set: ['a.b=c=d', 'e='],
      userDataDir: join(folder, 'x'),
    });
    expect(toAppArguments(wanted)).toEqual([
      `--comfyui=${folder}`,
      '--port=0',
      '--launch',
      '--set=a.b=c=d',
      '--set=e=',
    ]);
  });

  it('install ComfyUI where it was asked for, with what was asked for', () => {
    const wanted = parseStartArguments(['--install-comfyui', 'new', '--python=3.12', '--torch', 'cpu'], folder);
    expect(wanted.install).toBe(join(folder, 'new'));
    expect(toAppArguments(wanted)).toEqual([
      `--install-comfyui=${join(folder, 'new')}`,
      '--python=3.12',
      '--torch=cpu',
    ]);
  });

  it('may all be absent', () => {
    expect(toAppArguments(parseStartArguments([], folder))).toEqual([]);
  });

  it.each([
    [['--start'], /--start/],
    [['--launch=yes'], /--launch/],
    [['stray'], /stray/],
    [['--comfyui'], /--comfyui/],
    [['--comfyui='], /--comfyui needs a folder/],
    [['--comfyui', 'nowhere'], /there is no folder .*nowhere/],
    [['--comfyui', 'file'], /is a file/],
    [['--port', '65536'], /0 to 65535/],
    [['--port', '1e3'], /0 to 65535/],
    [['--port', 'http'], /0 to 65535/],
    [['--set', 'nothing'], /key=value/],
    [['--set', '=x'], /key=value/],
  ])('%j is refused in a sentence, with exit code 2', (argv, message) => {
    expect(() => parseStartArguments(argv, folder)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });
});

describe('the arguments of npm run dev', () => {
  it('are those of npm start, and where debuggers may come in', () => {
    const wanted = parseDevArguments(['--inspect-main', '9229', '--port', '0', '--inspect-window=9222'], '/');
    expect(wanted).toMatchObject({ port: 0, inspectMain: 9229, inspectWindow: 9222, set: [] });
    expect(parseDevArguments(['--launch'], '/')).toMatchObject({ launch: true, inspectMain: undefined });
  });

  it.each([[['--inspect-main']], [['--inspect-main', 'x']], [['--inspect-window=70000']], [['--inspect', '1']]])(
    '%j is refused with the usage',
    (argv) => {
      expect(() => parseDevArguments(argv, '/')).toThrow(
        expect.objectContaining({ exitCode: 2, remedy: expect.stringMatching(/^Usage: npm run dev/) }),
      );
    },
  );
});

describe('the arguments of npm test', () => {
  it('are a part, names in it, and how often each test runs, in any place', () => {
    expect(parseTestArguments([])).toEqual({ parts: ['unit', 'e2e'], names: [], set: 'everyday', repeat: 1 });
    expect(parseTestArguments(['--repeat', '5'])).toMatchObject({ set: 'everyday', repeat: 5 });
    expect(parseTestArguments(['--all', '--repeat', '5'])).toMatchObject({ set: 'all', repeat: 5 });
    expect(parseTestArguments(['--all', '--rest'])).toMatchObject({ parts: ['unit', 'e2e'], set: 'rest' });
    const installs = { parts: ['e2e'], names: ['an install', 'fails'], set: 'all', repeat: 3 };
    expect(parseTestArguments(['e2e', '--repeat=3', 'an install', 'fails'])).toEqual(installs);
    expect(parseTestArguments(['e2e', 'an install', 'fails', '--repeat', '3'])).toEqual(installs);
  });

  it.each([
    [['--repeat']],
    [['--repeat', '0']],
    [['e2e', '--repeat=x']],
    [['--repeat', '101']],
    [['all']],
    [['--grep']],
    [['e2e', '--rest']],
  ])('%j is refused with the usage, and exit code 2', (argv) => {
    expect(() => parseTestArguments(argv)).toThrow(
      expect.objectContaining({ exitCode: 2, remedy: expect.stringMatching(/^Usage: npm test/) }),
    );
  });
});

describe('the arguments of npm run demo', () => {
  it('are a port and whether to start ComfyUI', () => {
    expect(parseDemoArguments([])).toEqual({ launch: false, port: 0 });
    expect(parseDemoArguments(['--launch', '--port', '9000'])).toEqual({ launch: true, port: 9000 });
  });

  it.each([[['--comfyui', '.']], [['stray']], [['--set', 'a=b']]])('%j is refused with its own usage', (argv) => {
    expect(() => parseDemoArguments(argv)).toThrow(
      expect.objectContaining({ exitCode: 2, remedy: expect.stringMatching(/^Usage: npm run demo/) }),
    );
  });
});

describe('noise on stderr', () => {
  it.each([
    '[4242:1125/020202.123456:ERROR:bus.cc(407)] Failed to connect to the bus: Could not parse server address',
    '[4242:1125/020202.123456:ERROR:dbus/bus.cc:408] Failed to connect to the bus',
    '[4242:1125/020202.123456:ERROR:viz_main_impl.cc(166)] Exiting GPU process due to errors during initialization',
    '[4242:1125/020202.123456:WARNING:gpu_process_host.cc(1400)] The GPU process has crashed 1 time(s)',
  ])('%s', (line) => {
    expect(isNoise(line)).toBe(true);
  });

  it.each([
    'Error: something of ours about bus.cc',
    '[1:1125/0.1:FATAL:gpu_data_manager_impl_private.cc(1)] GPU process is not usable. Goodbye.',
    '',
  ])('not: %s', (line) => {
    expect(isNoise(line)).toBe(false);
  });
});
