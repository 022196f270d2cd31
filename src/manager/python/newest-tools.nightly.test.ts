import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGitHost, type GitHost } from '../../../e2e/world/git-host';
import { pythonOf, runProgram } from '../../../e2e/world/python-env';
import type { JobContext } from '../../base/async/job';
import { openPythonPlace, openTestPython, type PythonPlace } from './testing/python-place';
import { sourcePackage } from './testing/source-package';

/** What the registry of this machine has today; its words when it does not answer. */
async function bringNewest(venvDir: string): Promise<string | null> {
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--upgrade', 'uv', 'pip'];
  const { code, output } = await runProgram(pythonOf(venvDir), args);
  return code === 0 ? null : (output.trim().split('\n').at(-1) ?? '');
}

describe('the newest uv and pip that there are', () => {
  let place: PythonPlace;
  let git: GitHost;
  let unreached: string | null;
  beforeAll(async () => {
    place = await openPythonPlace();
    unreached = await bringNewest(place.venvDir);
    git = await startGitHost(join(place.root, 'repositories'));
    await place.index.publish({ name: 'by-address', version: '1.0' });
    await place.index.publish({ name: 'needs-by-address', version: '1.0', requires: ['by-address', 'numpy<2'] });
    for (const tool of ['uv', 'pip']) {
      const files = sourcePackage({ name: `gitpk_${tool}`, version: '1.2' });
      await git.createRepo('owner', tool, [{ message: 'first', files, date: '2026-01-01T00:00:00Z' }]);
    }
  }, 120_000);
  afterAll(async () => {
    await git.stop();
    await place.remove();
  });

  it.for(['uv', 'pip'] as const)('say what they will do in words that are read: %s', async (tool, { skip }) => {
    if (unreached !== null) skip(`the Python registry of this machine was not reached: ${unreached}`);
    const baseDir = join(place.root, 'base dir');
    const { python } = await openTestPython(place, { baseDir, tool });
    const packDir = await mkdtemp(join(place.root, 'pack '));
    const wheel = `${place.index.url}/files/by_address-1.0-py3-none-any.whl`;
    const repository = `git+${git.url}/owner/${tool}`;
    await writeFile(
      join(packDir, 'requirements.txt'),
      `tinydep==1.0\nneeds-by-address\nby-address @ ${wheel}\n${repository}\n`,
    );
    const lines: string[] = [];
    const job: JobContext = {
      signal: new AbortController().signal,
      report: () => undefined,
      log: (line) => lines.push(line),
      warn: () => undefined,
    };
    const { before, after } = await python.installRequirements({ packDir, packName: 'A Pack' }, job);
    const wanted = { tinydep: '1.0', 'by-address': '1.0', 'needs-by-address': '1.0', [`gitpk-${tool}`]: '1.2' };
    expect(Object.fromEntries(after)).toMatchObject(wanted);
    // A tool that could not be read would have resolved by itself.
    expect(lines.join('\n')).toContain('numpy==1.26.4 |');
    await python.recovery.restorePackages(before, job);
  });
});
