import { basename, join } from 'node:path';
import { listNames } from '../../base/files/files';
import type { TransferDocument } from '../../contract/operations/transfer';
import { shownFinishedTasks } from '../../contract/tasks/queue-change';
import { HistoryId } from '../../contract/operations/shape';
import {
  carriedSettings,
  transferFormat,
  transferVersion,
  type TransferParts,
  type TrashedThing,
} from './transfer-document';
import type { TransferSources } from './transfer-sources';
import { cleanText, withoutSecrets } from './without-secrets';

/** A document is read as a whole: of what can grow without end the newest comes along, as much as this. In UTF-16 units. */
const mostLength = 24 * 1024 ** 2;

/** The first of these, newest first, as many as there is room for. */
async function readNewest<T>(names: readonly string[], read: (name: string) => Promise<T>): Promise<[string, T][]> {
  const found: [string, T][] = [];
  let remaining = mostLength;
  for (const name of names) {
    const value = await read(name).catch(() => null);
    // What cannot be read is no reason to take nothing along.
    if (value === null) continue;
    remaining -= JSON.stringify(value).length;
    if (remaining < 0) break;
    found.push([name, value]);
  }
  return found;
}

async function listTrash({ trash, paths }: TransferSources): Promise<TrashedThing[]> {
  const names = await listNames(paths.trashDir);
  return names.flatMap((name) => {
    const change = trash.changeOf(join(paths.trashDir, name));
    const shown = basename(name).replace(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-/u, '');
    return change === null ? [] : [{ name: shown, kind: change.kind, target: change.target, at: change.at }];
  });
}

/** What was done here and what had come from elsewhere, newest first: whoever takes it in adds it to a list by time. */
function listHistory(history: TransferSources['history']): TransferParts['history'] {
  const all = [...history.recent(), ...history.carried()];
  return all.sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp)).slice(0, shownFinishedTasks);
}

async function readBatches({ batches }: TransferSources): Promise<TransferParts['batches']> {
  const ids = await batches.ids().catch(() => []);
  const found = await readNewest(
    ids.filter((id) => HistoryId.safeParse(id).success),
    (id) => batches.read(id),
  );
  return found.map(([id, record]) => {
    const { end_time: end } = record;
    return { ...record, batch_id: id, end_time: typeof end === 'string' ? end : null };
  });
}

/** Gathers what an installation keeps of its own, without anything secret. Throws what reading the holds throws. */
export async function exportInstallation(sources: TransferSources): Promise<TransferDocument> {
  const { holds, history, snapshots, config, settings, appVersion } = sources;
  const now = config.current();
  const text = settings['comfyui.arguments'];
  const parts: TransferParts = {
    ...{ format: transferFormat, version: transferVersion, exportedAt: new Date().toISOString(), appVersion },
    holds: (await holds.read()).list(),
    history: listHistory(history),
    batches: await readBatches(sources),
    trash: await listTrash(sources),
    snapshots: Object.fromEntries(await readNewest(await snapshots.list(), (name) => snapshots.read(name))),
    settings: Object.fromEntries(carriedSettings.map((key) => [key, now[key]])),
    // Half an argument is worse than none.
    arguments: cleanText(text) === text ? text : '',
    port: settings['comfyui.port'],
    variables: sources.variables.shareable(),
  };
  return withoutSecrets(parts) as TransferDocument;
}
