import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sitePackagesOf } from '../../../../e2e/world/python-env';
import { unpackWheel } from '../../../../e2e/world/wheel';
import { openPythonPlace, openTestPython, type PythonPlace, type TestPython } from '../testing/python-place';
import type { DoctorQuestion } from './doctor';

let place: PythonPlace;
let opened: TestPython;
let site = '';

beforeAll(async () => {
  place = await openPythonPlace();
  site = await sitePackagesOf(place.venvDir);
  opened = await openTestPython(place, { baseDir: dirname(place.venvDir), tool: 'uv' });
}, 60_000);
afterAll(() => place.remove());

const examine = (question: DoctorQuestion = { torch: null, card: null }) =>
  opened.python.reports.examine(() => Promise.resolve(question));

it('finds nothing in an environment that is sound, and each thing that is wrong in one that is not', async () => {
  await unpackWheel({ name: 'whole', version: '1.0' }, site);
  expect((await examine()).findings).toEqual([]);

  await unpackWheel(
    { name: 'wanting', version: '1.0', requires: ['whole>=2', 'nowhere-dep', 'odd ; extra == "x"'] },
    site,
  );
  await unpackWheel({ name: 'half', version: '3.0', files: { 'half/rest.py': 'a = 1\n' } }, site);
  await rm(join(site, 'half', 'rest.py'));
  await unpackWheel({ name: 'twin', version: '1.0' }, site);
  await cp(join(site, 'twin-1.0.dist-info'), join(site, 'twin-2.0.dist-info'), { recursive: true });
  await unpackWheel({ name: 'foreign', version: '1.0' }, site);
  await writeFile(join(site, 'foreign-1.0.dist-info', 'WHEEL'), 'Wheel-Version: 1.0\nTag: cp36-cp36m-linux_x86_64\n');
  const found = (await examine()).findings.map(({ kind, package: name, needs, found: there, detail, act }) => [
    ...[kind, name, needs, there, detail, act],
  ]);
  expect(found.sort()).toEqual([
    ['damaged', 'half', null, null, 'half/rest.py is missing', 'reinstall'],
    ['duplicate', 'twin', null, null, '1.0, 2.0', 'reinstall'],
    ['other-python', 'foreign', null, null, 'cp36-cp36m-linux_x86_64', 'reinstall'],
    ['unmet', 'wanting', 'nowhere-dep', null, null, 'install'],
    ['unmet', 'wanting', 'whole>=2', '1.0', null, 'install'],
  ]);
});

it('says what packs lack by the same look, a line each', async () => {
  const pack = join(dirname(place.venvDir), 'custom_nodes', 'hungry');
  await mkdir(pack, { recursive: true });
  await writeFile(join(pack, 'requirements.txt'), 'whole>=2\nhalf\nnowhere-dep ; python_version > "3"\n');
  const { findings, unmet } = await examine();
  expect(unmet.map(({ asker, needs, found, damage }) => [asker, needs, found, damage])).toEqual([
    ['hungry', 'whole>=2', '1.0', null],
    ['hungry', 'half', '3.0', 'half/rest.py is missing'],
    ['hungry', 'nowhere-dep', null, null],
  ]);
  expect(findings.filter(({ kind }) => kind === 'damaged')).toHaveLength(1);
  await rm(pack, { recursive: true });
});

it('finds packages that lie on top of each other, and not what they share', async () => {
  const shared = { 'ns/__init__.py': '' };
  const top = (name: string) => ({ name, version: '1.0', module: 'cv2like', files: shared });
  for (const name of ['cv2like-python', 'cv2like-headless']) await unpackWheel(top(name), site);
  await unpackWheel({ name: 'beside', version: '1.0', files: shared }, site);
  const overlaps = (await examine()).findings.filter(({ kind }) => kind === 'overlap');
  expect(overlaps.map((one) => [one.package, one.detail, one.act])).toEqual([
    ['cv2like-python', 'cv2like-headless 1.0 (cv2like/__init__.py)', null],
  ]);
});

it('says of torch what it lacks for the card, and of each accelerator which one fits or why none does', async () => {
  const requires = ['triton==3.3.1 ; sys_platform == "linux"', 'nvidia-cudnn-cu12==9.5.1.17 ; sys_platform == "linux"'];
  await unpackWheel({ name: 'torch', version: '2.7.1', requires }, site);
  await unpackWheel({ name: 'xformers', version: '0.0.30', requires: ['torch==2.7.0'] }, site);
  const { findings, accelerators } = await examine({ torch: 'cpu', card: 'NVIDIA' });
  expect(findings.filter(({ package: name }) => name === 'torch')).toMatchObject([
    { kind: 'torch-cpu', detail: 'NVIDIA', act: 'environment' },
    { kind: 'cuda-missing', needs: 'nvidia-cudnn-cu12==9.5.1.17', act: 'install' },
  ]);
  expect(accelerators).toMatchObject([
    { name: 'triton', version: null, line: null, reason: 'no-cuda' },
    { name: 'xformers', version: '0.0.30', fits: false, line: null, reason: 'no-cuda' },
    { name: 'flash-attention', reason: 'no-cuda' },
    { name: 'insightface', line: 'insightface', reason: 'source-only' },
  ]);
  expect((await examine({ torch: 'cuda', card: 'NVIDIA' })).accelerators).toMatchObject([
    { name: 'triton', line: 'triton==3.3.1', reason: null },
    { name: 'xformers', fits: false, line: 'xformers==0.0.31.post1' },
    { name: 'flash-attention', package: 'flash-attn', line: null, reason: 'source-only' },
    { name: 'insightface' },
  ]);
});

it('names the xformers that was built against a newer torch', async () => {
  await rm(join(site, 'torch-2.7.1.dist-info'), { recursive: true });
  await unpackWheel({ name: 'torch', version: '2.9.1', requires: ['triton==3.5.1 ; sys_platform == "linux"'] }, site);
  expect((await examine({ torch: 'cuda', card: 'NVIDIA' })).accelerators).toMatchObject([
    { name: 'triton', line: 'triton==3.5.1' },
    { name: 'xformers', fits: false, line: 'xformers==0.0.33.post2' },
    {},
    {},
  ]);
  await rm(join(site, 'torch-2.9.1.dist-info'), { recursive: true });
  await unpackWheel({ name: 'torch', version: '2.11.0+cu130' }, site);
  expect((await examine({ torch: 'cuda', card: 'NVIDIA' })).accelerators[1]).toMatchObject({
    line: 'xformers>=0.0.35',
  });
});
