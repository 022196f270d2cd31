import type { AppEvent } from '../../contract/events';
import type { QueueState } from '../../contract/tasks';

/** What was written of a frozen value: of 200 finished tasks in a state one is new, of the packs one or none. */
interface Kept {
  /** The name before the text: a value mostly stands under the same one again. */
  name: string;
  named: string;
}

const members = new WeakMap<object, Kept>();
const records = new WeakMap<object, string>();

/** `"name":value`; null for what JSON leaves out of a record. */
function memberText(name: string, value: unknown): string | null {
  const isObject = typeof value === 'object' && value !== null;
  const known = isObject ? members.get(value) : undefined;
  if (known?.name === name) return known.named;
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return null;
  const named = `${JSON.stringify(name)}:${text}`;
  if (isObject && Object.isFrozen(value)) members.set(value, { name, named });
  return named;
}

/** The text of a record, put together from those of its members. */
function recordText(record: object): string {
  const known = records.get(record);
  if (known !== undefined) return known;
  const text = 'toJSON' in record ? JSON.stringify(record) : writeRecord(record);
  if (Object.isFrozen(record)) records.set(record, text);
  return text;
}

/** Read by name, which is twice as quick as by entries. */
function writeRecord(record: object): string {
  const texts: string[] = [];
  for (const name of Object.keys(record)) {
    const text = memberText(name, (record as Record<string, unknown>)[name]);
    if (text !== null) texts.push(text);
  }
  return `{${texts.join()}}`;
}

/** The same text as `JSON.stringify(state)`. */
function stateText({ history, installed_packs: packs, ...queues }: QueueState): string {
  const rest = JSON.stringify(queues).slice(1, -1);
  return `{"history":${recordText(history)},"installed_packs":${recordText(packs)},${rest}}`;
}

/** One message of an event socket, `{type, data}`. The state of a task event is put together from what was written before. */
export function eventText(name: string, payload: AppEvent['payload']): string {
  // ComfyUI's own state is a word.
  if (!('state' in payload) || typeof payload.state === 'string') return JSON.stringify({ type: name, data: payload });
  const { state, ...rest } = payload;
  const head = JSON.stringify(rest).slice(0, -1);
  return `{"type":${JSON.stringify(name)},"data":${head},"state":${stateText(state)}}}`;
}
