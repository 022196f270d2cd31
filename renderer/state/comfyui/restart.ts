import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import type { RestartChange, RestartOutcome, RestartReport } from '../../../src/contract/comfyui/restart';
import { shortenVersion } from '../../../src/contract/text/version';
import { call } from '../../bridge';
import { formatCount, formatList } from '../../texts/formatting';
import { attempt } from '../queue/actions';
import type { FindPack } from '../packs/pack-index';
import { countOpenTasks, useQueue } from '../queue/queue-store';
import { restartComfy, useComfyOrders } from './comfy-actions';
import { isSafeMode } from './shown-state';

/** What a person calls that which changed. */
export function nameChange({ subject, name }: Pick<RestartChange, 'subject' | 'name'>, findPack: FindPack): string {
  if (subject === 'variables') return t('restart.variables');
  return subject === 'pack' ? (findPack(name)?.title ?? name) : name;
}

/** What happened to it, in one word; other files of the same version are no update. */
export function wordChange({ action, from, to }: RestartChange): RestartChange['action'] | 'change' {
  return action === 'switch' && from === to ? 'change' : action;
}

/** Its versions: both where it changed, the one there is where it came or went. */
export function versionsOf({ action, from, to }: RestartChange): readonly string[] {
  const both = action === 'switch' && from !== to ? [from, to] : [to ?? from];
  return both.map((version) => (version === null ? '?' : shortenVersion(version))).filter((words) => words !== '?');
}

const counted = (outcomes: readonly RestartOutcome[], outcome: RestartOutcome['outcome']): number =>
  outcomes.filter((one) => one.subject === 'pack' && one.outcome === outcome).length;

/** What a restart brought, in one line. */
export function wordReport({ outcomes }: RestartReport): string {
  const [loaded, failed, out] = [counted(outcomes, 'loaded'), counted(outcomes, 'failed'), counted(outcomes, 'out')];
  const comfy = outcomes.find(({ subject }) => subject === 'comfyui');
  const count = (key: 'loaded' | 'failed' | 'out', many: number): string[] =>
    many === 0 ? [] : [t(`restart.report.${key}`, { count: many, shown: formatCount(many) })];
  const parts = [...count('loaded', loaded), ...count('failed', failed), ...count('out', out)];
  const version = comfy?.to ?? null;
  const all = version === null ? parts : [...parts, t('restart.report.comfy', { version: shortenVersion(version) })];
  if (all.length > 0) return formatList(all);
  const packages = outcomes.length;
  return t('restart.report.packages', { count: packages, shown: formatCount(packages) });
}

/** Puts away what is told of the last restart. */
export function putReportAway(): void {
  void attempt('comfyui.putReportAway', {}, call);
}

/** The button that restarts ComfyUI: what it says now, and what a press does; null where it can only be waited for. */
export interface RestartOrder {
  words: string;
  press: (() => void) | null;
}

/** The restart, as the queue and earlier orders leave it. */
export function useRestartOrder(status: ComfyStatus): RestartOrder {
  const isSending = useComfyOrders((orders) => orders.isSending);
  const isRequested = useComfyOrders(({ restarting }) => restarting !== null);
  const count = useQueue(countOpenTasks);
  const isPaused = useQueue(({ view }) => view?.isPaused ?? false);
  const shown = formatCount(count);
  if (isRequested && count > 0 && isPaused)
    return { words: t('comfy.actions.resume'), press: () => void attempt('queue.resume', {}) };
  if (isRequested && count > 0) return { words: t('restart.waitsFor', { count, shown }), press: null };
  if (isRequested) return { words: t('restart.underWay'), press: null };
  const press = isSending ? null : () => void restartComfy();
  if (count > 0) return { words: t('restart.after', { count, shown }), press };
  return { words: t(isSafeMode(status) ? 'restart.normally' : 'restart.now'), press };
}
