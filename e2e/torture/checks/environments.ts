import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FinishedTask } from '../../api';
import { pythonOf, runProgram } from '../../world/python-env';

/** The environments of an installation, as they are or as the history says they are. */
export interface Environments {
  names: string[];
  /** The name of the one in use; null: that of the installation. */
  used: string | null;
}

const isDone = ({ outcome }: FinishedTask) => outcome.status === 'done' || outcome.status === 'warning';

/** What finished tasks claim of the environments. Pure. */
export function replayEnvironments(start: Environments, finished: readonly FinishedTask[]): Environments {
  const names = new Set(start.names);
  let { used } = start;
  for (const { kind, params } of finished.filter(isDone)) {
    const name = String(params['name']);
    if (kind === 'create-environment') names.add(name);
    if (kind === 'remove-environment') names.delete(name);
    if (kind === 'switch-environment') used = name === 'own' ? null : name;
  }
  return { names: [...names].sort(), used };
}

interface OrderedTask {
  kind: string;
  ui_id: string;
  params: Record<string, unknown>;
}

/** The environments after a task, and whether it can be done at all. */
function applyTask({ names, used }: Environments, { kind, params }: OrderedTask): Environments | null {
  const name = String(params['name']);
  const isThere = (one: unknown): boolean => one === 'own' || names.includes(String(one));
  if (kind === 'create-environment') {
    const { copy_of: source = 'own' } = params;
    return isThere(source) && !isThere(name) ? { names: [...names, name], used } : null;
  }
  if (!isThere(name)) return null;
  if (kind === 'switch-environment') return { names, used: name === 'own' ? null : name };
  return used === name || name === 'own' ? null : { names: names.filter((one) => one !== name), used };
}

/** What of the tasks has to be done although the app was killed meanwhile: all that can be done in their order. Pure. */
export function findUndone(
  start: Environments,
  tasks: readonly OrderedTask[],
  finished: readonly FinishedTask[],
): string[] {
  let state = start;
  return tasks.flatMap((task) => {
    const next = applyTask(state, task);
    if (next === null) return [];
    state = next;
    const finishedTask = finished.find(({ ui_id: id }) => id === task.ui_id);
    if (finishedTask === undefined || isDone(finishedTask)) return [];
    return [`${task.kind} ${String(task.params['name'])} was not done: ${finishedTask.status.messages.join(' ')}`];
  });
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, unknown>;
}

/** What lies on the disk, whole or not: `leftovers` are folders that no environment has the name of. */
export async function findEnvironments(desktopDir: string): Promise<Environments & { leftovers: string[] }> {
  const all = (await readdir(join(desktopDir, 'environments')).catch(() => [])).sort();
  const { name = null } = await readJson(join(desktopDir, 'environment.json'));
  return {
    names: all.filter((one) => !one.startsWith('.')),
    leftovers: all.filter((one) => one.startsWith('.')),
    used: typeof name === 'string' ? name : null,
  };
}

/** What is wrong with one environment: it has to be marked as made, to start, and to have packages that fit each other. */
export async function inspectEnvironment(folder: string, name: string): Promise<string[]> {
  const { state } = await readJson(join(folder, 'comfyui-environment.json'));
  if (state !== 'made') return [`the environment ${name} is there, and not made`];
  const check = await runProgram(pythonOf(folder), ['-I', '-m', 'pip', 'check']).catch((error: unknown) => ({
    code: 1,
    output: String(error),
  }));
  const imports = check.code === 0 && (await runProgram(pythonOf(folder), ['-I', '-c', 'import torch, numpy']));
  if (check.code !== 0) return [`the environment ${name} is not whole: ${check.output.trim()}`];
  return imports && imports.code === 0 ? [] : [`the environment ${name} cannot import torch`];
}

/** Compares what is on the disk with what the history claims. Pure. */
export function compareEnvironments(claimed: Environments, found: Environments & { leftovers: string[] }): string[] {
  const missing = claimed.names.filter((name) => !found.names.includes(name));
  const unclaimed = found.names.filter((name) => !claimed.names.includes(name));
  const own = 'that of the installation';
  return [
    ...missing.map((name) => `the environment ${name} is not there, and the history says that it is`),
    ...unclaimed.map((name) => `the environment ${name} is there, and the history says that it is not`),
    ...(claimed.used === found.used
      ? []
      : [`${found.used ?? own} is in use, and the history says ${claimed.used ?? own}`]),
    ...found.leftovers.map((name) => `${name} was left behind among the environments`),
  ];
}
