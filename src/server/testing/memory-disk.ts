import { AppError } from '../../contract/errors';
import type { OperationsOf } from '../../contract/operations';

const noWay = {
  state: 'unknown' as const,
  task: null,
  steps: [],
  standing: [],
  rows: [],
  reason: 'No record of it was kept.',
  notHeld: [],
  losses: [],
  snapshot: null,
};

const refuse = async (): Promise<never> => {
  throw new AppError('environment-refused', 'This installation has no environments.');
};

/** No Python at all. */
const environments: OperationsOf<'environments'> = {
  'environments.list': async () => ({ environments: [], isHeldBySetting: false }),
  'environments.sizes': async () => ({ sizes: [] }),
  'environments.offer': async () => ({ cards: [], torch: 'cpu', builds: [], pythons: [], python: null, tool: null }),
  'environments.create': refuse,
  'environments.clone': refuse,
  'environments.switch': refuse,
  'environments.remove': refuse,
};

/** A package of which nobody knows why it is there. */
const noUse = {
  ...{ name: 'numpy', version: '2.0.0', standing: 'unknown' as const },
  ...{ users: [], neededBy: [], cameWith: [], bytes: null },
};

/** A disk on which nothing lies and nothing changed. */
export function diskOf(): OperationsOf<'undo' | 'changes' | 'disk' | 'python' | 'environments'> {
  return {
    'changes.list': async () => ({ batches: [] }),
    'changes.of': async ({ batch_id }) => {
      throw new AppError('history-not-found', `There is no batch record "${batch_id}".`);
    },
    'changes.recovered': async () => ({ at: null, things: [] }),
    'python.owed': async () => ({ packages: [] }),
    'python.checkLaunch': async () => ({ unmet: [] }),
    'python.doctor': async () => ({ packages: 0, findings: [], accelerators: [], hasNvidiaCard: false }),
    'python.uses': async () => ({ packages: [noUse], unread: [] }),
    'python.why': async ({ name }) => {
      if (name !== noUse.name) throw new AppError('invalid-input', `${name} is not installed.`);
      return { asked: [], needed: [], through: [], isHardware: false, use: noUse };
    },
    'python.plan': async () => ({
      ...{ plan_id: '0'.repeat(32), tool: 'uv', outcome: 'nothing', changes: [], bytes: null, unknownSizes: 0 },
      ...{
        torch: null,
        unbuilt: [],
        touches: [],
        unmet: [],
        leftOut: [],
        conflict: null,
        waysOut: [],
        policy: { name: 'as-asked' as const, keptBack: [] },
        isCertain: true,
        notes: [],
      },
    }),
    ...environments,
    'undo.list': async () => ({ tasks: [] }),
    'undo.plan': async () => ({ ...noWay }),
    'undo.order': async ({ ui_id }) => {
      throw new AppError('undo-impossible', `No record was kept of "${ui_id}".`);
    },
    'disk.usage': async () => ({ measuredAt: null, volumes: [] }),
    'disk.stop': async () => ({}),
    'disk.caches': async () => ({ caches: [] }),
    'disk.leftovers': async () => ({ items: [] }),
    'disk.clean': async ({ ids }) => ({ freedBytes: 0, failed: ids.map((id) => ({ id, reason: 'It is gone.' })) }),
  };
}
