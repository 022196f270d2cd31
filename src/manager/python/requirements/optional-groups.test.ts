import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  groupOfSource,
  groupsKeyOf,
  joinGroups,
  readOptionalGroups,
  readProjectId,
  textsOfGroups,
} from './optional-groups';

const project = `
[project]
name = "Face-Pack"
dependencies = ["numpy"]
[project.optional-dependencies]
Face_Swap = ["facelib>=1", "onnx ; python_version < '4'"]
video = ["avlib\\ntinydep<2", "--index-url https://example.org/x", 3]
all = ["face.pack[face-swap,VIDEO]", "extra-lib"]
loop = ["face-pack[loop]"]
odd = "not a list"
`;

it('groups are read with those that they name, and without what is no requirement', () => {
  expect(Object.fromEntries(readOptionalGroups(project))).toEqual({
    'face-swap': ['facelib>=1', "onnx ; python_version < '4'"],
    video: ['avlib', 'tinydep<2'],
    all: ['facelib>=1', "onnx ; python_version < '4'", 'avlib', 'tinydep<2', 'extra-lib'],
    loop: [],
    odd: [],
  });
});

it.each([null, '', '[project', '[project]\nname = 3', '[tool.x]\ny = 1', '[project]\nname = "x"'])(
  'nothing is read of %j',
  (text) => {
    expect(readOptionalGroups(text).size).toBe(0);
  },
);

it('chosen lines say where they stand, and groups that are gone ask for nothing', () => {
  const texts = textsOfGroups(readOptionalGroups(project), ['video', 'gone']);
  expect(texts.map(({ text, source }) => [text, groupOfSource(source)])).toEqual([
    ['avlib', 'video'],
    ['tinydep<2', 'video'],
  ]);
  expect(['requirements.txt line 3', 'the registry', 'pyproject.toml'].map(groupOfSource)).toEqual([null, null, null]);
});

it('a choice is kept by what the folder is called when it is enabled, in one spelling', () => {
  expect(['Impact', 'impact@1_0_0', 'IMPACT.disabled'].map(groupsKeyOf)).toEqual(['impact', 'impact', 'impact']);
  expect(joinGroups(['Video', 'face_swap', 'video'])).toBe('face-swap,video');
});

it('the id of a pack is read as its groups are, also behind a byte order mark', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'project-id-'));
  try {
    expect(await readProjectId(dir)).toBeNull();
    for (const [text, id] of [
      [project, 'Face-Pack'],
      [`\uFEFF${project}`, 'Face-Pack'],
      ['[project', null],
    ] as const) {
      await writeFile(join(dir, 'pyproject.toml'), text);
      expect(await readProjectId(dir)).toBe(id);
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
