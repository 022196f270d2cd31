import { keepChunks, listMembers, type ChunkWriter } from '../../base/text/kept-chunks';
import type { AppEvent } from '../../contract/events';
import type { QueueState } from '../../contract/tasks';

/** The bytes of frozen records: of the packs there is a new record only when one of them has changed. */
const records = new WeakMap<object, readonly Buffer[]>();

/** `,"name":value`, of members that JSON does not leave out. */
function memberText(member: unknown, name: string | null): string {
  return `,${JSON.stringify(name)}:${JSON.stringify(member)}`;
}

/** Of 200 finished tasks in a state one is new, of the packs one or none. */
const writeHistory = keepChunks(memberText);
const writePacks = keepChunks(memberText);

/** The bytes of a record, put together from those of its members. */
function recordBytes(record: object, writeMembers: ChunkWriter): readonly Buffer[] {
  const known = records.get(record);
  if (known !== undefined) return known;
  const bytes = 'toJSON' in record ? [Buffer.from(JSON.stringify(record))] : writeRecord(record, writeMembers);
  if (Object.isFrozen(record)) records.set(record, bytes);
  return bytes;
}

const opening = Buffer.from('{');
const closing = Buffer.from('}');

function writeRecord(record: object, writeMembers: ChunkWriter): readonly Buffer[] {
  const [first, ...others] = writeMembers(listMembers(record, isWritten));
  // Before the first member there is no comma.
  return first === undefined ? [opening, closing] : [opening, first.subarray(1), ...others, closing];
}

/** What JSON leaves out of a record, or may: what writes itself can answer nothing. */
function isWritten(member: unknown): boolean {
  const isPlain = typeof member === 'object' && member !== null && !('toJSON' in member);
  return isPlain || (JSON.stringify(member) as string | undefined) !== undefined;
}

/** The same bytes as of `JSON.stringify(state)`. */
function stateBytes({ history, installed_packs: packs, ...queues }: QueueState): Buffer[] {
  return [
    Buffer.from('{"history":'),
    ...recordBytes(history, writeHistory),
    Buffer.from(',"installed_packs":'),
    ...recordBytes(packs, writePacks),
    Buffer.from(`,${JSON.stringify(queues).slice(1)}`),
  ];
}

/** One message of an event socket, `{type, data}`, as UTF-8. The state of a task event is put together from what was written before. */
export function eventBytes(name: string, payload: AppEvent['payload']): Buffer {
  // ComfyUI's own state is a word.
  if (!('state' in payload) || typeof payload.state === 'string')
    return Buffer.from(JSON.stringify({ type: name, data: payload }));
  const { state, ...rest } = payload;
  const head = `{"type":${JSON.stringify(name)},"data":${JSON.stringify(rest).slice(0, -1)},"state":`;
  return Buffer.concat([Buffer.from(head), ...stateBytes(state), Buffer.from('}}')]);
}

/** The same as text. */
export function eventText(name: string, payload: AppEvent['payload']): string {
  return eventBytes(name, payload).toString();
}
