import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openPortRange } from '../../../../e2e/world/port-range';
import { createVenv, pythonOf } from '../../../../e2e/world/python-env';
import { silentLogger } from '../../../base/log';
import type { Installation } from '../../../contract/installation';
import { AppSettings } from '../../../contract/settings';
import { createPaths, type Paths } from '../../installation/paths';
import type { StartOrder } from '../arguments/launch-plan';
import type { ComfyProcessOptions, StoredStart } from '../process/begin-run';
import { createComfyProcess, type ComfyProcess } from '../process/process';

const sourceDir = fileURLToPath(new URL('../../../../e2e/world/comfyui', import.meta.url));

/** For tests only: the world's ComfyUI in a folder of its own, with a real environment and a port nobody uses. */
export interface ComfyPlace {
  installation: Installation;
  paths: Paths;
  python: string;
  port: number;
  /** Writes files below `custom_nodes`. */
  writePacks(files: Record<string, string>): Promise<void>;
  /** Empties `custom_nodes`. */
  clearPacks(): Promise<void>;
  /** Takes charge of its process. */
  open(overrides?: Partial<ComfyProcessOptions> & { set?: Record<string, string> }): ComfyProcess;
  /** Closes everything opened, and empties `custom_nodes`. */
  reset(): Promise<void>;
  /** `reset`, and takes the folder away. */
  remove(): Promise<void>;
}

/** No other program is given such a port, between two starts of ComfyUI either. */
const findFreePort = openPortRange(
  30_000 + 600 * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 4) + (process.pid % 300),
);

/** The chosen start, forgotten with the test. */
function keepInMemory(): StoredStart {
  let stored: StartOrder = { mode: 'normal' };
  return {
    current: () => stored,
    keep: (order) => {
      stored = order.mode === 'lean' ? order : { mode: 'normal' };
      return Promise.resolve();
    },
    onChange: () => () => undefined,
  };
}

/** Whether a process lives; one that ended and was not collected yet (a zombie) counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Whether nobody answers there as ComfyUI does. */
export function isSilent(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/system_stats`).then(
    (answer) => !answer.ok,
    () => true,
  );
}

export async function waitFor<T>(probe: () => T | Promise<T>, limitMs = 60_000): Promise<NonNullable<T>> {
  const endMs = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > endMs) throw new Error(`It did not happen in time: ${probe.toString()}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** Makes the folder and its environment. */
export async function openComfyPlace(): Promise<ComfyPlace> {
  const root = await mkdtemp(join(tmpdir(), 'comfy process ünï 木-'));
  const comfyDir = join(root, 'Comfy UI');
  const customNodesDir = join(comfyDir, 'custom_nodes');
  await cp(sourceDir, comfyDir, { recursive: true });
  await writeFile(join(comfyDir, 'comfyui_version.py'), '__version__ = "0.3.62"\n');
  await writeFile(join(comfyDir, 'requirements.txt'), 'comfyui-frontend-package==1.24.4\n');
  const venvDir = join(comfyDir, 'venv');
  await createVenv(venvDir);
  const python = pythonOf(venvDir);
  const installation: Installation = {
    ...{ kind: 'folder', rootDir: comfyDir, comfyDir, baseDir: comfyDir, version: null },
    ...{ customNodesDir, userDir: join(comfyDir, 'user'), interpreter: python },
  };
  const paths = await createPaths(installation);
  const port = await findFreePort();
  const opened: ComfyProcess[] = [];

  async function clearPacks(): Promise<void> {
    await rm(customNodesDir, { recursive: true, force: true });
    await mkdir(customNodesDir);
  }

  async function reset(): Promise<void> {
    await Promise.all(opened.splice(0).map((process) => process.close()));
    await clearPacks();
  }

  await clearPacks();
  return {
    ...{ installation, paths, python, port, clearPacks },
    async writePacks(files) {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(customNodesDir, name)), { recursive: true });
        await writeFile(join(customNodesDir, name), content);
      }
    },
    open({ set = {}, ...overrides } = {}) {
      const settings = AppSettings.parse({ 'comfyui.port': String(port), 'comfyui.stopSeconds': '3', ...set });
      const interpreter = () => Promise.resolve(python);
      const areas = {
        installedPacks: () => Promise.resolve({}),
        packsOnDisk: () => Promise.resolve([]),
        packages: () => Promise.resolve(new Map()),
        variables: () => ({}),
        whenIdle: () => Promise.resolve(),
        findChange: () => Promise.resolve(null),
        stored: keepInMemory(),
        provePart: () => Promise.resolve(),
      };
      const process = createComfyProcess({
        ...{ installation, settings, paths, interpreter, log: silentLogger },
        ...areas,
        ...overrides,
      });
      opened.push(process);
      return process;
    },
    reset,
    async remove() {
      await reset();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Waits until it is in one of these states. */
export async function waitForState(comfy: ComfyProcess, ...states: string[]): Promise<void> {
  await waitFor(() => states.includes(comfy.status().state)).catch(() => {
    throw new Error(
      `${comfy.status().state} instead of ${states.join(' or ')}:\n${comfy.status().lastLines.join('\n')}`,
    );
  });
}
