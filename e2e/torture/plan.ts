import { installParams, type TaskBody } from '../api';
import { movedTo, type TorturePack } from './torture-packs';

/**
 * When to kill: after a time alone, or so soon after the first change of a kind: a file of the packages (the linking phase of an installer),
 * a folder of the packs (the swap), a file of our own (journal, history, records).
 */
export interface Moment {
  after: 'time' | 'packages' | 'packs' | 'records';
  ms: number;
}

export interface Kill {
  /** `app`: its main process alone. `group`: its process group. `tree`: everything below it too. `worker`: one git, uv, pip or install.py. */
  victim: 'app' | 'group' | 'tree' | 'worker';
  moment: Moment;
  /** Kills the next start as well, so many milliseconds after it began; null: it is left in peace. */
  againAfterMs: number | null;
}

/** What one run does: everything that chance decides, decided beforehand, so that its seed repeats it. */
export interface Plan {
  tasks: (TaskBody & { ui_id: string })[];
  kill: Kill;
}

/** Numbers from 0 to 1. */
export type Random = () => number;

/** One of some, by chance. Throws where there is none. */
export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}

const versions = ['1.0.0', '1.1.0', '1.2.0', 'latest'] as const;

/** The kinds of a task, those that change most the most often. */
const kinds = [
  ...['install', 'install', 'install', 'install', 'update', 'update', 'uninstall', 'uninstall'],
  ...['fix', 'disable', 'enable', 'model', 'removal', 'move', 'try', 'try', 'choose', 'choose', 'choose'],
] as const;

/** What tasks are about. `model`: the path of one that a person has. */
export interface Targets {
  packs: readonly TorturePack[];
  model: string;
}

function chooseTask(random: Random, { packs, model }: Targets): TaskBody {
  const kind = pick(random, kinds);
  const installed = packs.filter(({ installedAt }) => installedAt !== null);
  const { id } = pick(random, kind === 'install' ? packs : random() < 0.7 ? installed : packs).seed;
  switch (kind) {
    case 'install':
      return { kind, params: installParams(id, pick(random, versions)) };
    case 'enable':
      return { kind, params: { cnr_id: id } };
    case 'model':
      return { kind: 'install-model', params: { ...modelParams } };
    case 'try':
      return { kind: 'rehearse-updates', params: { packs: installed.map(({ seed }) => seed.id) } };
    case 'choose':
      return chooseGroups(random, packs);
    case 'move':
      return { kind: 'move-model', params: { path: model, folder: movedTo } };
    case 'removal':
      return { kind: 'remove-model', params: { path: model } };
    default:
      return { kind, params: { node_name: id } };
  }
}

/** Names some of the groups of a pack that has them, or none, for the version that is there or for another one. */
function chooseGroups(random: Random, packs: readonly TorturePack[]): TaskBody {
  const { seed, groups } = pick(
    random,
    packs.filter((pack) => Object.keys(pack.groups).length > 0),
  );
  const named = { optional_groups: Object.keys(groups).filter(() => random() < 0.6) };
  if (random() < 0.7) return { kind: 'fix', params: { node_name: seed.id, ...named } };
  return { kind: 'install', params: { ...installParams(seed.id, pick(random, versions)), ...named } };
}

/** As the list of the world's channel has it. */
const modelParams = {
  name: 'tiny-lora',
  type: 'lora',
  base: 'demo',
  save_path: 'default',
  filename: 'tiny_lora.safetensors',
  url: 'https://huggingface.co/demo-weights/tiny-lora/resolve/main/tiny_lora.safetensors',
};

const moments = ['time', 'packages', 'packages', 'packs', 'records'] as const;
const victims = ['app', 'app', 'group', 'tree', 'tree', 'worker', 'worker'] as const;

function chooseKill(random: Random): Kill {
  const after = pick(random, moments);
  // An installer links some hundred files within about 50 ms; without an aim a task takes one to three seconds.
  const ms = Math.floor(random() * (after === 'time' ? 2500 : 60));
  const isTwice = random() < 0.25;
  return {
    victim: pick(random, victims),
    moment: { after, ms },
    againAfterMs: isTwice ? Math.floor(random() * 2500) : null,
  };
}

/** Decides one run: one to four tasks, and how it is killed. Pure but for `random`. */
export function choosePlan(random: Random, targets: Targets): Plan {
  const count = 1 + Math.floor(random() * 4);
  const tasks = Array.from({ length: count }, (_, index) => ({
    ...chooseTask(random, targets),
    ui_id: `torture-${index + 1}`,
  }));
  return { tasks, kill: chooseKill(random) };
}

/** Where chance begins for one run. Seeds of one call lie far apart, so that run 2 of seed 1 is no run of seed 2. */
export const seedOf = (seed: number, run: number): number => seed * 100_003 + run;

/** The tasks of a plan in words. */
export function describeTasks({ tasks }: Plan): string {
  return tasks
    .map(({ kind, params }) => {
      const target =
        params['id'] ??
        params['node_name'] ??
        params['cnr_id'] ??
        params['name'] ??
        params['packs'] ??
        params['folder'];
      const groups = params['optional_groups'];
      const named = Array.isArray(groups) ? `[${groups.join(',')}]` : '';
      return [kind, target, named, params['selected_version']].filter(Boolean).join(' ');
    })
    .join('; ');
}

/** A plan in one line, for whoever reads what failed. */
export function describePlan(plan: Plan): string {
  const { victim, moment, againAfterMs } = plan.kill;
  const aim = moment.after === 'time' ? `after ${moment.ms} ms` : `${moment.ms} ms after ${moment.after} changed`;
  const again = againAfterMs === null ? '' : `, and the next start after ${againAfterMs} ms`;
  return `${describeTasks(plan)} | kill ${victim} ${aim}${again}`;
}
