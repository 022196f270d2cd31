import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeJson } from '../../base/files/files';
import { AppError } from '../../contract/errors';
import type { TransferReport } from '../../contract/operations/transfer';
import { findOpening } from './opening-arguments';
import { carriedSettings, type TransferParts } from './transfer-document';
import type { TransferSources } from './transfer-sources';

/** The file with the list of what lay in the trash of another installation. */
const carriedTrash = 'carried-trash.json';

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count += 1) {
    const candidate = `${name.slice(0, 190)} (${count})`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Snapshots under their names; one of another content that has the name already stays, and the new one gets a number. */
async function takeSnapshots({ snapshots }: TransferSources, given: TransferParts['snapshots']): Promise<number> {
  const taken = new Set(await snapshots.list());
  let count = 0;
  for (const [name, document] of Object.entries(given).reverse()) {
    if (taken.has(name) && isDeepStrictEqual(await snapshots.read(name), document)) continue;
    const own = taken.has(name) ? freeName(name, taken) : name;
    await snapshots.importDocument(own, JSON.stringify(document));
    taken.add(own);
    count += 1;
  }
  return count;
}

/** Why the arguments stay as they are here; null once they are those of the document. */
async function takeArguments(comfyArguments: TransferSources['comfyArguments'], text: string): Promise<string | null> {
  try {
    const doors = findOpening(text);
    if (doors.length > 0)
      return `${doors.join(', ')} would open ComfyUI to others or to another place. They were: ${text}`;
    await comfyArguments.set(text);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

async function takeSettings(
  { config, comfyArguments, settings }: TransferSources,
  given: TransferParts,
): Promise<Pick<TransferReport, 'settings' | 'left'>> {
  const now = config.current();
  const changed = carriedSettings.filter(
    (key) => given.settings[key] !== undefined && !isDeepStrictEqual(given.settings[key], now[key]),
  );
  if (changed.length > 0) await config.set(Object.fromEntries(changed.map((key) => [key, given.settings[key]])));
  const taken: string[] = [...changed];
  const left = [
    'What permits something (the security level, and the switches beside it), the source of packs and the program of git stay as they are here.',
  ];
  if (given.arguments !== '' && given.arguments !== settings['comfyui.arguments']) {
    const refusal = await takeArguments(comfyArguments, given.arguments);
    if (refusal === null) taken.push('comfyui.arguments');
    else left.push(`The arguments of ComfyUI were not taken over: ${refusal}`);
  }
  if (given.port !== settings['comfyui.port']) {
    comfyArguments.setPort(given.port);
    taken.push('comfyui.port');
  }
  return { settings: taken, left };
}

/** Adds what a document has to what is here; nothing that is here goes. The document was read, so that what is wrong with it was said before. */
export async function importInstallation(sources: TransferSources, given: TransferParts): Promise<TransferReport> {
  const { holds, history, batches, paths } = sources;
  // What cannot be read here ends it before anything is written.
  await holds.read();
  const snapshots = await takeSnapshots(sources, given.snapshots);
  const records = await batches.takeIn(given.batches);
  const held = await holds.takeIn(given.holds);
  const items = await history.takeIn(given.history);
  if (given.trash.length > 0) await writeJson(join(paths.desktopDir, carriedTrash), given.trash);
  const { settings, left } = await takeSettings(sources, given);
  return { holds: held, history: items, batches: records, snapshots, trash: given.trash.length, settings, left };
}
