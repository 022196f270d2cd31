import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from './test-world';

let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld();
});
afterEach(() => world.remove());

const gamma = 'https://github.com/x/gamma';

/** The classes that the pack `gamma` is said to have, with this pattern and these loaded classes. */
async function classesWith(pattern: unknown, loaded: readonly string[]): Promise<readonly string[] | undefined> {
  world.files.set('/extension-node-map.json', { [gamma]: [['Gamma'], { title_aux: 'g', nodename_pattern: pattern }] });
  const room = await world.open();
  await room.load('remote');
  const classes = new Map(loaded.map((name) => [name, 'custom_nodes.gamma']));
  return (await room.mappings('local', [], classes))[gamma]?.[0];
}

describe('a name pattern of the channel', () => {
  it.each([
    ['Gamma$', 'Load Image //Gamma', true],
    ['\\(gamma\\)$', 'Blend (gamma)', true],
    ['^Gamma', 'Gamma Blend', true],
    ['gamma', 'the gamma one', true],
    ['^Gamma', 'Other Gamma', false],
    ['Gamma$', 'Gamma Blend', false],
  ])('%s finds in "%s": %s', async (pattern, name, isFound) => {
    expect(await classesWith(pattern, [name])).toEqual(isFound ? ['Gamma', name] : ['Gamma']);
  });

  it.each([['[broken'], ['(a+)+$'], [''], [5], [null]])('%j does no harm', async (pattern) => {
    const startedMs = performance.now();
    expect(await classesWith(pattern, ['Blend', `${'a'.repeat(60)}!`])).toEqual(['Gamma']);
    expect(performance.now() - startedMs).toBeLessThan(2000);
  });
});
