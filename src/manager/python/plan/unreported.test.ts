import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyWhere } from '../../../base/testing/only-where';
import { AppSettings } from '../../../contract/settings';
import { formatMessage } from '../../../contract/text/message';
import { plainGroup } from './plan-groups';
import { resolveGroups } from './resolve';
import { refuseUnreported, describeUntold } from './unreported';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'untold-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** What a resolve says of a uv that prints this and ends so. */
async function ask(printed: string, exitCode: number) {
  const uv = join(dir, 'uv');
  await writeFile(uv, `#!/bin/sh\ncat <<'END'\n${printed}\nEND\nexit ${exitCode}\n`);
  await chmod(uv, 0o755);
  const tool = 'uv' as const;
  const environment = {
    ...{ interpreter: 'python', tool, uv, pythonVersion: '3.11.7', sitePackagesDirs: [], isEmbedded: false },
  };
  const context = { environment, settings: AppSettings.parse({}), paths: { stagingDir: dir } };
  const group = plainGroup({ name: 'a-pack', kind: 'candidate' }, { lines: ['numpy'] });
  return resolveGroups([group], { ...context, signal: new AbortController().signal });
}

describe('a uv that does not say what it would do', onlyWhere(process.platform !== 'win32', 'uv is a script'), () => {
  it('is too old where it does not know the question', async () => {
    const printed = "error: unexpected argument '--dry-run' found";
    expect(await ask(printed, 2)).toEqual({ kind: 'untold', why: 'too-old' });
    expect(formatMessage(describeUntold('too-old', 'uv'))).toBe(
      'This uv is too old to say in advance what it would do.',
    );
  });

  it('is not called old where its answer is written in another way', async () => {
    expect(await ask('Would install 1 package\n + numpy in version 2.0', 0)).toEqual({ kind: 'untold', why: 'unread' });
    expect(formatMessage(describeUntold('unread', 'uv'))).toContain('could not be read');
    expect(refuseUnreported('unread', 'uv')).toMatchObject({
      code: 'environment-refused',
      remedy: expect.not.stringContaining('up to date'),
    });
  });
});
