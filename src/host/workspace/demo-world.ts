import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { removeInside } from '../../base/files/move-files';
import { keepProgram, type RunningProgram, type ProgramEnd } from '../../base/process/running-program';
import type { Logger } from '../../base/log';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';

/** Long enough for the first world of a machine, which makes its Python environment from nothing. */
const buildLimitMs = 180_000;
/** It removes most of its folder itself; with the rest of the app's end this fits the lifecycle's deadline. */
const stopGraceMs = 4000;

/** Where the world is, and how the app must be set to live in it. */
const DemoPlace = z.object({
  comfyui: z.string().min(1),
  /** Settings of the app: hosts, Python index and tool. */
  set: z.record(z.string(), z.string()),
  /** Environment for the children of the core: a home and caches inside the world. */
  env: z.record(z.string(), z.string()),
});
export type DemoPlace = z.infer<typeof DemoPlace>;

/** The demo world as a child process; one at most. */
export interface DemoWorld {
  /**
   * Builds the world (about 6 s), or joins the building under way. `onLost` is called when it ends without having been stopped; its folder
   * is removed when that has resolved. Throws `demo-failed`, and `cancelled` when `stop` came first.
   */
  start: (onLost: () => Promise<void> | void) => Promise<DemoPlace>;
  /** Ends the world, also while it is being built; its folder is then gone. */
  stop: () => Promise<void>;
}

export interface DemoWorldOptions {
  /** The Node that runs TypeScript; Electron's own is older than the tools of the checkout ask for. */
  nodeProgram: string;
  /** The checkout. */
  projectDir: string;
  log: Logger;
  limitMs?: number;
}

interface Run {
  program: RunningProgram;
  /** Name of its folder below the temporary folder. */
  folder: string;
  place: Promise<DemoPlace>;
  /** Resolves when it has ended and its folder is gone; never rejects. */
  gone: Promise<void>;
  isStopped: boolean;
}

/** What to do, by what the world said. The first that fits counts; the last fits everything. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/there is no such program|may not be executed/, 'Start the app with `npm start`, which tells it which Node to use.'],
  [/Cannot find package|ERR_MODULE_NOT_FOUND/, 'Run `npm install` in the checkout, then try again.'],
  [/\bgit\b.*ENOENT/, 'Install git and make sure that it is on PATH, then try again.'],
  [
    /ensurepip|\bvenv\b|\bpython3?\b/,
    'Install Python 3 with its venv module (Debian: `apt-get install python3 python3-venv`), then try again.',
  ],
  [/ENOSPC|No space left/, 'Make room on the disk of the temporary folder, then try again.'],
  [/(?:)/, 'Run `npm run demo` in a terminal: it sets up what is missing and shows every step.'],
];

/** Makes the owner of the demo world; nothing is started yet. */
export function createDemoWorld(options: DemoWorldOptions): DemoWorld {
  let current: Run | null = null;

  function begin(onLost: () => Promise<void> | void): Run {
    const run = startRun(options);
    run.gone = watch(run, onLost);
    return run;
  }

  // One that is killed, by us after its time or by somebody else, leaves its folder behind: whoever named it removes it.
  async function watch(run: Run, onLost: () => Promise<void> | void): Promise<void> {
    const isBuilt = await run.place.then(
      () => true,
      () => false,
    );
    const end = await run.program.ended;
    if (current === run) current = null;
    try {
      if (isBuilt && !run.isStopped) {
        options.log.error('The demo world ended by itself.', { ...end });
        await onLost();
      }
      await removeInside(tmpdir(), run.folder);
    } catch (error) {
      options.log.warn('The folder of the demo world could not be removed.', { error: String(error) });
    }
  }

  return {
    start(onLost) {
      current ??= begin(onLost);
      return current.place;
    },
    async stop() {
      const run = current;
      current = null;
      if (!run) return;
      run.isStopped = true;
      await run.program.stop(stopGraceMs);
      await run.gone;
    },
  };
}

function startRun({ nodeProgram, projectDir, log, limitMs = buildLimitMs }: DemoWorldOptions): Run {
  let receive: (line: string) => void = () => undefined;
  const firstLine = new Promise<string>((resolve) => (receive = resolve));
  const folder = `comfy-world-demo-${randomUUID()}`;
  const script = ['--import', 'tsx', join('e2e', 'world', 'demo.ts')];
  const program = keepProgram(nodeProgram, [...script, '--root', join(tmpdir(), folder)], {
    cwd: projectDir,
    onLine: (line, from) => {
      if (from === 'stdout') receive(line);
      log.debug('The demo world said something.', { line: from === 'stdout' ? 'up' : line });
    },
  });
  const ended = program.ended.then((end) => ({ ...end, reason: `\`${nodeProgram}\` failed: ${end.reason}` }));
  const place = waitForPlace(firstLine, ended, limitMs);
  const run: Run = { program, folder, isStopped: false, place, gone: Promise.resolve() };
  run.place = run.place.catch(async (error: unknown) => {
    await program.stop(stopGraceMs);
    throw run.isStopped ? new AppError('cancelled', msg`The demo was closed before it was built.`) : error;
  });
  return run;
}

/** Why there is no demo: its program ended, or took too long. */
type NotReady = Pick<ProgramEnd, 'reason' | 'output'>;

async function waitForPlace(firstLine: Promise<string>, ended: Promise<NotReady>, limitMs: number): Promise<DemoPlace> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<NotReady>((resolve) => {
    timer = setTimeout(() => resolve({ reason: `it was not ready after ${limitMs / 1000} s`, output: '' }), limitMs);
  });
  try {
    const first = await Promise.race([firstLine, ended, late]);
    if (typeof first !== 'string') throw describeFailure(first);
    return DemoPlace.parse(JSON.parse(first));
  } finally {
    clearTimeout(timer);
  }
}

function describeFailure({ reason, output }: NotReady): AppError {
  const cause = findCause(output) ?? reason;
  const about = `${reason}\n${output}`;
  const remedy = remedies.find(([pattern]) => pattern.test(about))?.[1];
  return new AppError('demo-failed', msg`The demo could not be built: ${cause}.`, {
    remedy,
    details: { reason, output },
  });
}

/** The sentence in which the world, or Node before it, says why it ended. */
function findCause(output: string): string | null {
  const match = /^world: ended early: (.+)$/m.exec(output) ?? /^(?:\w*Error)(?: \[\w+\])?: (.+)$/m.exec(output);
  return match?.[1]?.replace(/[.:]+$/, '') ?? null;
}
