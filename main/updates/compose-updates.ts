import { join } from 'node:path';
import { app } from 'electron';
import { removeInside } from '../../src/base/files/move-files';
import { writeJson } from '../../src/base/files/files';
import { startDetached } from '../../src/base/process/run';
import type { Emitter } from '../../src/base/async/emitter';
import type { Logger } from '../../src/base/log';
import type { AppEvent } from '../../src/contract/events';
import type { OperationsOf } from '../../src/contract/operations';
import type { AppSettings } from '../../src/contract/settings';
import type { Lifecycle } from '../quit/lifecycle';
import type { Arguments, Environment } from '../startup/arguments';
import { composeRestart, pickOwnArguments, restartName } from '../startup/restart-arguments';
import { plainProfile } from '../startup/take-restart-arguments';
import { keepIfPossible } from '../../src/host/store/keep-if-possible';
import type { StateStore } from '../../src/host/store/state-store';
import { readCore } from '../../src/host/workspace/core-call';
import type { Workspace } from '../../src/host/workspace/workspace';
import { explainOff, findHindrance } from './decisions';
import type { Ending } from './ending';
import { readPlace } from './update-place';
import { createUpdateService, type UpdateService } from './update-service';

/** The start, and the work right after it, come first. */
const firstCheckMs = 20_000;
const againMs = 30 * 60 * 1000;

export interface UpdatesOptions {
  environment: Environment;
  args: Pick<Arguments, 'isLaunch'>;
  store: StateStore;
  settings: AppSettings;
  workspace: Pick<Workspace, 'ownWorks' | 'operations'>;
  events: Emitter<AppEvent>;
  lifecycle: Lifecycle;
  ending: Ending;
  log: Logger;
}

/** Keeps this app at its newest version, where it can exchange itself. What talks to the feed is loaded when it is first needed. */
export function composeUpdates(options: UpdatesOptions): { operations: OperationsOf<'updates'>; follow: () => void } {
  const { workspace, lifecycle, ending } = options;
  const service = createService(options);
  // The last question before a quit that a person asked for: a signal, or the end of the session, installs nothing.
  const note = (): Promise<boolean> => {
    const last = options.args.isLaunch ? null : service.atQuit();
    if (last !== null) ending.lastly(last);
    return Promise.resolve(true);
  };
  return {
    operations: {
      'updates.read': service.read,
      'updates.check': service.check,
      'updates.download': service.download,
      'updates.install': service.install,
      'updates.dismissNews': service.dismissNews,
    },
    follow: () => {
      lifecycle.addVeto(note);
      lifecycle.addCloser('updates', followWork(service, workspace, options.events));
    },
  };
}

function createService(options: UpdatesOptions): UpdateService {
  const { environment, store, settings, workspace, events, lifecycle, ending, log } = options;
  const { appImage } = environment;
  const facts = readPlace(environment);
  const restartArguments = () => process.argv.slice(1);
  /** Whoever starts the app after an installer knows no arguments; on Linux they are handed over. */
  const noteArguments = async (): Promise<void> => {
    if (process.platform === 'linux') return;
    const own = pickOwnArguments(restartArguments(), process.cwd());
    await writeJson(join(plainProfile(), restartName), composeRestart(own, Date.now()));
  };
  const startAgain = async (): Promise<void> => {
    if (appImage === null) app.relaunch();
    else await startDetached(appImage, restartArguments());
  };
  return createUpdateService({
    ...{ settings, log, current: app.getVersion() },
    explainOff: async () => {
      const { place } = await facts;
      const reason = explainOff(await facts, await isOffline(workspace));
      return reason && { reason, place };
    },
    hindrance: () => findHindrance(workspace.ownWorks()),
    loadUpdater: async () => {
      const { createLibraryUpdater } = await import('./library-updater');
      return createLibraryUpdater({ appImage, restartArguments, log });
    },
    memory: {
      read: () => store.read().updates,
      change: (change) => keepIfPossible(store, (state) => ({ ...state, updates: { ...state.updates, ...change } })),
    },
    announce: (payload) => events.emit({ name: 'cmd-updates-changed', payload }),
    leave: (exchange) => {
      ending.lastly(() => noteArguments().then(exchange), startAgain);
      void lifecycle.requestQuit({ ask: false });
    },
  });
}

async function isOffline(workspace: UpdatesOptions['workspace']): Promise<boolean> {
  if (workspace.operations() === null) return false;
  const config = await readCore(workspace, 'config.read', {}).catch(() => null);
  return config?.values.network_mode === 'offline';
}

/** Looks after the start, and then now and then; and when the last work has ended. */
function followWork(
  service: UpdateService,
  workspace: UpdatesOptions['workspace'],
  events: Emitter<AppEvent>,
): () => void {
  // It was for this start alone.
  void removeInside(plainProfile(), restartName).catch(() => undefined);
  let isAwake = false;
  let before = findHindrance(workspace.ownWorks());
  const wake = setTimeout(() => {
    isAwake = true;
    service.goOn();
  }, firstCheckMs);
  const again = setInterval(service.goOn, againMs);
  const stop = events.on(({ name }) => {
    if (name !== 'cmd-installations-changed' && name !== 'cmd-installation-changed') return;
    const now = findHindrance(workspace.ownWorks());
    if (now === before) return;
    before = now;
    service.noteWork(isAwake);
  });
  for (const timer of [wake, again]) timer.unref();
  return () => {
    clearTimeout(wake);
    clearInterval(again);
    stop();
  };
}
