import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppEvent } from '../../contract/events';
import { eventText } from './event-text';

/** Values that a state may hold; those that do not change any more come frozen from the core, and their text is kept. */
const value = fc
  .tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean())
  .map(([fields, isFrozen]) => (isFrozen ? Object.freeze(fields) : fields));
const state = fc.record({
  history: fc.dictionary(fc.string(), value),
  installed_packs: value,
  running_queue: fc.array(value),
  pending_queue: fc.array(value),
});
const withState = fc.record({ ui_id: fc.string(), kind: fc.string(), timestamp: fc.string(), state });

/** As `JSON.stringify` writes it. */
const plain = (name: string, payload: object) => JSON.stringify({ type: name, data: payload });
const text = (name: string, payload: object) => eventText(name, payload as AppEvent['payload']);

describe('the text of an event', () => {
  it('is what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.string(), withState, (name, payload) => {
        expect(text(name, payload)).toBe(plain(name, payload));
      }),
    );
  });

  it('says the same where other fields follow the state', () => {
    fc.assert(
      fc.property(withState, fc.jsonValue(), (payload, result) => {
        const ended = { ...payload, result, status: { status_str: 'success', messages: [] } };
        expect(JSON.parse(text('cm-task-completed', ended))).toEqual(JSON.parse(plain('cm-task-completed', ended)));
      }),
    );
  });

  it('is what JSON.stringify writes of an event without a state, and of one whose state is a word', () => {
    fc.assert(
      fc.property(fc.string(), value, fc.string(), (name, payload, word) => {
        const { state: _state, ...stateless } = payload;
        expect(text(name, stateless)).toBe(plain(name, stateless));
        expect(text(name, { ...stateless, state: word })).toBe(plain(name, { ...stateless, state: word }));
      }),
    );
  });

  it('shows what has changed in a value that is not frozen, and keeps the text of one that is', () => {
    let written = 0;
    const pack = Object.freeze({
      toJSON: () => {
        written += 1;
        return { name: 'pack' };
      },
    });
    const item = { result: 'first' };
    const queues = { running_queue: [], pending_queue: [] };
    const event = { status: 'all-done', state: { history: { a: item }, installed_packs: pack, ...queues } };
    expect(text('cm-queue-status', event)).toContain('"first"');
    item.result = 'second';
    expect(text('cm-queue-status', event)).toContain('"second"');
    expect(written).toBe(1);
  });
});
