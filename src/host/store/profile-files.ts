import { join } from 'node:path';
import { msg, type Sentence } from '../../contract/text/message';
import { isDirectory, pathExists } from '../../base/files/files';
import { clearAway, isUsableDocument, removeHalfWritten } from '../../base/files/order-files';
import { dataFormatName, stampedAnew } from '../../contract/app/data-format';

/** Documents of the app in its own folder, each with what it means for a person that it begins anew. */
export const profileDocuments: Readonly<Record<string, Sentence>> = {
  'state.json': msg`Settings and the list of ComfyUI folders start empty; the folders themselves are as they were.`,
  'tokens.json': msg`Enter your tokens again in Settings.`,
  'remote-tokens.json': msg`Enter the tokens of ComfyUIs on other machines again when you open them.`,
  'git-logins.json': msg`You are asked for logins of git addresses again.`,
  [dataFormatName]: stampedAnew,
  'api-token.json': msg`Programs on other machines need a new API token.`,
};

/** What a kill leaves of a document while it is written, by either of the two libraries that write them. */
const halfWritten =
  /^(?:state|tokens|remote-tokens|git-logins|api-token|local-token|data-format)\.json\.(?:\d{1,10}|room|tmp-\d{10}[\da-f]{6})$/u;

/** Window, `serve` and command line share a profile: a file this young may be one that another of them is writing. */
const writingMs = 60_000;

/** What lies in the place of something else: a file in that of a folder, and a folder in that of the log. */
async function findMisplaced(dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ['logs', 'prepared'].map((name) => join(dir, name)))
    if ((await pathExists(folder)) && !(await isDirectory(folder))) found.push(folder);
  const log = join(dir, 'logs', 'main.log');
  return (await isDirectory(log)) ? [...found, log] : found;
}

/**
 * Puts the app's own folder in order before anything of it is read: what cannot be read goes aside, halves that a kill left go. Answers with what a person
 * has to know.
 */
export async function putProfileInOrder(dir: string): Promise<Sentence[]> {
  const notices: Sentence[] = [];
  for (const [name, meaning] of Object.entries(profileDocuments)) {
    const file = join(dir, name);
    if ((await pathExists(file)) && !(await isUsableDocument(file))) notices.push(await clearAway(file, meaning));
  }
  for (const path of await findMisplaced(dir)) notices.push(await clearAway(path, ''));
  await removeHalfWritten(dir, halfWritten, { olderThanMs: writingMs });
  return notices;
}
