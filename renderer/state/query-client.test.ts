import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it } from 'vitest';
import { forgetAnswers, queryClient } from './query-client';

afterEach(() => queryClient.clear());

/** A core whose answers arrive when the test says so, and somebody who shows them. */
function showAnswers(key: string) {
  const arrivals: ((answer: string) => void)[] = [];
  const queryFn = () => new Promise<string>((arrive) => arrivals.push(arrive));
  const stop = new QueryObserver(queryClient, { queryKey: [key, 'list'], queryFn }).subscribe(() => undefined);
  const arrive = async (answer: string) => {
    await expect.poll(() => arrivals.length).toBeGreaterThan(0);
    arrivals.shift()?.(answer);
  };
  return { arrive, stop, shown: () => queryClient.getQueryData([key, 'list']), open: () => arrivals.length };
}

it('asks again for a first answer that was on its way when something changed', async () => {
  const { arrive, shown, open, stop } = showAnswers('packs');
  await expect.poll(open).toBe(1);
  forgetAnswers('packs');
  forgetAnswers('packs');
  expect(open()).toBe(1);
  await arrive('before');
  await arrive('after');
  await expect.poll(shown).toBe('after');
  expect(open()).toBe(0);
  stop();
});

it('asks once for a first answer when nothing changed meanwhile, or only something else', async () => {
  const { arrive, shown, open, stop } = showAnswers('packs');
  await expect.poll(open).toBe(1);
  forgetAnswers('models');
  await arrive('only');
  await expect.poll(shown).toBe('only');
  expect(open()).toBe(0);
  stop();
});
