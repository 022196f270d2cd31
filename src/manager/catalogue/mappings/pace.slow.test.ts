import { describe, expect, it } from 'vitest';
import { beginSlice } from '../../../base/async/time-slice';
import type { LocalPack } from '../../../contract/packs/local-packs';
import { buildMappings, type MappingsInput } from './mappings';
import { createPackIndex } from '../table/pack-index';

// As large as the real ones: 5,590 packs with 42,497 names in the channel, 40 patterns, a ComfyUI with 3,000 classes.
const packCount = 5600;
const namesPerPack = 8;
const classCount = 3000;
const installedCount = 200;

const addressOf = (index: number) => `https://github.com/owner-${index}/Pack-${index}`;

async function makeInput(): Promise<MappingsInput> {
  const nodeMap = Array.from({ length: packCount }, (_, index) => ({
    url: addressOf(index),
    nodeClasses: Array.from({ length: namesPerPack }, (_name, at) => `Node ${index} ${at}`),
    metadata: {
      title_aux: `Pack ${index}`,
      ...(index % 140 === 0 ? { nodename_pattern: ` \\(pack ${index}\\)$`, preemptions: [`Node ${index + 1} 0`] } : {}),
    },
  }));
  const installed = Array.from({ length: installedCount }, (_, index): LocalPack => ({
    key: `pack-${index}`,
    name: `Pack-${index}`,
    source: 'git',
    enabled: true,
    version: 'f'.repeat(40),
    registryId: index % 2 === 0 ? `pack-${index}` : null,
    auxId: null,
    repository: addressOf(index),
    branch: 'main',
  }));
  const loadedClasses = new Map(
    Array.from({ length: classCount }, (_, index) => [
      `Loaded ${index} (pack ${index})`,
      index % 3 === 0 ? '' : `custom_nodes.Pack-${index % installedCount}`,
    ]),
  );
  const registryIdOf = (url: string) => (url.endsWith('7') ? `id-${url.length}-${url.slice(-4)}` : null);
  const index = await createPackIndex([], beginSlice());
  return { nodeMap, installed, loadedClasses, registryIdOf, index, isPreempted: true };
}

/** Milliseconds of this process' own work between two turns of the event loop, at most; other programs on the machine do not count. */
async function longestStretch(work: Promise<unknown>): Promise<number> {
  const state = { isDone: false };
  const done = work.finally(() => (state.isDone = true));
  let longest = 0;
  while (!state.isDone) {
    const before = process.cpuUsage();
    await new Promise((resume) => setImmediate(resume));
    longest = Math.max(longest, process.cpuUsage(before).user / 1000);
  }
  await done;
  return longest;
}

describe('the map of the whole channel', () => {
  it('never keeps the event loop for 50 ms while it is made', async () => {
    const input = await makeInput();
    // A stretch of ours is in every round; the compiler and the collector of a busy machine, whose time counts here too, are not.
    const rounds: number[] = [];
    for (let round = 1; round <= 3; round += 1) rounds.push(await longestStretch(buildMappings(input)));
    expect(Math.min(...rounds), `rounds of ${rounds.join(', ')} ms`).toBeLessThan(50);
    const found = await buildMappings(input);
    expect(Object.keys(found).length).toBeGreaterThan(packCount / 2);
    expect(found['pack-0']?.[0]).toContain('Loaded 400 (pack 400)');
  });
});
