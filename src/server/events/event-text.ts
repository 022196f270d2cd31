import type { AppEvent } from '../../contract/events';
import type { QueueState } from '../../contract/tasks';

/** The texts of frozen values that live: of the 200 finished tasks in a state one is new, of the packs mostly nothing. */
const texts = new WeakMap<object, string>();

function textOf(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  if (Object.isFrozen(value)) texts.set(value, text);
  return text;
}

/** The same text as `JSON.stringify(state)`. */
function stateText({ history, installed_packs: packs, ...queues }: QueueState): string {
  const items = Object.entries(history).map(([uiId, item]) => `${JSON.stringify(uiId)}:${textOf(item)}`);
  const rest = JSON.stringify(queues).slice(1, -1);
  return `{"history":{${items.join()}},"installed_packs":${textOf(packs)},${rest}}`;
}

/** One message of an event socket, `{type, data}`. The state of a task event is put together from what was written before. */
export function eventText(name: string, payload: AppEvent['payload']): string {
  // ComfyUI's own state is a word.
  if (!('state' in payload) || typeof payload.state === 'string') return JSON.stringify({ type: name, data: payload });
  const { state, ...rest } = payload;
  const head = JSON.stringify(rest).slice(0, -1);
  return `{"type":${JSON.stringify(name)},"data":${head},"state":${stateText(state)}}}`;
}
