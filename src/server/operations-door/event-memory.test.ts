import { expect, it } from 'vitest';
import type { AppEvent } from '../../contract/events';
import { createEventMemory } from './event-memory';

const event = (asOf: string): AppEvent => ({ name: 'cmd-catalogue-changed', payload: { asOf } });
const numbersOf = (frames: string[] | null) => frames?.map((frame) => (JSON.parse(frame) as { number: number }).number);

it('knows what came after a number, and when some of that is gone', () => {
  const memory = createEventMemory({ events: 3, bytes: 1e6 });
  expect(memory.after(1)).toBeNull();
  for (let number = 11; number <= 15; number += 1) memory.add(event('x'), number);
  expect(numbersOf(memory.after(12))).toEqual([13, 14, 15]);
  expect(numbersOf(memory.after(15))).toEqual([]);
  expect(memory.after(11)).toBeNull();
  expect(memory.after(16)).toBeNull();
});

it('forgets by size as well, even an event that is larger than all it may hold', () => {
  const memory = createEventMemory({ events: 100, bytes: 200 });
  memory.add(event('small'), 1);
  memory.add(event('x'.repeat(500)), 2);
  expect(memory.after(1)).toBeNull();
  expect(memory.after(2)).toEqual([]);
});
