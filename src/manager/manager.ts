import { createEmitter } from '../base/emitter';
import type { Logger } from '../base/log';
import { AppError } from '../contract/errors';
import type { AppEvent } from '../contract/events';
import type { Installation } from '../contract/installation';
import type { ManagerOperations } from '../contract/operations';
import type { AppSettings, ManagerConfig } from '../contract/settings';
import { createCatalogue, type CatalogueRoom } from './catalogue/catalogue';
import { openConfig, type ConfigFile } from './config';
import { createRunTask } from './handlers';
import { createPacks, type Packs } from './packs/packs';
import { createPaths } from './paths';
import { explainPolicy, isPolicyOperation, stricterLevel, type PolicyInputs } from './policy';
import { createPython } from './python/python';
import { createQueueRoom } from './queue/room';
import { captureSystemState } from './system-state';

/** The core for one opened installation. */
export interface Manager {
  operations: ManagerOperations;
  onEvent(listener: (event: AppEvent) => void): () => void;
  installation: Installation;
  /** Aborts the running task (it comes back at the next start), and writes what is left. */
  close(): Promise<void>;
}

export interface ManagerOptions {
  installation: Installation;
  settings: AppSettings;
  appVersion: string;
  log: Logger;
}

/** The listener is this app's own, and it listens on loopback only; that is what the policy's "local" asks about. */
function policyInputs(config: ManagerConfig): PolicyInputs {
  return { level: config.security_level, networkMode: config.network_mode, isLoopback: true, flags: config };
}

/** How the catalogue knows a pack of the list: what is on disk alone is named by where it came from. */
async function catalogueRef(packs: Packs, key: string): Promise<string> {
  const local = (await packs.list()).find((pack) => pack.key.toLowerCase() === key.toLowerCase());
  return local?.registryId ?? local?.repository ?? key;
}

type OwnOperations = Omit<ManagerOperations, `queue.${string}`>;

function createOwnOperations(
  rooms: { catalogue: CatalogueRoom; packs: Packs; config: ConfigFile },
  appVersion: string,
): OwnOperations {
  const { catalogue, packs, config } = rooms;
  // What ComfyUI imported: frozen when this core was opened, until the app starts ComfyUI itself.
  const imported = packs.installed();
  return {
    'packs.installed': ({ mode }) => (mode === 'imported' ? imported : packs.installed()),
    'packs.mappings': async ({ mode }) => catalogue.mappings(mode, await packs.list()),
    'packs.local': async () => ({ packs: await packs.list() }),
    'packs.versions': async ({ key }) => ({ versions: await catalogue.versions(await catalogueRef(packs, key)) }),
    'catalogue.packs': ({ mode }) => catalogue.load(mode),
    'policy.explain': ({ operation }, context) => {
      if (!isPolicyOperation(operation)) {
        throw new AppError('invalid-input', `The policy has no row "${operation}".`, {
          remedy: 'Ask for one of the operations it names.',
        });
      }
      const inputs = policyInputs(config.current());
      return Promise.resolve(
        explainPolicy(operation, { ...inputs, level: stricterLevel(inputs.level, context.strictest) }),
      );
    },
    'app.version': () => Promise.resolve({ version: appVersion }),
  };
}

/** Builds every room for one installation, takes up what an earlier run left, and answers with the operations the doors open. */
export async function createManager({ installation, settings, appVersion, log }: ManagerOptions): Promise<Manager> {
  const events = createEmitter<AppEvent>((error) => {
    log.error('an event listener failed', { error });
  });
  const paths = await createPaths(installation);
  const config = await openConfig(paths, log);
  const readConfig = () => config.current();
  const python = createPython({ installation, settings, config: readConfig, paths, log });
  const catalogue = await createCatalogue({ settings, config, paths, log, comfyVersion: installation.version });
  await catalogue.warm();
  const packs = await createPacks({ installation, paths, settings, config, catalogue, python, log });
  await packs.recover();
  const stateSources = { installation, appVersion, config: readConfig, python, listPacks: packs.list };
  const queue = await createQueueRoom({
    paths,
    runTask: createRunTask(packs, () => policyInputs(config.current())),
    captureState: () => captureSystemState(stateSources),
    installedPacks: packs.installed,
    emit: events.emit,
    log,
  });
  const offCatalogue = catalogue.onChange((asOf) => {
    events.emit({ name: 'cmd-catalogue-changed', payload: { asOf } });
  });
  queue.resume();
  return {
    operations: { ...createOwnOperations({ catalogue, packs, config }, appVersion), ...queue.operations },
    onEvent: events.on,
    installation,
    close: async () => {
      offCatalogue();
      await queue.close();
    },
  };
}
