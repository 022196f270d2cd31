import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from './testing/catalogue-world';

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
});
afterEach(() => world.remove());

describe('load', () => {
  it('does not let a slow registry hold the list back', async () => {
    world.broken = (path) => (path.startsWith('/nodes') ? 'hang' : null);
    const startedMs = performance.now();
    expect((await (await world.open()).load('cache')).packs).toHaveLength(4);
    expect(performance.now() - startedMs).toBeLessThan(6000);
  });
});
