import { describe, expect, it } from 'vitest';
import { isChangeSuspected } from './change-evidence';

const change = { ui_id: '1', kind: 'update', target: 'Turncoat', endedAt: '2026-01-01T00:00:00Z', snapshot: 's' };
const itself = { signal: null };
const killed = { signal: 'SIGKILL' };

describe('the last change before a crash', () => {
  it.each([
    { name: 'a start that never served', end: itself, hasServed: false, suspects: [], is: true },
    { name: 'last words that name it', end: itself, hasServed: true, suspects: ['turncoat'], is: true },
    {
      name: 'last words that name it, of a run that was killed',
      end: killed,
      hasServed: true,
      suspects: ['turncoat'],
      is: true,
    },
    { name: 'a run that served for a while', end: itself, hasServed: true, suspects: ['somebody'], is: false },
    { name: 'a run that was killed', end: killed, hasServed: true, suspects: [], is: false },
    { name: 'a start that was killed', end: killed, hasServed: false, suspects: [], is: false },
  ])('$name: suspected is $is', ({ end, is, ...crash }) => {
    expect(isChangeSuspected(change, end, crash)).toBe(is);
    expect(isChangeSuspected(null, end, crash)).toBe(false);
  });
});
