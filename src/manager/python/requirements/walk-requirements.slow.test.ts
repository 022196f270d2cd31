import { readdir, rm } from 'node:fs/promises';
import { msg } from '../../../contract/text/message';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installers, isNightly } from '../../../../e2e/world/nightly';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel, type WheelSpec } from '../../../../e2e/world/wheel';
import { AppSettings } from '../../../contract/settings';
import { readMarkerValues } from './markers';
import { createDamageCheck } from '../packages/distribution-files';
import { readDistributions } from '../packages/packages';
import { parseRequirement } from './requirement';
import { openPythonPlace, openTestPython, type PythonPlace } from '../testing/python-place';
import { askTool, type ToolCall } from '../environment/tool';
import { walkRequirements } from './walk-requirements';

const extra = (name: string, line: string) => `${line} ; extra == "${name}"\nProvides-Extra: ${name}`;
/** Each in two versions, with needs that only some versions, extras and systems have. */
const wheels: WheelSpec[] = [
  { name: 'p0', version: '1.0', requires: ['p1>=2'] },
  { name: 'p0', version: '2.0', requires: ['p1', 'p2<2'] },
  { name: 'p1', version: '1.0' },
  { name: 'p1', version: '2.0', requires: ['p3[more]>=1'] },
  { name: 'p2', version: '1.0', requires: ['p4; python_version >= "3"'] },
  { name: 'p2', version: '2.0', requires: ['p4>=2; sys_platform == "nowhere"'] },
  { name: 'p3', version: '1.0', requires: [extra('more', 'p4>=2')] },
  { name: 'p3', version: '2.0', requires: [extra('more', 'p2>=1')] },
  { name: 'p4', version: '1.0' },
  { name: 'p4', version: '2.0' },
];
const names = ['p0', 'p1', 'p2', 'p3', 'p4'];

/** All ways to have each of them, or not: absent, 1.0, 2.0. */
function listEnvironments(): WheelSpec[][] {
  return Array.from({ length: 3 ** names.length }, (_, index) =>
    names.flatMap((name, at) => {
      const version = [null, '1.0', '2.0'][Math.floor(index / 3 ** at) % 3];
      return wheels.filter((wheel) => wheel.name === name && wheel.version === version);
    }),
  );
}

describe.each(installers)('following the metadata, beside the dry run of %s,', (tool) => {
  let place: PythonPlace;
  let call: ToolCall;
  let site: string;
  beforeAll(async () => {
    place = await openPythonPlace();
    for (const wheel of wheels) await place.index.publish(wheel);
    const { python, paths } = await openTestPython(place, { baseDir: join(place.root, 'base dir'), tool });
    const settings = AppSettings.parse({ 'python.tool': tool, 'python.indexUrl': place.index.indexUrl });
    call = { environment: await python.environment(), settings, cwd: paths.stagingDir };
    site = await sitePackagesOf(place.venvDir);
  }, 120_000);
  afterAll(() => place.remove());

  async function have(environment: readonly WheelSpec[]): Promise<void> {
    for (const name of await readdir(site)) if (/^p\d/.test(name)) await rm(join(site, name), { recursive: true });
    for (const wheel of environment) await unpackWheel(wheel, site);
  }
  async function toolFindsWork(lines: readonly string[]): Promise<boolean> {
    const output: string[] = [];
    const quiet = { log: (line: string) => void output.push(line), report: () => undefined, phase: msg`` };
    await askTool(call, ['install', '--dry-run', ...lines], quiet);
    return /Would (?:download|install|uninstall)/.test(output.join('\n'));
  }
  async function walkFindsWork(lines: readonly string[]): Promise<boolean> {
    const { pythonVersion, sitePackagesDirs } = call.environment;
    const markers = readMarkerValues(pythonVersion, process.platform, process.arch);
    const distributions = await readDistributions(sitePackagesDirs);
    const installed = { distributions, markers, findDamage: createDamageCheck() };
    return !(await walkRequirements(lines.map(parseRequirement), installed)).areAllMet;
  }

  it(
    'finds work exactly where the tool does, in every environment of five packages',
    { timeout: 600_000 },
    async () => {
      // pip takes twenty times as long, so it is asked now and then, and more often where nothing is to be done.
      let quiet = 0;
      for (const [index, environment] of listEnvironments().entries()) {
        if (!isNightly && index % 4 !== 0) continue;
        await have(environment);
        for (const lines of [['p0'], ['p1>=2', 'p2']]) {
          const work = await walkFindsWork(lines);
          if (!work) quiet += 1;
          if (tool === 'pip' && index % (work ? 81 : 4) !== 0) continue;
          const about = `${lines.join(' ')} with ${environment.map(({ name, version }) => `${name} ${version}`).join(', ')}`;
          expect(work, about).toBe(await toolFindsWork(lines));
        }
      }
      expect(quiet).toBeGreaterThan(10);
    },
  );

  it('is not sure of a package whose metadata is there twice', async () => {
    await have([...wheels.slice(3, 4), ...wheels.slice(6, 7), ...wheels.slice(8)]);
    expect(await walkFindsWork(['p1'])).toBe(true);
  });
});
