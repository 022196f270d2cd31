import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installers } from '../../../../e2e/world/nightly';
import { AppError } from '../../../contract/errors';
import { openPythonPlace, type PythonPlace } from '../../python/testing/python-place';
import { commitOf, openCodePlace, openCodeContexts, updateTo, type CodePlace } from '../testing/comfy-code';
import { startRun } from '../../testing/task-run';

let env: PythonPlace;
beforeAll(async () => {
  env = await openPythonPlace();
});
afterAll(() => env.remove());

const failingScript = [
  'import subprocess, sys, os',
  'subprocess.check_call([sys.executable, "-m", "pip", "install", "--quiet", "cvlib==4.8"])',
  'sys.exit("the script gave up")',
  '',
].join('\n');

const needs = (lines: string) => ({ 'requirements.txt': lines });
const commits = [
  commitOf('one', { ...needs('tinydep==1.0\nnumpy==1.26.4\n'), '.gitignore': 'user/\nvenv/\n' }, ['v0.3.9']),
  commitOf('two', { ...needs('tinydep==2.0\n'), 'manager_requirements.txt': 'pyyaml\nnumpy>=2\n' }, ['v0.4.0']),
  commitOf('three', { ...needs('tinydep==2.0\nnowhere-dep==9.9\n'), 'manager_requirements.txt': null }, ['v0.5.0']),
  commitOf('four', needs('tinydep==2.0\npillow\nbrokenwheel==1.0\n'), ['v0.6.0']),
  commitOf('five', { ...needs('tinydep==2.0\n'), 'install.py': failingScript }, ['v0.7.0']),
];

describe.each(installers)('requirements of a version, with %s', (tool) => {
  let place: CodePlace;
  beforeAll(async () => {
    const settings = {
      ...{ 'python.tool': tool, 'python.indexUrl': env.index.indexUrl, 'comfyui.arguments': '--cpu --enable-manager' },
    };
    place = await openCodePlace({ root: env.root, dir: join(env.root, 'base dir'), commits, settings });
    await updateTo(place, { target_version: 'v0.4.0' });
    await updateTo(place, { target_version: 'v0.3.9' });
    // A change of the person's, which every failure must leave in place.
    await place.write('main.py', 'print("mine")\n');
    await place.git('add', 'main.py');
    await place.write('requirements.txt', 'tinydep==1.0\nnumpy==1.26.4\n# mine\n');
  });
  afterEach(() => env.index.faults.clear());
  afterAll(async () => {
    await place.code.close();
    await rm(join(place.dir, '.git'), { recursive: true });
  });

  const packages = async () => Object.fromEntries(await place.python.listPackages());
  const everything = async () => ({ ...(await place.picture()), ...(await packages()) });

  async function expectUndone(version: string, onStep?: Parameters<typeof startRun>[1]): Promise<AppError> {
    const before = await everything();
    const run = startRun(place, onStep);
    const failure = await place.code.update({ target_version: version }, run).then(
      () => null,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(AppError);
    expect(await everything()).toEqual(before);
    return failure as AppError;
  }

  it('are installed in one resolve, those of both files', async () => {
    const run = startRun(place);
    await place.code.update({ target_version: 'v0.4.0' }, run);
    expect(await packages()).toMatchObject({ tinydep: '2.0', numpy: '2.0.0', pyyaml: '6.0.2' });
    expect(run.lines.filter((line) => line.includes(' installs into '))).toHaveLength(1);
    await updateTo(place, { target_version: 'v0.3.9' });
    expect(await packages()).toMatchObject({ tinydep: '1.0', numpy: '1.26.4' });
    await place.git('stash', 'apply', '--quiet', '--index', await savedBranch());
  });

  it('leave out those of a manager that this installation does not use', async () => {
    const areas = await openCodeContexts(place.dir, { 'python.tool': tool, 'python.indexUrl': env.index.indexUrl });
    const run = startRun(place);
    await areas.code.update({ target_version: 'v0.4.0' }, run);
    expect(await packages()).toMatchObject({ tinydep: '2.0', numpy: '1.26.4' });
    expect(run.lines.join('\n')).toContain('manager_requirements.txt was not looked at');
    await areas.code.close();
    await updateTo(place, { target_version: 'v0.3.9' });
    await place.git('stash', 'apply', '--quiet', '--index', await savedBranch());
  });

  /** The branch that the first switch has kept the person's changes in. */
  async function savedBranch(): Promise<string> {
    const names = await place.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/comfyui-manager-desktop');
    return names.split('\n').find((name) => name.endsWith('-changes')) ?? '';
  }

  it('that are on no index take the whole switch back, and the failure names them', async () => {
    const failure = await expectUndone('v0.5.0');
    expect(failure.code).toBe('requirements-failed');
    expect(failure.message).toContain('nowhere-dep');
    expect(failure.message).toContain('ComfyUI was put back');
    expect(failure.remedy).toBeTruthy();
  });

  it('of which one cannot be unpacked take the others back as well', async () => {
    expect((await expectUndone('v0.6.0')).code).toBe('requirements-failed');
  });

  it('that were installed go when what follows fails', async () => {
    const failure = await expectUndone('v0.7.0');
    expect(failure).toMatchObject({ code: 'install-script-failed' });
    expect(failure.message).toContain('ComfyUI was put back');
  });

  it('are put back after a cancel in the middle', async () => {
    env.index.faults.set('numpy', { kind: 'stall', afterBytes: 1 });
    const failure = await expectUndone('v0.4.0', ({ phase }, run) => {
      if (phase === 'Planning packages') setTimeout(() => run.cancel(), 500);
    });
    expect(failure.code).toBe('cancelled');
  });

  it.each(['Resolving', 'Checking out', 'Checking requirements', 'Planning packages', 'Installing requirements'])(
    'do not stand in the way of a cancel while %s',
    async (phase) => {
      const failure = await expectUndone('v0.4.0', (step, run) => step.phase === phase && run.cancel());
      expect(failure.code).toBe('cancelled');
    },
  );
});
