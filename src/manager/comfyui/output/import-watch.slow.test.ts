import { spawnSync } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { suspectsOf } from '../process/suspects';
import { openComfyPlace, waitFor, type ComfyPlace } from '../testing/comfy-place';
import { startRun, type TestRun } from '../testing/comfy-run';
import { saying } from '../../../base/testing/saying';
import type { Message } from '../../../contract/text/message';

let place: ComfyPlace;
const begun: TestRun[] = [];
beforeAll(async () => {
  place = await openComfyPlace();
});
afterEach(async () => {
  await Promise.all(begun.splice(0).map(({ run }) => run.stop(500)));
  await place.reset();
});
afterAll(() => place.remove());

async function start(options?: Parameters<typeof startRun>[1]): Promise<TestRun> {
  const started = await startRun(place, options);
  begun.push(started);
  return started;
}

/** The files by which ComfyUI tells. */
const findNotes = async () =>
  (await readdir(place.paths.desktopDir, { recursive: true })).filter((name) => name.endsWith('current'));

const works = 'NODE_CLASS_MAPPINGS = {}\n';
const isPosix = process.platform !== 'win32';
const noSignal = 'Windows has no signal for a broken interpreter';

/** Files of packs that work, the last of which would be named if the wrong one was. */
const bystanders = { 'A-first/__init__.py': works, 'z-last/__init__.py': works, 'a-file.py': works };

/** Each of them and the way it ends or holds everything. */
const ends: [name: string, files: Record<string, string>][] = [
  ['sys.exit', { '__init__.py': 'import sys\nsys.exit(3)\n' }],
  ['sys.exit in a module of its own', { '__init__.py': 'from . import deep\n', 'deep.py': 'raise SystemExit(1)\n' }],
  ['os._exit', { '__init__.py': 'from .inner import deep\n', 'inner/deep.py': 'import os\nos._exit(7)\n' }],
  ['exit in the prestartup script', { 'prestartup_script.py': 'exit(2)\n', '__init__.py': works }],
];

describe('the watch over imports', () => {
  it.each(ends)('names the pack that ends ComfyUI: %s', async (_how, files) => {
    const own = Object.entries(files).map(([name, text]) => [`ComfyUI-Ënds it/${name}`, text]);
    await place.writePacks({ ...bystanders, ...(Object.fromEntries(own) as Record<string, string>) });
    const { run } = await start();
    await run.ended;
    expect(run.hasServed()).toBe(false);
    expect(suspectsOf(run)).toEqual(['ComfyUI-Ënds it']);
  });

  it(
    'names the pack that breaks the interpreter, with the line, and prints nothing of it',
    onlyWhere(isPosix, noSignal),
    async () => {
      await place.writePacks({
        ...bystanders,
        'helper-lib/__init__.py': works,
        'breaks/__init__.py': 'from .inner import deep\n',
        'breaks/inner/deep.py': 'import ctypes\n\n\ndef fall():\n    ctypes.string_at(0)\n\n\nfall()\n',
      });
      const { run, printed } = await start();
      expect((await run.ended).signal).toBe('SIGSEGV');
      expect(suspectsOf(run)).toEqual(['breaks']);
      expect(run.lastLines(40)).toContain('Fatal Python error: Segmentation fault');
      expect(run.lastLines(40).join('\n')).toMatch(/deep\.py", line 5 in fall/);
      expect(printed().join('\n')).not.toContain('Fatal');
    },
  );

  it('names who breaks the interpreter long after the imports', onlyWhere(isPosix, noSignal), async () => {
    const later = [
      'import ctypes, os, threading, time',
      'def fall():',
      '    while not os.path.exists(__file__ + ".go"): time.sleep(0.01)',
      '    ctypes.string_at(0)',
      'threading.Thread(target=fall, daemon=True).start()',
      works,
    ].join('\n');
    await place.writePacks({ ...bystanders, 'breaks-later/__init__.py': later });
    const { run } = await start();
    await run.served;
    await place.writePacks({ 'breaks-later/__init__.py.go': '' });
    await run.ended;
    expect(suspectsOf(run)).toEqual(['breaks-later']);
  });

  it('suspects nobody when ComfyUI ends for a reason of its own, right after the imports', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket)).listen(place.port, '127.0.0.1');
    await waitFor(() => server.listening);
    await place.writePacks(bystanders);
    const { run } = await start();
    await run.ended;
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
    expect(run.lastLines(40).join('\n')).toContain('error while attempting to bind');
    expect(suspectsOf(run)).toEqual([]);
  });

  it.each([
    ['sleeps', 'from . import deep\n', 'import time\ntime.sleep(4)\n'],
    // Called this way, C code keeps every other thread of Python from running.
    ['lets nobody else run', 'from . import deep\n', 'import ctypes\nctypes.PyDLL(None).usleep(3_000_000)\n'],
  ])('names a pack that %s while it is imported, until it goes on', async (_how, init, deep) => {
    await place.writePacks({ ...bystanders, 'ComfyUI-Slow/__init__.py': init + works, 'ComfyUI-Slow/deep.py': deep });
    const notices: (Message | null)[] = [];
    let readNotice: () => Message | null = () => null;
    const { run, log } = await start({ slowImportMs: 1000, onNews: () => void notices.push(readNotice()) });
    readNotice = run.notice;
    expect(run.importing()).toBeNull();
    await waitFor(() => run.importing() === 'ComfyUI-Slow');
    expect(run.notice()).toEqual(saying(/^ComfyUI has been importing ComfyUI-Slow for \d+ s\.$/));
    await run.served;
    expect([run.importing(), run.notice()]).toEqual([null, null]);
    expect(notices).toContainEqual(saying('ComfyUI-Slow'));
    expect(notices.at(-1)).toBeNull();
    const notes = log.read({ limit: 5000 }).lines.filter(({ stream }) => stream === 'app');
    expect(notes.map(({ pack }) => pack)).toContain('ComfyUI-Slow');
  });

  it('names the pack that is being imported, not one that it imports in its turn', async () => {
    await place.writePacks({
      'outer/__init__.py': `import sys, os\nsys.path.insert(0, os.path.dirname(os.path.dirname(__file__)))\nimport slow_inner\n${works}`,
      'slow_inner/__init__.py': `import time\ntime.sleep(0 if "slow" in __import__("sys").modules else 2.5)\n__import__("sys").modules["slow"] = 1\n${works}`,
    });
    const { run } = await start({ slowImportMs: 700 });
    const named = await waitFor(() => run.importing());
    await run.served;
    const first = run.report.imports().find(({ seconds }) => seconds > 1);
    expect(first?.path.endsWith(named)).toBe(true);
  });

  it('is not seen by packs and their programs, and is over once ComfyUI serves', async () => {
    const probe = [
      'import os, sys, threading, time',
      'from importlib.machinery import SourceFileLoader',
      'print("ENV", sorted(name for name in os.environ if name in ("PYTHONPATH", "COMFYUI_DESKTOP_PACKS")))',
      'print("PATH", [entry for entry in sys.path if "import-watch" in entry])',
      'def tell():',
      '    while SourceFileLoader.path_stats.__qualname__ != "SourceFileLoader.path_stats": time.sleep(0.05)',
      '    print("LATER", SourceFileLoader.path_stats.__qualname__, flush=True)',
      'threading.Thread(target=tell, daemon=True).start()',
    ].join('\n');
    await place.writePacks({ 'looks/__init__.py': `${probe}\n${works}` });
    const { run, printed } = await start();
    expect((await findNotes()).length).toBe(1);
    await run.served;
    expect(printed()).toEqual(expect.arrayContaining(['ENV []', 'PATH []']));
    await waitFor(() => printed().some((line) => line.startsWith('LATER')));
    expect(printed()).toContain('LATER SourceFileLoader.path_stats');
    await run.stop(2000);
    await run.ended;
    expect((await readdir(place.paths.desktopDir)).filter((name) => name.startsWith('import-watch'))).toEqual([]);
  });

  it('leaves a Python alone that takes nothing from outside, and says nothing then', async () => {
    const file = join(dirname(place.python), 'python311._pth');
    await writeFile(file, '.\n');
    try {
      const probe = 'print("ENV", "PYTHONPATH" in os.environ, "COMFYUI_DESKTOP_PACKS" in os.environ)';
      await place.writePacks({ ...bystanders, 'ends/__init__.py': `import os\n${probe}\nos._exit(1)\n` });
      const { run, printed } = await start();
      await run.ended;
      expect(printed()).toContain('ENV False False');
      expect(suspectsOf(run)).toEqual([]);
    } finally {
      await rm(file);
    }
  });

  it('is over once ComfyUI answers, also when it does not print so', async () => {
    await place.writePacks(bystanders);
    const { run, printed } = await start({ args: '--dont-print-server' });
    await run.served;
    expect(printed().join('\n')).not.toContain('To see the GUI');
    await waitFor(async () => (await findNotes()).length === 0);
  });

  it('runs the sitecustomize that it stands in front of', async () => {
    const query = 'import sysconfig; print(sysconfig.get_path("purelib"))';
    const sitePackages = spawnSync(place.python, ['-c', query], { encoding: 'utf8' }).stdout.trim();
    const file = join(sitePackages, 'sitecustomize.py');
    // The search path leads to the system's own first; a `.pth` file puts this folder before it.
    await writeFile(file, 'import builtins\nbuiltins.own_site_was_here = __name__\n');
    await writeFile(join(sitePackages, '0.pth'), `import sys; sys.path.insert(0, ${JSON.stringify(sitePackages)})\n`);
    try {
      await place.writePacks({ 'asks/__init__.py': `print("SITE", own_site_was_here)\n${works}` });
      const { run, printed } = await start();
      await run.served;
      expect(printed()).toContain('SITE sitecustomize');
    } finally {
      await Promise.all([rm(file), rm(join(sitePackages, '0.pth'))]);
    }
  });

  it('changes nothing of what ComfyUI prints', async () => {
    await place.writePacks({
      ...bystanders,
      'raises/__init__.py': 'from . import inner\n',
      'raises/inner.py': 'def f():\n    raise RuntimeError("x")\n\n\nf()\n',
      'bad-syntax/__init__.py': 'from . import inner\n',
      'bad-syntax/inner.py': 'def :\n',
      'no-file/__init__.py': 'from . import nothing\n',
    });
    const { run, printed } = await start();
    await run.served;
    await run.stop(2000);
    const args = ['-u', 'main.py', '--port', String(place.port), '--quick-test-for-ci'];
    const alone = spawnSync(place.python, args, {
      cwd: place.installation.comfyDir ?? '',
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8:replace' },
    });
    const own = `${alone.stdout}${alone.stderr}`.split('\n').filter((line) => line !== '' && !/seconds/.test(line));
    expect(printed()).toEqual(expect.arrayContaining(own));
    const watched = printed().filter(
      (line) => line !== '' && !/seconds|Starting server|Stopped server|To see the GUI/.test(line),
    );
    expect(own).toEqual(expect.arrayContaining(watched));
  });
});
