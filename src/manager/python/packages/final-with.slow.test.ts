import { randomUUID } from 'node:crypto';
import { copyFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../base/log';
import { unwatchedJob } from '../../../base/async/job';
import { AppSettings } from '../../../contract/settings';
import {
  openPythonPlace,
  openTestPython,
  testInstallation,
  type PythonPlace,
  type TestPython,
} from '../testing/python-place';
import { createPython } from '../python';

let place: PythonPlace;
let test: TestPython;
const baseDir = () => join(place.root, 'base dir');
beforeAll(async () => {
  place = await openPythonPlace();
  test = await openTestPython(place, { baseDir: baseDir(), tool: 'uv' });
}, 120_000);
afterAll(() => place.remove());

const job = unwatchedJob(undefined, () => undefined);
const change = randomUUID();

/** Installs a package as a part of `change`, and leaves the journal as a power cut at the moment after the commit would. */
async function cutAfterCommit(line: string): Promise<void> {
  const { python, paths } = test;
  const backup = join(tmpdir(), `${randomUUID()}.json`);
  let name = '';
  await python.withinOneChange('a test', job, async (commit) => {
    await python.installPackages({ packages: [line] }, job);
    await commit(change);
    [name = ''] = await readdir(paths.packageJournalDir);
    await copyFile(join(paths.packageJournalDir, name), backup);
  });
  expect(await readdir(paths.packageJournalDir)).toEqual([]);
  await copyFile(backup, join(paths.packageJournalDir, name));
}

/** The next start, for which these changes are records. */
async function startAgain(records: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const settings = AppSettings.parse({ 'python.tool': 'uv', 'python.indexUrl': place.index.indexUrl });
  const python = createPython({
    ...{ installation: testInstallation(baseDir()), settings, config: () => test.config, paths: test.paths },
    ...{ isFinal: (id) => records.includes(id), log: silentLogger },
  });
  await python.recovery.recoverPackages(job);
  expect(await readdir(test.paths.packageJournalDir)).toEqual([]);
  return python.listPackages();
}

describe('packages that were to become final with a change, after a power cut', () => {
  it('stay when the change has become a record', async () => {
    await cutAfterCommit('tinydep==1.0');
    expect((await startAgain([change])).get('tinydep')).toBe('1.0');
  });

  it('come back as they were when it has not', async () => {
    await cutAfterCommit('tinydep==2.0');
    expect((await startAgain([])).get('tinydep')).toBe('1.0');
  });
});
