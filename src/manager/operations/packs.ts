import { neverAborted } from '../../base/async/job';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { CallContext, OperationsOf } from '../../contract/operations';
import type { PackUpdateRisk } from '../../contract/packs/pack-details';
import type { LocalPack } from '../../contract/packs/local-packs';
import type { PolicyJudge } from '../installation/policy-judge';
import { createPackStandings } from '../pack-list/pack-standings';
import { planUpdateAll } from '../packs/operations/plan-update-all';
import type { QueueOperations } from '../queue/operations';
import { createWorkflowUses } from '../workflows/workflow-uses';
import type { Areas } from '../areas';
import { createImportFailureOperations } from './import-failures';

type PackOperations = OperationsOf<'packs'>;
type PackAreas = Pick<Areas, 'packs' | 'catalogue' | 'comfy' | 'details' | 'diagnoses' | 'savedWorkflows'>;
type UsedQueue = Pick<QueueOperations, 'queue.add' | 'queue.cancel' | 'queue.status'>;

function queueBusy(): AppError {
  return new AppError('queue-busy', msg`The queue is at work, so the updates of all packs were not added.`, {
    remedy: msg`Try again when it has ended, or add a task of kind update-all, which waits its turn.`,
  });
}

/** Adds one update per pack, none of them when one cannot be added. Throws `queue-busy`, as the reference answers then. */
async function addUpdates(
  { packs }: Pick<Areas, 'packs'>,
  queue: UsedQueue,
  { asker, context }: { asker: { ui_id: string; client_id: string }; context: CallContext },
): Promise<number> {
  if ((await queue['queue.status']({}, context)).is_processing) throw queueBusy();
  const tasks = planUpdateAll(await packs.listWithHolds(), asker);
  const added: string[] = [];
  try {
    for (const task of tasks) {
      await queue['queue.add'](task, context);
      added.push(task.ui_id);
    }
  } catch (error) {
    for (const uiId of added) await queue['queue.cancel']({ ui_id: uiId }, context);
    throw error;
  }
  return tasks.length;
}

function findPack(packs: readonly LocalPack[], ref: string): LocalPack | undefined {
  const wanted = ref.toLowerCase();
  const isNamed = (name: string | null): boolean => name?.toLowerCase() === wanted;
  return (
    packs.find(({ key }) => isNamed(key)) ?? packs.find(({ registryId, name }) => [registryId, name].some(isNamed))
  );
}

function notThere(ref: string): AppError {
  return new AppError('pack-not-installed', msg`"${ref}" is not installed, so it has no version to stay at.`, {
    remedy: msg`Check the name, or install the pack first.`,
  });
}

/** Holding packs at their versions, and releasing them. */
function createHoldOperations({
  packs,
}: Pick<Areas, 'packs'>): Pick<PackOperations, 'packs.holds' | 'packs.setHold' | 'packs.skipUpdate'> {
  return {
    'packs.holds': async () => ({ holds: (await packs.holds.read()).list() }),
    'packs.setHold': async ({ key, reason }) => {
      const pack = findPack(await packs.list(), key);
      if (reason === null) {
        // The hold may stand under any of the pack's names.
        for (const name of new Set([key, pack?.registryId, pack?.key])) if (name) await packs.holds.release(name);
        return {};
      }
      if (!pack) throw notThere(key);
      await packs.holds.set(pack, reason);
      return {};
    },
    'packs.skipUpdate': async ({ key, version }) => {
      const pack = findPack(await packs.list(), key);
      if (!pack) throw notThere(key);
      await packs.found.skip(pack.key, version);
      return {};
    },
  };
}

type DetailAreas = Pick<Areas, 'details' | 'packs' | 'catalogue' | 'comfy' | 'savedWorkflows'>;

/** What an update brings, with the saved workflows that use what it takes away or changes. */
function createImpact(areas: DetailAreas): (key: string, to: string) => Promise<PackUpdateRisk> {
  const { details, catalogue, packs, comfy, savedWorkflows: saved } = areas;
  const readUses = createWorkflowUses({
    ...{ catalogue, saved, packs: () => packs.list() },
    nodeClasses: () => comfy.nodeClasses(),
  });
  return async (key, to) => {
    const risk = await details.updateRisk(key, to);
    const classes = [...(risk.removedClasses ?? []), ...risk.changedNodes.map(({ name }) => name)];
    const uses = classes.length === 0 ? {} : (await readUses({ packs: [], models: [], classes })).classes;
    const usedBy = Object.entries(uses).flatMap(([name, { workflows }]) =>
      workflows.length === 0 ? [] : [[name, workflows.map((one) => one.name)] as const],
    );
    return { ...risk, usedBy: Object.fromEntries(usedBy) };
  };
}

/** What can be asked about one pack. */
function createDetailOperations(
  areas: DetailAreas,
  judge: PolicyJudge,
): Pick<
  PackOperations,
  | 'packs.versions'
  | 'packs.details'
  | 'packs.titles'
  | 'packs.sizes'
  | 'packs.picture'
  | 'packs.pictureAt'
  | 'packs.readme'
  | 'packs.requirements'
  | 'packs.nightly'
  | 'packs.changes'
  | 'packs.updateRisk'
> {
  const { details } = areas;
  const readImpact = createImpact(areas);
  return {
    'packs.versions': ({ key }) => details.versions(key),
    'packs.details': ({ key }, context) => details.details(key, (row) => judge.explain(row, context)),
    'packs.titles': async ({ names }) => ({ titles: await details.titles(names) }),
    'packs.sizes': async () => ({ sizes: await details.sizes() }),
    'packs.picture': async ({ url }) => ({ data: await details.pictures.ofPack(url) }),
    'packs.pictureAt': async ({ url }) => ({ data: await details.pictures.at(url) }),
    'packs.readme': ({ key, fresh }) => details.readme(key, fresh ?? false),
    'packs.requirements': ({ key, fresh }) => details.requirements(key, fresh ?? false),
    'packs.nightly': ({ key, fresh }) => details.nightly(key, fresh ?? false),
    'packs.updateRisk': ({ key, to }) => readImpact(key, to),
    'packs.changes': ({ key, from, to }) => details.changes(key, { from: from ?? null, to: to ?? null }),
  };
}

/** Packs: what is asked about them, and what needs no task of its own. */
export function createPackOperations(areas: PackAreas, queue: UsedQueue, judge: PolicyJudge): PackOperations {
  const { catalogue, packs, comfy } = areas;
  const standings = createPackStandings(areas);
  // Until this app starts ComfyUI, what was there when the folder was opened stands for what ComfyUI imported.
  const atOpening = packs.installed();
  return {
    'packs.installed': ({ mode }) =>
      mode === 'imported' ? Promise.resolve(comfy.importedPacks() ?? atOpening) : packs.installed(),
    'packs.mappings': async ({ mode }) => catalogue.mappings(mode, await packs.list(), comfy.nodeClasses()),
    'packs.local': ({ since }) => standings.local(since),
    'packs.states': () => standings.states(),
    'packs.updateAll': async ({ ui_id, client_id }, context) => ({
      queued: await addUpdates(areas, queue, { asker: { ui_id, client_id }, context }),
    }),
    // Each check asks every remote there is: one that nobody waits for any more is ended.
    'packs.updates': ({ mode }, { signal = neverAborted() }) => packs.updates(mode, signal),
    ...createHoldOperations(areas),
    ...createDetailOperations(areas, judge),
    ...createImportFailureOperations(areas),
  };
}
