import { parse as parseYaml } from 'yaml';
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

function parse(text: string): unknown {
  const isJson = /^[{[]/.test(text);
  if (!isJson && text.length > maxYamlCharacters) throw refuse(msg`The file is too large for a snapshot in YAML.`);
  try {
    return isJson ? JSON.parse(text) : parseYaml(text);
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
export function readImported(text: string): SnapshotFileDocument {
  // What is imported is stored: a password inside an address goes to git alone.
  const parsed = parse(takeGitLogins(text.replace(/^\uFEFF/, '').trim()));
  if (!isRecord(parsed)) throw refuse(msg`The file is not a snapshot: there is no document in it.`);
  if (readRecorded(parsed) === null) throw refuse(msg`The file is not a snapshot. ${nameMistake(parsed)}`);
  const { custom_nodes: wrapped } = parsed;
  // The reference reads JSON without this wrapping only.
  return isRecord(wrapped) && readRecorded(wrapped) !== null ? wrapped : parsed;
}
