import { basename, dirname } from 'node:path';
import { pathExists, removeInside } from '../../base/files';
import { keepProgram, type KeptProgram } from '../../base/kept-program';
import { redactSecrets } from '../../base/log';
import { AppError } from '../../contract/errors';
import type { LaunchPlan } from './launch-plan';
import { waitForHolder, type PortHolder } from './port-probe';
import { endRunaways, findRunaways } from './runaways';
import { createStartupReport, type StartupReport } from './startup-report';

/** How one run of ComfyUI ended. */
export interface RunEnd {
  exitCode: number | null;
  signal: string | null;
  /** In words. */
  reason: string;
  /** ComfyUI ended itself to be started again (operations.md 3.14). */
  asksRestart: boolean;
}

/** One ComfyUI process, from its start to its end; it stays readable afterwards. */
export interface ComfyRun {
  pid: number;
  startedAt: string;
  plan: LaunchPlan;
  report: StartupReport;
  /** Resolves when it answers on its port; rejects when it ended before. */
  served: Promise<void>;
  /** Never rejects. */
  ended: Promise<RunEnd>;
  /** Aborts when it has ended. */
  signal: AbortSignal;
  hasServed(): boolean;
  lastLines(count: number): string[];
  /** Asks it to end, kills its tree after `graceMs`; what left its process group ends as well. */
  stop(graceMs: number): Promise<void>;
}

/** What a person needs to know of a run that ended unasked. */
export function describeEnd(run: ComfyRun, end: RunEnd): string {
  const how = end.exitCode === 0 ? '' : ` (${end.reason})`;
  return `ComfyUI ended by itself${how}${run.hasServed() ? '' : ' before it was ready'}; its last lines say more.`;
}

interface LaunchOptions {
  interpreter: string;
  plan: LaunchPlan;
  /** What `__COMFY_CLI_SESSION__` names; ComfyUI asks for a restart by the file of this name with `.reboot` behind it. */
  sessionFile: string;
  /** Its start got further: it began to import, it serves. */
  onPhase: () => void;
}

const maxLines = 2000;
const maxLineLength = 4000;

function createLineKeeper() {
  const lines: string[] = [];
  return {
    add(line: string): void {
      lines.push(line.slice(0, maxLineLength));
      if (lines.length > maxLines * 1.5) lines.splice(0, lines.length - maxLines);
    },
    last: (count: number) => lines.slice(-Math.min(count, maxLines)).map(redactSecrets),
  };
}

const restartFileOf = (sessionFile: string) => `${sessionFile}.reboot`;

async function takeRestartFile(sessionFile: string): Promise<boolean> {
  const file = restartFileOf(sessionFile);
  const isThere = await pathExists(file);
  if (isThere) await removeInside(dirname(file), basename(file));
  return isThere;
}

/** Whether what answers on the port is this run: it says so itself, or was started with the very arguments. */
function isThisRun(holder: PortHolder, plan: LaunchPlan, report: StartupReport): boolean {
  if (report.phase() === 'serving') return holder.kind === 'comfyui' || (plan.hasOwnTls && holder.kind === 'other');
  if (holder.kind !== 'comfyui') return false;
  return holder.argv !== null && holder.argv.slice(1).join('\n') === plan.argv.join('\n');
}

async function awaitEnd(program: KeptProgram, sessionFile: string): Promise<RunEnd> {
  const { exitCode, signal, reason } = await program.ended;
  const asksRestart = exitCode === 0 && (await takeRestartFile(sessionFile).catch(() => false));
  return { exitCode, signal, reason, asksRestart };
}

async function stopTree(program: KeptProgram, pid: number, graceMs: number): Promise<void> {
  const runaways = await findRunaways(pid);
  await program.stop(graceMs);
  await endRunaways(runaways);
}

/**
 * Starts ComfyUI with the installation's interpreter, in its folder. Throws `comfyui-start-failed` when the program could not be
 * started at all; what happens later is told by the run.
 */
export async function launchComfy({ interpreter, plan, sessionFile, onPhase }: LaunchOptions): Promise<ComfyRun> {
  await takeRestartFile(sessionFile);
  const report = createStartupReport();
  const lines = createLineKeeper();
  const program = keepProgram(interpreter, [...plan.pythonOptions, 'main.py', ...plan.argv], {
    cwd: plan.comfyDir,
    // UTF-8 on every system: a pack that prints a sign its code page lacks would fail only because nobody looks at a console.
    env: { __COMFY_CLI_SESSION__: sessionFile, PYTHONIOENCODING: 'utf-8:replace' },
    askBy: 'interrupt',
    onLine(line, from) {
      const phase = report.phase();
      lines.add(line);
      report.add(line, from);
      if (report.phase() !== phase) onPhase();
    },
  });
  const { pid } = program;
  if (pid === undefined) {
    const { reason } = await program.ended;
    throw new AppError('comfyui-start-failed', `ComfyUI could not be started with ${interpreter}: ${reason}.`, {
      remedy: 'Check the interpreter in the setting python.interpreter, or repair the environment of this ComfyUI.',
    });
  }
  const over = new AbortController();
  const ended = awaitEnd(program, sessionFile).finally(() => {
    over.abort();
  });
  let hasServed = false;
  const served = waitForHolder(plan.baseUrl, (holder) => isThisRun(holder, plan, report), over.signal).then(() => {
    hasServed = true;
  });
  // Whoever waits for it hears the rejection; nobody has to.
  served.catch(() => undefined);
  return {
    ...{ pid, plan, report, served, ended },
    startedAt: new Date().toISOString(),
    signal: over.signal,
    hasServed: () => hasServed,
    lastLines: lines.last,
    stop: (graceMs) => stopTree(program, pid, graceMs),
  };
}
