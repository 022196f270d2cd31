import { expect, it } from 'vitest';
import type { AppEvent } from '../../contract/events';
import { createEventMemory } from './event-memory';

const event = (asOf: string): AppEvent => ({ name: 'cmd-catalogue-changed', payload: { asOf } });
const numbersOf = (frames: string[] | null) => frames?.map((frame) => (JSON.parse(frame) as { number: number }).number);

it('knows what came after a number, and when some of that is gone', () => {
  const memory = createEventMemory(9, { events: 3, bytes: 1e6 });
  expect(memory.after(9)).toEqual([]);
  for (const number of [11, 12, 15]) memory.add(event('x'), number);
  expect(numbersOf(memory.after(9))).toEqual([11, 12, 15]);
  expect(numbersOf(memory.after(12))).toEqual([15]);
  memory.add(event('x'), 16);
  expect(memory.after(9)).toBeNull();
  expect(numbersOf(memory.after(11))).toEqual([12, 15, 16]);
});

it('knows nothing of numbers that another run has given, earlier or later ones', () => {
  const memory = createEventMemory(0);
  memory.add(event('x'), 100);
  expect([memory.after(40), memory.after(101)]).toEqual([null, null]);
});

it('forgets by size as well, even an event that is larger than all it may hold', () => {
  const memory = createEventMemory(0, { events: 100, bytes: 200 });
  memory.add(event('small'), 1);
  memory.add(event('x'.repeat(500)), 2);
  expect(memory.after(1)).toBeNull();
  expect(memory.after(2)).toEqual([]);
});
