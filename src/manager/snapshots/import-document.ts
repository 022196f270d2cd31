import { parse as parseYaml } from 'yaml';
import { parseJson } from '../../base/beside/parse-json';
import { readBeside } from '../../base/beside/read-beside';
import type { Reading } from '../../base/beside/reading';
import { takeGitLogins } from '../../base/git/logins';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';
import { readRecorded } from './recorded';

export type SnapshotFileDocument = Record<string, unknown>;

/** The reference's command line writes YAML (docs/reference/on-disk.md 19), and no large one; a parser for it is slow. */
const maxYamlCharacters = 4_000_000;

function refuse(message: Message, cause?: unknown): AppError {
  return new AppError('snapshot-failed', message, {
    remedy: msg`Choose a file that this app or ComfyUI-Manager saved as a snapshot.`,
    cause,
  });
}

/** A snapshot from elsewhere, or one that another program put into the folder. */
interface DocumentText {
  text: string;
  isJson: boolean;
}

/** What a document says. Throws for what is none. */
export const snapshotDocument: Reading<DocumentText, unknown> = {
  name: 'snapshot-document',
  read: ({ text, isJson }): unknown => (isJson ? parseJson(text) : parseYaml(text)),
};

/** The same beside the main thread. Throws what is wrong with it. */
export async function readDocument(given: DocumentText): Promise<unknown> {
  return readBeside(snapshotDocument, given);
}

async function parse(text: string): Promise<unknown> {
  const isJson = /^[{[]/.test(text);
  if (!isJson && text.length > maxYamlCharacters) throw refuse(msg`The file is too large for a snapshot in YAML.`);
  try {
    return await readDocument({ text, isJson });
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    throw refuse(
      msg`The file is not a snapshot: it cannot be read as ${isJson ? 'JSON' : 'JSON or YAML'}. ${reason}`,
      error,
    );
  }
}

function isRecord(value: unknown): value is SnapshotFileDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What people take for a snapshot by mistake. */
function nameMistake(parsed: SnapshotFileDocument): Message {
  const isWorkflow =
    Array.isArray(parsed['nodes']) || Object.values(parsed).some((value) => isRecord(value) && 'class_type' in value);
  return isWorkflow ? msg`It is a workflow: drop it on the window to see what it needs.` : msg`It names no packs.`;
}

/** Reads the text of a snapshot from elsewhere: ours, or one of the reference's forms. Throws `snapshot-failed` with what is wrong. */
export async function readImported(text: string): Promise<SnapshotFileDocument> {
  // What is imported is stored: a password inside an address goes to git alone.
  return acceptDocument(await parse(takeGitLogins(text.replace(/^\uFEFF/, '').trim())));
}

/** A document as a snapshot: ours, or one of the reference's forms. Throws `snapshot-failed` with what is wrong. Pure. */
export function acceptDocument(parsed: unknown): SnapshotFileDocument {
  if (!isRecord(parsed)) throw refuse(msg`The file is not a snapshot: there is no document in it.`);
  if (readRecorded(parsed) === null) throw refuse(msg`The file is not a snapshot. ${nameMistake(parsed)}`);
  const { custom_nodes: wrapped } = parsed;
  // The reference reads JSON without this wrapping only.
  return isRecord(wrapped) && readRecorded(wrapped) !== null ? wrapped : parsed;
}
