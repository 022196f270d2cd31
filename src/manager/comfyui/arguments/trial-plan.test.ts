import { describe, expect, it } from 'vitest';
import type { LaunchPlan } from './launch-plan';
import { canBeNamed, canLoadPart } from './part-of-packs';
import { packsLetIn, planTrial } from './trial-plan';

function planWith(...argv: string[]): LaunchPlan {
  return {
    ...{ comfyDir: '/c', mode: 'normal', lean: null, argv, pythonOptions: ['-u'], cliArguments: {} },
    ...{ port: 8188, baseUrl: 'https://0.0.0.0:8188', hasOwnTls: true },
  };
}

describe('planTrial', () => {
  it('names the packs behind everything else, on a port of this machine', () => {
    const plan = planTrial(planWith('--port', '8188', '--lowvram'), { packs: ['a pack', 'b.py'], port: 4711 });
    expect(plan).toMatchObject({ port: 4711, baseUrl: 'http://127.0.0.1:4711', hasOwnTls: false, comfyDir: '/c' });
    expect(plan.argv).toEqual([
      ...['--lowvram', '--port', '4711', '--disable-auto-launch'],
      ...['--disable-all-custom-nodes', '--whitelist-custom-nodes', 'a pack', 'b.py'],
    ]);
    expect(plan.cliArguments).toMatchObject({ port: 4711, lowvram: true, whitelist_custom_nodes: ['a pack', 'b.py'] });
  });

  it('leaves all packs out where none is named', () => {
    const { argv } = planTrial(planWith(), { packs: [], port: 1 });
    expect(argv).toEqual(['--port', '1', '--disable-auto-launch', '--disable-all-custom-nodes']);
  });

  it('takes away what would reach others, and keeps the rest of what the person added', () => {
    const own = ['--listen', '--tls-keyfile', 'k', '--tls-certfile=c', '--auto-launch', '--enable-cors-header', '*'];
    const packs = ['--disable-all-custom-nodes', '--whitelist-custom-nodes', 'x', 'y'];
    const passed = ['--base-directory', '/b', '--extra-model-paths-config', 'one.yaml', 'two.yaml', '--fast'];
    const { argv } = planTrial(planWith(...own, ...passed, ...packs), { packs: ['x'], port: 2 });
    expect(argv.slice(0, passed.length)).toEqual(passed);
    expect(argv.join(' ')).not.toMatch(/listen|tls|cors| --auto|y$/);
  });
});

describe('packsLetIn', () => {
  it.each([
    { argv: ['--lowvram'], loads: null },
    { argv: ['--whitelist-custom-nodes', 'a'], loads: null },
    { argv: ['--disable-all-custom-nodes'], loads: [] },
    { argv: ['--disable-all-custom-nodes', '--whitelist-custom-nodes', 'a', '12', '--cpu'], loads: ['a', '12'] },
    { argv: ['--whitelist-custom-nodes=a', '--disable-all-custom-nodes'], loads: ['a'] },
    {
      argv: ['--whitelist-custom-nodes', 'a', '--disable-all-custom-nodes', '--whitelist-custom-nodes', 'b'],
      loads: ['b'],
    },
  ])('of $argv is $loads', ({ argv, loads }) => {
    expect(packsLetIn(argv)).toEqual(loads === null ? null : new Set(loads));
  });
});

it('knows a ComfyUI that can load some of its packs, and the names it can be told', () => {
  expect(canLoadPart(['--port', '--disable-all-custom-nodes', '--whitelist-custom-nodes'])).toBe(true);
  expect(canLoadPart(['--port', '--disable-all-custom-nodes'])).toBe(false);
  expect(canLoadPart([])).toBe(false);
  expect(['pack', '-pack', 'a-b'].map(canBeNamed)).toEqual([true, false, true]);
});
