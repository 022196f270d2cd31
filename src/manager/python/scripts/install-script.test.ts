import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVenv, pythonOf, runProgram, systemPython } from '../../../../e2e/world/python-env';
import type { JobContext } from '../../../base/async/job';
import type { Installation } from '../../../contract/installation';
import { AppSettings } from '../../../contract/settings';
import { formatMessage } from '../../../contract/text/message';
import type { PythonEnvironment } from '../environment/environment';
import { hasInstallScript, runPackScript } from './install-script';

const settings = AppSettings.parse({ 'python.indexUrl': 'http://127.0.0.1:9/simple/' });
let root: string;
let packDir: string;
let environment: PythonEnvironment;
let logged: { line: string; atMs: number }[];
let warned: string[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'script ünï-'));
  const venvDir = join(root, 'venv');
  await createVenv(venvDir);
  environment = {
    ...{ interpreter: pythonOf(venvDir), tool: 'pip', uv: null },
    pythonVersion: '3.11',
    sitePackagesDirs: [],
    isEmbedded: false,
  };
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(async () => {
  packDir = await mkdtemp(join(root, 'päck '));
  logged = [];
  warned = [];
});

const installation = (): Installation => ({
  ...{ kind: 'git', rootDir: root, comfyDir: join(root, 'Comfy UI'), baseDir: root, interpreter: null, version: null },
  ...{ customNodesDir: join(root, 'custom_nodes'), userDir: join(root, 'user') },
});

async function run(
  script: string,
  options: { signal?: AbortSignal; timeoutMs?: number; isEmbedded?: boolean; interpreter?: string } = {},
): Promise<void> {
  await writeFile(join(packDir, 'install.py'), script);
  const job: JobContext = {
    signal: options.signal ?? new AbortController().signal,
    report: () => undefined,
    log: (line) => logged.push({ line, atMs: Date.now() }),
    warn: (sentence) => warned.push(formatMessage(sentence)),
  };
  const { timeoutMs = 20_000, isEmbedded = false, interpreter = environment.interpreter } = options;
  const found = { ...environment, isEmbedded, interpreter };
  await runPackScript(
    {
      packDir,
      packName: 'P',
      environment: found,
      installation: installation(),
      settings,
      gitProgram: '/opt/git',
      timeoutMs,
    },
    job,
  );
}
const lines = () => logged.map(({ line }) => line);

describe('install.py', () => {
  it('is noticed only as a file', async () => {
    expect(await hasInstallScript(packDir)).toBe(false);
    await writeFile(join(packDir, 'install.py'), '');
    expect(await hasInstallScript(packDir)).toBe(true);
  });

  it.each([
    [
      'import traceback\ntry:\n    1 / 0\nexcept Exception:\n    traceback.print_exc()\nprint("Going on.")',
      'ZeroDivisionError',
    ],
    ['print("Install of the model failed: no network")\nprint("Done.")', 'Install of the model failed'],
    ['print("ERROR: Could not find a version of x")', 'Could not find a version'],
  ])('warns with its words where it goes on after a failure', async (script, said) => {
    await run(script);
    expect(warned).toEqual([expect.stringMatching(new RegExp(`"P" ended without an error, but told of one.*${said}`))]);
  });

  it('warns of nothing where nothing failed', async () => {
    await run(
      'print("0 failed, 12 passed")\nprint("failed: 0")\nprint("It cannot fail.")\nprint("ERROR: pip\'s dependency resolver does not currently take into account all the packages")',
    );
    expect(warned).toEqual([]);
  });

  it('is lent the pip of its Python where the environment has none, and what does without it all the same is told', async () => {
    const bare = join(root, 'bare');
    await runProgram(systemPython(), ['-m', 'venv', '--without-pip', bare]);
    const interpreter = pythonOf(bare);
    await run('import subprocess, sys\nsubprocess.check_call([sys.executable, "-m", "pip", "--version"])', {
      interpreter,
    });
    expect(lines().at(-1)).toMatch(/^pip \d+\./);
    expect(warned).toEqual([]);
    await run('import subprocess, sys\nsubprocess.call([sys.executable, "-I", "-m", "pip", "install", "x"])', {
      interpreter,
    });
    expect(warned).toEqual([expect.stringContaining('looked for pip, which this Python does not have')]);
  });

  it("runs in the pack's folder with ComfyUI's Python and the names packs rely on", async () => {
    const script = `
import os, sys
print(os.getcwd()); print(sys.executable)
for name in ('COMFYUI_PATH', 'COMFYUI_FOLDERS_BASE_PATH', 'GIT_EXE_PATH'): print(os.environ[name])
print(os.environ['PATH'].split(os.pathsep)[0]); print(sys.flags.no_user_site); print('grüße 日本')`;
    await run(script);
    const bin = dirname(environment.interpreter);
    expect(lines()).toEqual([
      packDir,
      environment.interpreter,
      join(root, 'Comfy UI'),
      root,
      '/opt/git',
      bin,
      '0',
      'grüße 日本',
    ]);
    logged = [];
    await run(script, { isEmbedded: true });
    expect(lines()[6]).toBe('1');
  });

  it('gives its lines to the log as they come, without credentials', async () => {
    await run(`import time\nprint('first https://me:secret@example.com')\ntime.sleep(0.6)\nprint('second')`);
    expect(lines()).toEqual(['first https://***@example.com', 'second']);
    expect((logged[1]?.atMs ?? 0) - (logged[0]?.atMs ?? 0)).toBeGreaterThan(400);
  });

  it('fails with the last lines of the script', async () => {
    await expect(run(`raise RuntimeError('no compiler')`)).rejects.toMatchObject({
      ...{
        code: 'install-script-failed',
        message: expect.stringMatching(/exit code 1[^]*no compiler/),
        words: {
          shortCause: { english: '{0} · {1}', values: [expect.stringContaining('no compiler'), expect.anything()] },
        },
        remedy: expect.any(String),
      },
    });
  });

  it('has a time limit', async () => {
    const work = run(`import time\nprint('waiting')\ntime.sleep(60)`, { timeoutMs: 600 });
    await expect(work).rejects.toMatchObject({
      code: 'install-script-failed',
      message: expect.stringContaining('still running after 0.6 s'),
    });
  });

  it('ends with everything it started when it is cancelled', async () => {
    const pidFile = join(packDir, 'pid');
    const controller = new AbortController();
    const script = `
import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])
open('pid', 'w').write(str(child.pid)); print('started', flush=True)
child.wait()`;
    const stop = setInterval(() => {
      if (lines().includes('started')) controller.abort();
    }, 20);
    await expect(run(script, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' });
    clearInterval(stop);
    const pid = Number(await readFile(pidFile, 'utf8'));
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
