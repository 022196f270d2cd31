import { expect, it } from 'vitest';
import type { Distribution } from '../packages/packages';
import { findUnmet } from './unmet-lines';
import { parseRequirement } from './requirement';

const distribution = (name: string, version: string): Distribution => ({ name, version, infoPath: '', hasTwin: false });
const installed = (...all: Distribution[]) => ({
  distributions: new Map(all.map((one) => [one.name, one])),
  markers: {} as never,
  findDamage: ({ name }: Distribution) => Promise.resolve(name === 'half' ? 'half/__init__.py is missing' : null),
});
const asker = (name: string, ...lines: string[]) => ({ name, lines: lines.map(parseRequirement), leftOut: [] });

it('names who needs what, and what is there instead', async () => {
  const askers = [
    asker('ComfyUI', 'numpy>=1.25', 'absent-thing', 'half'),
    asker('impact', 'numpy<2 ; python_version > "3"', 'whole==1.0'),
  ];
  const now = installed(distribution('numpy', '2.0.1'), distribution('half', '1.0'), distribution('whole', '1.0'));
  expect(await findUnmet(askers, now)).toEqual([
    { asker: 'ComfyUI', package: 'absent-thing', needs: 'absent-thing', found: null, damage: null, isLeftOut: false },
    {
      asker: 'ComfyUI',
      package: 'half',
      needs: 'half',
      found: '1.0',
      damage: 'half/__init__.py is missing',
      isLeftOut: false,
    },
    { asker: 'impact', package: 'numpy', needs: 'numpy<2', found: '2.0.1', damage: null, isLeftOut: false },
  ]);
});

it('warns of no guess: what only the tool can judge counts as met', async () => {
  const askers = [asker('one', 'git+https://example.org/quiet.git', 'odd===weird', 'dated>=1.0')];
  const now = installed(distribution('odd', 'weird'), distribution('dated', 'not-a-version'));
  expect(await findUnmet(askers, now)).toEqual([]);
});

it('says of what a list keeps out that it is left out, and nothing of what is met all the same', async () => {
  const old = { name: 'old', lines: [], leftOut: ['torch==2.6.0', 'torch>=2.0'].map(parseRequirement) };
  expect(await findUnmet([old], installed(distribution('torch', '2.7.1')))).toEqual([
    { asker: 'old', package: 'torch', needs: 'torch==2.6.0', found: '2.7.1', damage: null, isLeftOut: true },
  ]);
});
