import type { TaskBody } from '../api';
import { pick, type Kill, type Random } from './plan';

/** What one run with environments does, decided beforehand. */
export interface EnvironmentPlan {
  tasks: (TaskBody & { ui_id: string })[];
  kill: Pick<Kill, 'victim' | 'againAfterMs'> & { afterMs: number };
}

/** The environment with which every run begins, beside that of the installation. */
export const keptName = 'kept';

/** The kinds of a task, those with the longest way to go most often. */
const kinds = ['make', 'copy', 'copy', 'switch', 'switch', 'back', 'remove'] as const;
const victims = ['app', 'app', 'group', 'tree', 'tree', 'worker'] as const;
/** A copy and its proof take two to four seconds, one that is made of nothing some ten. */
const withinMs = 7000;

function chooseTask(random: Random, at: number): TaskBody {
  switch (pick(random, kinds)) {
    case 'make':
      return { kind: 'create-environment', params: { name: `made-${at}`, torch: 'cpu' } };
    case 'copy':
      return { kind: 'create-environment', params: { name: `copy-${at}`, copy_of: pick(random, [keptName, 'own']) } };
    case 'switch':
      return { kind: 'switch-environment', params: { name: keptName } };
    case 'back':
      return { kind: 'switch-environment', params: { name: 'own' } };
    case 'remove':
      return { kind: 'remove-environment', params: { name: keptName } };
  }
}

/** Decides one run: one to three tasks, and how it is killed. Pure but for `random`. */
export function chooseEnvironmentPlan(random: Random): EnvironmentPlan {
  const count = 1 + Math.floor(random() * 3);
  const tasks = Array.from({ length: count }, (_, index) => ({
    ...chooseTask(random, index + 1),
    ui_id: `torture-${index + 1}`,
  }));
  const isTwice = random() < 0.25;
  return {
    tasks,
    kill: {
      victim: pick(random, victims),
      afterMs: Math.floor(random() * withinMs),
      againAfterMs: isTwice ? Math.floor(random() * 2500) : null,
    },
  };
}

/** A plan in one line, for whoever reads what failed. */
export function describeEnvironmentPlan({ tasks, kill }: EnvironmentPlan): string {
  const descriptions = tasks.map(({ kind, params: { name, copy_of: source } }) =>
    [kind, name, ...(source === undefined ? [] : ['of', source])].join(' '),
  );
  const again = kill.againAfterMs === null ? '' : `, and the next start after ${kill.againAfterMs} ms`;
  return `${descriptions.join('; ')} | kill ${kill.victim} after ${kill.afterMs} ms${again}`;
}
