import { expect, it } from 'vitest';
import { createEnding } from './ending';

const settle = () => new Promise((done) => setImmediate(done));

it('ends plainly where nothing else was asked for', () => {
  const codes: number[] = [];
  createEnding((code) => codes.push(code), fail).exit(3);
  expect(codes).toEqual([3]);
});

it('leaves the end to the last thing', async () => {
  const done: string[] = [];
  const ending = createEnding(() => done.push('exit'), fail);
  ending.lastly(async () => void done.push('exchange'));
  ending.exit(0);
  await settle();
  expect(done).toEqual(['exchange']);
});

it('does the other thing and ends when the last one fails, and when both do', async () => {
  const done: unknown[] = [];
  const ending = createEnding(
    (code) => done.push(code),
    (error) => done.push(String(error)),
  );
  ending.lastly(
    () => Promise.reject(new Error('no exchange')),
    () => Promise.reject(new Error('no start')),
  );
  ending.exit(0);
  await settle();
  expect(done).toEqual(['Error: no exchange', 'Error: no start', 0]);
});

function fail(error: unknown): never {
  throw error;
}
