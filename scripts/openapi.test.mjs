import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectDir } from './project.mjs';

let checkout;

beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), 'cmd openapi '));
  for (const name of [
    'src',
    'scripts',
    'docs/openapi.yaml',
    'docs/error-words.json',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
  ]) {
    await cp(join(projectDir, name), join(checkout, name), { recursive: true });
  }
  await symlink(join(projectDir, 'node_modules'), join(checkout, 'node_modules'), 'junction');
});
afterAll(() => rm(checkout, { recursive: true, force: true }));

const run = () => spawnSync(process.execPath, [join(checkout, 'scripts', 'openapi.mjs')], { encoding: 'utf8' });

it('says what the tables lack and what to do, without a stack', async () => {
  expect(run()).toMatchObject({ status: 0, stderr: '[setup] openapi: docs/openapi.yaml is current\n' });
  const routes = join(checkout, 'src', 'server', 'routes', 'queue.ts');
  const text = await readFile(routes, 'utf8');
  await writeFile(routes, text.replace("'/v2/manager/queue/status'", "'/v2/manager/queue/start'"));
  const { status, stderr } = run();
  expect(status).toBe(1);
  expect(stderr.split('\n')).toEqual([
    '/v2/manager/queue/start has words in several of its rows for the published document.',
    'Give the words to one of its rows in src/server/routes/, and null to the others.',
    '',
  ]);
});
