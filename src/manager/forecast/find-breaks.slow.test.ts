import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCommits, git, initBare } from '../../../e2e/world/git-repos';
import { systemPython } from '../../../e2e/world/python-env';
import { findBreaks, type Break } from './find-breaks';
import { openLookup } from './resolve-path';
import { findTakenClasses, coreClasses } from './taken-classes';
import { runReader } from './run-reader';
import type { ReaderAnswer } from './facts';

/** What a module of a small core says before and after; the forms in which ComfyUI has really taken names away. */
const before = {
  'nodes.py': 'NODE_CLASS_MAPPINGS = {"KSampler": object}\nclass VAEEncode:\n    def crop(self): ...\nMAX = 1\n',
  'comfy/__init__.py': '',
  'comfy/sd.py': 'class ModelPatcher: ...\nclass VAE: ...\ndef load_lora(path, to): ...\n',
  'comfy/sample.py': 'def prepare_mask(mask, shape, device): ...\ndef sample(model, steps): ...\n',
  'comfy/samplers.py':
    'import torch\nfrom .sample import sample\nclass KSampler:\n    SCHEDULERS = ["simple"]\n    SAMPLERS = []\nclass Guider(KSampler): ...\n',
  'comfy/gone/__init__.py': 'def helper(): ...\n',
  'comfy/lazy.py': 'globals().update(a=1)\nkept = 1\n',
} as const;
const after = {
  ...before,
  'nodes.py': 'NODE_CLASS_MAPPINGS = {"KSampler": object, "Sharpen": object}\nclass VAEEncode: ...\nMAX = 1\n',
  'comfy/sd.py': 'class VAE: ...\ndef load_lora(lora, to, strict): ...\n',
  'comfy/model_patcher.py': 'class ModelPatcher: ...\n',
  'comfy/sample.py': 'def sample(model, steps): ...\n',
  'comfy/samplers.py':
    'import torch\nfrom .sample import sample\nclass KSampler:\n    SAMPLERS = []\nclass Guider(KSampler): ...\n',
  'comfy/gone/__init__.py': null,
  'comfy/lazy.py': 'globals().update(a=1)\n',
};

let root: string;
let trees: ReaderAnswer['trees'];

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function read(request: Parameters<typeof runReader>[1]): Promise<ReaderAnswer> {
  return runReader(systemPython(), request, { stagingDir: root, signal: new AbortController().signal });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'förecast-'));
  const repository = join(root, 'core.git');
  await mkdir(repository);
  await initBare(repository);
  const date = '2025-01-01T00:00:00Z';
  await addCommits(repository, 'main', [
    { message: 'before', files: before, date, tags: ['before'] },
    { message: 'after', files: after, date, tags: ['after'] },
  ]);
  const archives = ['before', 'after'].map((key) => ({ key, tar: join(root, `${key}.tar`) }));
  for (const { key, tar } of archives) await git(['archive', `--output=${tar}`, key], { cwd: repository });
  trees = (await read({ roots: [], trees: archives, packs: [] })).trees;
});
afterAll(() => rm(root, { recursive: true, force: true }));

let count = 0;

/** What breaks of a pack with these files: the name, and what it does to the pack. */
async function breaksOf(files: Readonly<Record<string, string>> | string): Promise<Break[]> {
  const folder = join(root, `pack-${(count += 1)}`);
  await write(folder, typeof files === 'string' ? { '__init__.py': files } : files);
  const [was, is] = trees;
  if (was === undefined || is === undefined) throw new Error('The trees were not read.');
  const [installed, target] = [openLookup(was), openLookup(is)];
  const roots = [...new Set([...installed.roots, ...target.roots])];
  const { packs } = await read({ roots, trees: [], packs: [{ key: 'pack', folder }] });
  expect(packs[0]?.unread).toEqual([]);
  return findBreaks({ files: packs[0]?.files ?? [] }, installed, target);
}

const breaksIn = async (files: Parameters<typeof breaksOf>[0]) =>
  (await breaksOf(files)).map(({ effect, path, parameter }) => [effect, path, parameter].filter(Boolean).join(' '));

describe('what a pack takes from ComfyUI and will not find', () => {
  it.each([
    ['from comfy.sd import ModelPatcher, VAE', 'pack comfy.sd.ModelPatcher'],
    ['from comfy import sd\nPatcher = sd.ModelPatcher', 'pack comfy.sd.ModelPatcher'],
    ['import comfy.sd as core_sd\nclass Mine(core_sd.ModelPatcher): ...', 'pack comfy.sd.ModelPatcher'],
    ['import comfy.sd\n\ndef f(patcher: comfy.sd.ModelPatcher): ...', 'pack comfy.sd.ModelPatcher'],
    ['import comfy.sd\n\ndef f(x=comfy.sd.ModelPatcher): ...', 'pack comfy.sd.ModelPatcher'],
    ['from comfy import gone', 'pack comfy.gone'],
    ['import comfy.gone', 'pack comfy.gone'],
    ['from comfy.gone import helper', 'pack comfy.gone'],
    ['import comfy\n\ndef f():\n    return comfy.sample.prepare_mask(1, 2, 3)', 'use comfy.sample.prepare_mask'],
    ['def f():\n    import comfy.sample\n    comfy.sample.prepare_mask(1, 2, 3)', 'use comfy.sample.prepare_mask'],
    ['import comfy.samplers\nS = comfy.samplers.KSampler.SCHEDULERS', 'pack comfy.samplers.KSampler.SCHEDULERS'],
    ['from comfy.samplers import Guider\nS = [s for s in Guider.SCHEDULERS]', 'pack comfy.samplers.Guider.SCHEDULERS'],
    ['import nodes\nf = lambda: nodes.VAEEncode.crop', 'use nodes.VAEEncode.crop'],
    ['from comfy.sd import load_lora\n\ndef f():\n    load_lora(path="a", to=1)', 'use comfy.sd.load_lora path'],
    ['import comfy.sd\n\ndef f():\n    comfy.sd.load_lora("a", 1)', 'use comfy.sd.load_lora strict'],
    [
      'try:\n    from comfy.sd import ModelPatcher\nexcept ModuleNotFoundError:\n    pass',
      'pack comfy.sd.ModelPatcher',
    ],
    ['try:\n    from comfy.sd import ModelPatcher\nexcept ImportError:\n    raise', 'pack comfy.sd.ModelPatcher'],
    [
      'try:\n    from comfy.gone import a\nexcept ImportError:\n    from comfy.sd import ModelPatcher',
      'pack comfy.sd.ModelPatcher',
    ],
  ])('%s', async (text, expected) => {
    const found = await breaksIn(text);
    expect(found).toContain(expected);
    expect(found).toHaveLength(1);
  });
});

describe('what does not break', () => {
  it.each([
    ['is still there', 'from comfy.sd import VAE\nimport comfy.samplers\nS = comfy.samplers.KSampler.SAMPLERS'],
    ['is caught', 'try:\n    from comfy.sd import ModelPatcher\nexcept ImportError:\n    ModelPatcher = None'],
    [
      'has a way round',
      'try:\n    from comfy.sd import ModelPatcher\nexcept ImportError:\n    from comfy.model_patcher import ModelPatcher',
    ],
    [
      'is the old way round',
      'try:\n    from comfy.model_patcher import ModelPatcher\nexcept ImportError:\n    from comfy.sd import ModelPatcher',
    ],
    ['is asked for first', 'import comfy.sd\nif hasattr(comfy.sd, "ModelPatcher"):\n    P = comfy.sd.ModelPatcher'],
    [
      'is asked for anywhere',
      'import comfy.sd\n\ndef f():\n    if not hasattr(comfy.sd, "ModelPatcher"):\n        return 1\n    return comfy.sd.ModelPatcher',
    ],
    ['has a default', 'import comfy.sd\nP = getattr(comfy.sd, "ModelPatcher", None)'],
    [
      'is suppressed',
      'import contextlib\nwith contextlib.suppress(ImportError):\n    from comfy.sd import ModelPatcher',
    ],
    [
      'is for type checkers',
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from comfy.sd import ModelPatcher',
    ],
    [
      'is no annotation that anybody evaluates',
      'from __future__ import annotations\nimport comfy.sd\n\ndef f(a: comfy.sd.ModelPatcher): ...',
    ],
    ['is a parameter of that name', 'import nodes\n\ndef f(nodes):\n    return nodes.VAEEncode.crop'],
    ['is a variable of that name', 'import nodes\n\ndef f():\n    return [nodes.crop for nodes in [1]]'],
    ['was never there', 'from comfy.sd import Nothing\nimport comfy.sd\ncomfy.sd.nothing'],
    ['is set, not read', 'import comfy.sample\ncomfy.sample.prepare_mask = None'],
    ['comes into being when it runs', 'import comfy.lazy\nk = comfy.lazy.kept'],
    ['is passed on', 'from comfy.samplers import sample'],
    ['is a call that nobody can count', 'import comfy.sd\n\ndef f(*a, **k):\n    comfy.sd.load_lora(*a, **k)'],
    ['is in words alone', '"""from comfy.sd import ModelPatcher"""\nx = "comfy.sd.ModelPatcher"'],
  ])('what %s', async (_, text) => {
    expect(await breaksIn(text)).toEqual([]);
  });
});

describe('which files of a pack count', () => {
  const broken = 'from comfy.sd import ModelPatcher\n';
  it.each([
    [{ '__init__.py': 'from .nodes import X', 'nodes.py': broken }, ['pack comfy.sd.ModelPatcher']],
    [
      { '__init__.py': 'from . import nodes', 'nodes.py': 'from .deep.er import y', 'deep/er.py': broken },
      ['pack comfy.sd.ModelPatcher'],
    ],
    [
      { '__init__.py': 'import sys\nsys.path.append("modules")\nimport impact.core', 'modules/impact/core.py': broken },
      ['pack comfy.sd.ModelPatcher'],
    ],
    [
      { '__init__.py': 'try:\n    from .nodes import X\nexcept Exception as e:\n    print(e)', 'nodes.py': broken },
      ['part comfy.sd.ModelPatcher'],
    ],
    [{ '__init__.py': 'def f():\n    from .nodes import X', 'nodes.py': broken }, ['use comfy.sd.ModelPatcher']],
    [
      {
        '__init__.py': 'import importlib, os\nfor n in os.listdir("."):\n    importlib.import_module(n)',
        'py/one.py': broken,
        'tests/test_one.py': broken,
      },
      ['part comfy.sd.ModelPatcher'],
    ],
    [{ '__init__.py': 'X = 1', 'scripts/convert.py': broken, 'install.py': broken }, []],
  ])('%j', async (files, expected) => {
    expect(await breaksIn(files as Record<string, string>)).toEqual(expected);
  });

  it('counts the places, tells the first, and the gravest effect', async () => {
    const more = 'import comfy.sd\n\ndef f():\n    comfy.sd.ModelPatcher()\n    comfy.sd.ModelPatcher()\n';
    const [found, ...rest] = await breaksOf({
      '__init__.py': 'from .a import f\nfrom .b import *',
      'a.py': more,
      'b.py': `\n${broken}`,
    });
    expect(rest).toEqual([]);
    expect(found).toMatchObject({
      effect: 'pack',
      file: 'b.py',
      line: 2,
      kind: 'name',
      from: { file: 'comfy/sd.py', name: 'ModelPatcher' },
    });
    expect(found?.places).toBe(3);
  });
});

it('tells files that are no Python, classes that core brings itself, and does not read again what is as it was', async () => {
  const folder = join(root, 'odd');
  await write(folder, {
    '__init__.py': 'NODE_CLASS_MAPPINGS = {"Sharpen": int, "Own": str}\n',
    'broken.py': 'def (:\n',
  });
  const { packs } = await read({ roots: ['comfy'], trees: [], packs: [{ key: 'odd', folder }] });
  const [pack] = packs;
  expect(pack?.unread).toMatchObject([{ file: 'broken.py' }]);
  const classes = trees.map(coreClasses);
  expect(findTakenClasses({ files: pack?.files ?? [] }, classes[0] ?? new Set(), classes[1] ?? new Set())).toEqual([
    'Sharpen',
  ]);
  const again = { key: 'odd', folder, stamp: pack?.stamp ?? '' };
  expect((await read({ roots: ['comfy'], trees: [], packs: [again] })).packs[0]?.files).toBeNull();
  await writeFile(join(folder, 'broken.py'), 'x = 1\n');
  expect((await read({ roots: ['comfy'], trees: [], packs: [again] })).packs[0]?.files).toHaveLength(2);
});
