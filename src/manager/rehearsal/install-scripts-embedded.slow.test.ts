import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEmbeddedPython } from '../../../e2e/world/embedded-python';
import { fingerprint, openRehearsalPlace, type RehearsalPlace } from './testing/rehearsal-place';

let at: RehearsalPlace;
let embeddedDir: string;
let interpreter: string | null;

beforeAll(async () => {
  at = await openRehearsalPlace('rehearsal-embedded');
  embeddedDir = join(at.world.comfyui.path, 'python_embeded');
  interpreter = await createEmbeddedPython(embeddedDir, at.world.comfyui.venvDir);
  at.settings['python.interpreter'] = interpreter ?? '';
  at.settings['python.tool'] = 'pip';
  const index = JSON.stringify(at.world.index.indexUrl);
  const script = (what: string) =>
    `import subprocess, sys\nsubprocess.check_call([sys.executable, "-m", "pip", "install", "-q", "-i", ${index}, "${what}"])\n`;
  const place = (id: string, installScript: string, preamble = '') =>
    at.placeVersions(id, [{ version: '1.0.0' }, { version: '1.1.0', more: { installScript, preamble } }]);
  // It needs numpy, which the build has: a pip that did not see that would bring another one.
  await place('script-brings', script('cvlib'), 'import cvlib\n');
  await place('script-moves', script('numpy>=2'));
  await at.open();
}, 120_000);
afterAll(() => at.stop());

it('runs each install.py of a trial in a copy of an embedded Python, and leaves the build as it is', async (context) => {
  if (interpreter === null) context.skip('the Python of this system can not be made an embedded one');
  const before = await fingerprint(embeddedDir);
  const outcome = await at.follow(await at.order('rehearse-updates', { packs: ['script-brings', 'script-moves'] }));
  const rows = 'rehearsal' in outcome ? (outcome.rehearsal?.packs ?? []) : [];
  expect(
    rows.map(({ key, verdict, reason, lacksScript }) => [key, `${verdict} ${reason}`.trim(), lacksScript]),
  ).toEqual([
    ['script-brings', 'fine', false],
    ['script-moves', expect.stringMatching(/^breaks-install The install\.py of "script-moves" changed numpy/u), false],
  ]);
  expect(await fingerprint(embeddedDir)).toEqual(before);
  const staging = join(at.world.comfyui.userDir, '__manager', 'desktop', 'staging');
  expect(await readdir(staging).catch(() => [])).toEqual([]);
}, 120_000);
