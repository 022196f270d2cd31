import { AppError } from '../contract/errors';
import type { ImportDiagnosis, ImportFailure } from '../contract/comfyui';
import type { ManagerOperationName, ManagerOperations } from '../contract/operations';
import { createPackStandings } from './pack-standings';
import type { Packs } from './packs/packs';
import type { Rooms } from './rooms';
import { createWorkflowNeeds } from './workflows/workflows';

type PackReads =
  | 'packs.installed'
  | 'packs.mappings'
  | 'packs.local'
  | 'packs.states'
  | 'packs.updates'
  | 'packs.stopUpdates'
  | 'packs.importFailure'
  | 'packs.importFailures'
  | 'catalogue.packs'
  | 'workflows.needs';
type PackReadings = Pick<ManagerOperations, PackReads>;

/** The web UI shows people the traceback, so what it means stands before it. */
function toBulkItem(
  failure: ImportFailure | null,
  diagnoses: readonly ImportDiagnosis[],
): { error: string; traceback: string } | null {
  if (failure === null) return null;
  const found = diagnoses.find(({ path }) => path === failure.path);
  const meaning = found === undefined ? [] : [found.cause, found.remedy?.text ?? ''];
  const traceback = [meaning.join(' ').trim(), failure.traceback].filter(Boolean).join('\n\n');
  return { error: failure.msg.split('\n', 1)[0] ?? failure.msg, traceback };
}

function needsName(): AppError {
  return new AppError('invalid-input', 'The request names no pack.', {
    remedy: 'Send `cnr_id` or `url` (`cnr_ids` or `urls` in the bulk form).',
  });
}

function noFailure(name: string): AppError {
  return new AppError('import-failure-not-found', `No import failure is known of "${name}".`, {
    remedy: 'It was imported, or ComfyUI has not been started since it was installed.',
  });
}

function createImportReadings({
  packs,
  comfy,
  diagnoses,
}: Rooms): Pick<PackReadings, 'packs.importFailure' | 'packs.importFailures'> {
  return {
    'packs.importFailure': async ({ cnr_id: cnrId, url }) => {
      const name = cnrId || url;
      if (!name) throw needsName();
      const failure = await comfy.importFailure(cnrId ? { cnrId } : { url: name }, await packs.list());
      if (failure === null) throw noFailure(name);
      return failure;
    },
    'packs.importFailures': async ({ cnr_ids: ids, urls }) => {
      if (!ids?.length && !urls?.length) throw needsName();
      const [find, known] = await Promise.all([comfy.importFailures(await packs.list()), diagnoses()]);
      const byId = (ids ?? []).map((cnrId) => [cnrId, toBulkItem(find({ cnrId }), known)] as const);
      const byUrl = (urls ?? []).map((url) => [url, toBulkItem(find({ url }), known)] as const);
      return Object.fromEntries([...byId, ...byUrl]);
    },
  };
}

/** A check that nobody waits for any more is ended: each asks every remote there is. */
function createUpdateChecks(packs: Packs): Pick<PackReadings, 'packs.updates' | 'packs.stopUpdates'> {
  const ofWindow = new Set<AbortController>();
  return {
    'packs.updates': async ({ mode }, { door }) => {
      const check = new AbortController();
      if (door === 'window') ofWindow.add(check);
      try {
        return await packs.updates(mode, check.signal);
      } finally {
        ofWindow.delete(check);
      }
    },
    'packs.stopUpdates': async () => {
      for (const check of ofWindow) check.abort();
      return {};
    },
  };
}

/** What can be asked about packs without changing any. */
export function createPackReadings(rooms: Rooms): PackReadings {
  const { catalogue, packs, comfy } = rooms;
  const standings = createPackStandings(rooms);
  // Until this app starts ComfyUI, what was there when the folder was opened stands for what ComfyUI imported.
  const atOpening = packs.installed();
  const readNeeds = createWorkflowNeeds({
    catalogue,
    packs: () => packs.list(),
    models: rooms.models,
    nodeClasses: () => comfy.nodeClasses(),
    importedPacks: () => comfy.importedPacks(),
    diagnoses: () => rooms.diagnoses(),
  });
  return {
    ...createImportReadings(rooms),
    'packs.installed': ({ mode }) =>
      mode === 'imported' ? Promise.resolve(comfy.importedPacks() ?? atOpening) : packs.installed(),
    'packs.mappings': async ({ mode }) => catalogue.mappings(mode, await packs.list(), comfy.nodeClasses()),
    'packs.local': async () => ({ packs: await standings.local() }),
    'packs.states': () => standings.states(),
    ...createUpdateChecks(packs),
    'catalogue.packs': ({ mode }) => catalogue.load(mode),
    'workflows.needs': ({ text }) => readNeeds(text),
  };
}

type AreaReadings = Pick<
  ManagerOperations,
  | Exclude<Extract<ManagerOperationName, `snapshots.${string}`>, 'snapshots.restore'>
  | Exclude<
      Extract<ManagerOperationName, `comfyui.${string}`>,
      | 'comfyui.update'
      | 'comfyui.switchVersion'
      | 'comfyui.setArguments'
      | 'comfyui.setPort'
      | 'comfyui.environment'
      | 'comfyui.checkEnvironment'
      | 'comfyui.stopChecks'
    >
  | 'models.list'
  | 'models.local'
>;

/** Snapshots, models, and ComfyUI itself: what needs no task. */
export function createAreaOperations({
  snapshots,
  code,
  comfy,
  comfyArguments,
  diagnoses,
  models,
}: Rooms): AreaReadings {
  return {
    'snapshots.list': async () => ({ items: await snapshots.list() }),
    'snapshots.current': () => snapshots.current(),
    'snapshots.save': async ({ name }) => ({ name: await snapshots.save(name) }),
    'snapshots.remove': async ({ target }) => {
      await snapshots.remove(target);
      return {};
    },
    'snapshots.plan': ({ target, exact }) => snapshots.plan(target, { exact: exact ?? false }),
    'snapshots.compare': async ({ from, to }) => ({ changes: await snapshots.compare(from, to) }),
    'snapshots.read': async ({ target }) => ({ document: await snapshots.read(target) }),
    'snapshots.import': async ({ name, document }) => ({ name: await snapshots.importDocument(name, document) }),
    'comfyui.versions': () => code.versions(),
    'comfyui.releases': ({ mode }) => code.releases(mode),
    'comfyui.status': () => Promise.resolve(comfy.status()),
    'comfyui.start': ({ mode }) => comfy.start(mode),
    'comfyui.stop': () => comfy.stop(),
    'comfyui.reboot': async () => {
      await comfy.reboot();
      return {};
    },
    'comfyui.log': (question) => Promise.resolve(comfy.readLog(question)),
    'comfyui.failures': async () => ({ items: await diagnoses() }),
    'comfyui.options': () => comfyArguments.read(),
    'models.list': ({ mode }) => models.list(mode),
    'models.local': () => models.local(),
  };
}

/** What the app says about itself. */
export function createAppReadings(appVersion: string): Pick<ManagerOperations, 'app.version' | 'app.legacyUi'> {
  return {
    'app.version': () => Promise.resolve({ version: appVersion }),
    'app.legacyUi': () => Promise.resolve({ is_legacy_manager_ui: false }),
  };
}
