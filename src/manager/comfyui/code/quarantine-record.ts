import { join } from 'node:path';
import { ensureFolder, movePath, pathExists } from '../../../base/files/files';
import { msg, joinMessages, type Sentence } from '../../../contract/text/message';
import { describeSaved, savedFolder, recordPath, type SwitchRecord } from './switch-journal';

/** A place for a record that is free; the folder of the same change may hold files as well. */
async function choosePlace(desktopDir: string, stem: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const folder = savedFolder(desktopDir, { stem: count === 1 ? stem : `${stem}-record-${count}` });
    const file = join(folder, 'comfyui-switch.json');
    if (await pathExists(file)) continue;
    await ensureFolder(folder);
    return file;
  }
}

/**
 * Puts the record of a change that cannot be taken back where it is in nobody's way, with what is needed to finish by hand: the branches and
 * files that it names stay where they are. Answers with what people need to know, `why` first.
 */
export async function quarantineRecord(
  desktopDir: string,
  record: SwitchRecord | 'unreadable',
  why: Sentence,
): Promise<Sentence[]> {
  const isKnown = record !== 'unreadable';
  const stem = isKnown ? record.stem : `${new Date().toISOString().slice(0, 10)}-unreadable`;
  const file = await choosePlace(desktopDir, stem);
  await movePath(recordPath(desktopDir), file);
  if (!isKnown) return [joinMessages([why, msg`It is in ${file}.`])];
  const packages =
    record.packages === null
      ? msg`The record of that change is in ${file}.`
      : msg`The Python packages are as that change left them; ${file} has their versions from before.`;
  return [why, ...describeSaved(desktopDir, record), packages];
}
