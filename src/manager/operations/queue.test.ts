import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PolicyVerdict } from '../../contract/policy';
import { openTestCore, type TestCore } from '../testing/test-core';

const window = { caller: 'person' } as const;
let core: TestCore;
beforeAll(async () => {
  core = await openTestCore();
  await core.operations['queue.pause']({}, window);
});
afterAll(() => core.close());

async function order(id: string, rows?: string[]): Promise<{ denied: PolicyVerdict | null }> {
  const task = { ui_id: id, client_id: 'window', kind: 'update', params: { node_name: 'pack' } } as const;
  return core.operations['queue.order']({ tasks: [task], rows: rows ?? [] }, window);
}
const taken = async () => (await core.pending()).map(({ ui_id: id }) => id);

it('an order says what the policy refuses of its rows, the first of them, and nothing of it is taken', async () => {
  expect(await order('refused', ['install-registry', 'install-git-url', 'fix'])).toMatchObject({
    denied: { operation: 'install-git-url', allowed: false },
  });
  expect(await taken()).toEqual([]);
});

it('an order is taken where nothing is refused, whatever it names that no table knows', async () => {
  expect(await order('known', ['install-registry', 'what a later version may know'])).toEqual({ denied: null });
  expect(await order('plain')).toEqual({ denied: null });
  expect(await taken()).toEqual(['known', 'plain']);
});

it('an order is taken once the person allows the row', async () => {
  await core.operations['policy.allow']({ operation: 'install-git-url', minutes: 15 }, window);
  expect(await order('allowed', ['install-git-url'])).toEqual({ denied: null });
  expect(await taken()).toContain('allowed');
});
