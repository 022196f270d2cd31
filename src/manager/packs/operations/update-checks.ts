import type { Logger } from '../../../base/log';
import type { PackUpdates } from '../../../contract/packs/local-packs';
import type { PackContext } from '../change/pack-run';
import { createFoundUpdates, type FoundUpdates } from '../inventory/found-updates';
import { checkUpdates, type CheckRequest } from './updates';
import { createUpdateWatch, type UpdateWatch } from './update-watch';

/** Checks for updates whose findings are kept, whoever asks: a person, a script, or the background. */
export interface UpdateChecks {
  found: FoundUpdates;
  /** Throws what `checkUpdates` throws. */
  check: (request: CheckRequest) => Promise<PackUpdates>;
  watch: UpdateWatch;
}

/** Whether updates are looked for while nobody asks. Pure. */
export function maySearch({ settings, config }: Pick<PackContext, 'settings' | 'config'>): boolean {
  return settings['packs.checkUpdates'] && config.current().network_mode !== 'offline';
}

/** Opens what checks found. The background begins with `watch.begin`. */
export function createUpdateChecks(context: PackContext, log: Logger): UpdateChecks {
  const found = createFoundUpdates(context.paths.packUpdatesFile);
  const check = async (request: CheckRequest): Promise<PackUpdates> => {
    const updates = await checkUpdates(context, request);
    await found.note(updates);
    return updates;
  };
  const watch = createUpdateWatch({
    check: async (signal) => {
      // The catalogue renews itself; only remotes have to be asked.
      await check({ mode: 'cache', signal, isCalm: true });
    },
    checkedMs: async () => (await found.read()).checkedMs,
    isAllowed: () => maySearch(context),
    log,
  });
  return { found, check, watch };
}
