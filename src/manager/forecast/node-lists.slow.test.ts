import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addCommits, git, initBare } from '../../../e2e/world/git-repos';
import { runProgram, systemPython } from '../../../e2e/world/python-env';
import type { NodeList } from '../../contract/library/node-list';
import { readNodeLists } from './node-lists';

const mapped = (names: string) => `class A: ...\nNODE_CLASS_MAPPINGS = {${names}}\n`;
const init = (text: string) => ({ '__init__.py': text });
const sockets = `class Sharpen:
    @classmethod
    def INPUT_TYPES(cls):
        size = 3
        return {"required": {"image": ("IMAGE",), "size": ("INT", {"default": size})}, "optional": {"mask": ("MASK",)}, "hidden": {"id": "UNIQUE_ID"}}
    RETURN_TYPES = ("IMAGE", "MASK")
class Base:
    @classmethod
    def INPUT_TYPES(cls):
        return {"required": dict(seed=("INT",))}
    RETURN_TYPES = (kind_of("x"),)
class Made(Base): ...
class Inherits(Sharpen):
    RETURN_TYPES = ("LATENT",)
NODE_CLASS_MAPPINGS = {"Sharpen": Sharpen, "Made": Made, "Inherits": Inherits}
`;
const schema = `from comfy_api.latest import ComfyExtension, io
class Blur(io.ComfyNode):
    @classmethod
    def define_schema(cls):
        return io.Schema(node_id="Blur", inputs=[io.Image.Input("image"), io.Int.Input("size", optional=True)], outputs=[io.ControlNet.Output()])
`;

/** Each with what has to be found: names, or null where nobody can name all. */
const cases: Readonly<Record<string, { files: Readonly<Record<string, string>>; names: readonly string[] | null }>> = {
  literal: { files: init(mapped('"One": A, "Two": A')), names: ['One', 'Two'] },
  imported: {
    files: {
      '__init__.py':
        'from .nodes import NODE_CLASS_MAPPINGS as ours\nfrom . import more\nfrom .sub.deep import *\nNODE_CLASS_MAPPINGS = {**ours, **more.NODE_CLASS_MAPPINGS}\nNODE_CLASS_MAPPINGS.update(DEEP)\nNODE_CLASS_MAPPINGS["Last"] = int\n',
      'nodes.py': mapped('"One": A'),
      'more.py': mapped('"Two": A'),
      'sub/deep.py': 'DEEP = {"Three": int}\n',
      'dead.py': mapped('"Dead": A'),
    },
    names: ['Last', 'One', 'Three', 'Two'],
  },
  constants: {
    files: init(
      'from enum import Enum\nPREFIX = "My"\nclass A:\n    NAME = "By class"\nclass B: ...\nclass Names(Enum):\n    C = "By enum"\nNODE_CLASS_MAPPINGS = {PREFIX + "One": A, f"{PREFIX}Two": A, A.NAME: A, B.__name__: B, Names.C.value: A}\n',
    ),
    names: ['B', 'By class', 'By enum', 'MyOne', 'MyTwo'],
  },
  'only read by a function': {
    files: {
      '__init__.py':
        'from .nodes import NODE_CLASS_MAPPINGS\nfrom . import docs\ndocs.describe(NODE_CLASS_MAPPINGS)\nprint(len(NODE_CLASS_MAPPINGS))\n',
      'nodes.py': mapped('"One": A'),
      'docs.py': 'def describe(all):\n    for one in all.values():\n        one.D = 1\n',
    },
    names: ['One'],
  },
  'changed by a function': {
    files: init(`${mapped('"One": A')}def more(all):\n    all["Two"] = A\nmore(NODE_CLASS_MAPPINGS)\n`),
    names: null,
  },
  'changed in another file': {
    files: {
      '__init__.py': 'from .registry import NODE_CLASS_MAPPINGS\nfrom . import late\n',
      'registry.py': 'NODE_CLASS_MAPPINGS = {}\n',
      'late.py': 'from .registry import NODE_CLASS_MAPPINGS\nNODE_CLASS_MAPPINGS["Late"] = int\n',
    },
    names: ['Late'],
  },
  loop: {
    files: init(
      'import importlib\nNODE_CLASS_MAPPINGS = {}\nfor name in ["a"]:\n    m = importlib.import_module(f".{name}", __name__)\n    NODE_CLASS_MAPPINGS = {**NODE_CLASS_MAPPINGS, **m.NODE_CLASS_MAPPINGS}\n',
    ),
    names: null,
  },
  decorated: {
    files: init(
      'NODE_CLASS_MAPPINGS = {}\ndef node(name):\n    def add(cls):\n        NODE_CLASS_MAPPINGS[name] = cls\n        return cls\n    return add\n@node("One")\nclass A: ...\n',
    ),
    names: null,
  },
  comprehension: {
    files: init('class A: ...\nNODE_CLASS_MAPPINGS = {one.__name__: one for one in [A]}\n'),
    names: null,
  },
  'loop variable that was a text before': {
    files: init(
      'name = "One"\nNODE_CLASS_MAPPINGS = {}\nfor name in open("list"):\n    NODE_CLASS_MAPPINGS[name] = int\n',
    ),
    names: null,
  },
  removed: { files: init(`${mapped('"One": A, "Two": A')}del NODE_CLASS_MAPPINGS["One"]\n`), names: null },
  unreadable: {
    files: { '__init__.py': 'from .nodes import NODE_CLASS_MAPPINGS\n', 'nodes.py': 'print "two"\n' },
    names: null,
  },
  'everything of a file that nobody has': {
    files: { '__init__.py': 'from .nodes import *\nfrom .gone import *\n', 'nodes.py': mapped('"One": A') },
    names: null,
  },
  'of nobody here': { files: init('from elsewhere import NODE_CLASS_MAPPINGS\n'), names: null },
  nothing: { files: init('WEB_DIRECTORY = "./web"\n'), names: null },
  schema: {
    files: init(
      `${schema}class Pack(ComfyExtension):\n    async def get_node_list(self):\n        return [Blur]\nasync def comfy_entrypoint():\n    return Pack()\n`,
    ),
    names: ['Blur'],
  },
  'schema inside': {
    files: init(
      `${schema}ALL = [Blur]\nasync def comfy_entrypoint():\n    class Pack(ComfyExtension):\n        async def get_node_list(self):\n            found = [*ALL]\n            return found\n    return Pack()\n`,
    ),
    names: ['Blur'],
  },
  'schema in a loop': {
    files: init(
      `${schema}class Pack(ComfyExtension):\n    async def get_node_list(self):\n        found = []\n        found.append(Blur)\n        return found\nasync def comfy_entrypoint():\n    return Pack()\n`,
    ),
    names: null,
  },
  'schema in the hands of a function': {
    files: init(
      `${schema}from .more import add_more\nclass Pack(ComfyExtension):\n    async def get_node_list(self):\n        found = [Blur]\n        add_more(found)\n        return found\nasync def comfy_entrypoint():\n    return Pack()\n`,
    ),
    names: null,
  },
  'schema of what is common': {
    files: init(
      `${schema.replace('node_id="Blur", inputs=', 'node_id="Blur", **common, more=')}class Pack(ComfyExtension):\n    async def get_node_list(self):\n        return [Blur]\nasync def comfy_entrypoint():\n    return Pack()\n`,
    ),
    names: ['Blur'],
  },
  'too deep for the parser': {
    files: { '__init__.py': 'from .nodes import NODE_CLASS_MAPPINGS\n', 'nodes.py': `x = ${'-'.repeat(100_000)}1\n` },
    names: null,
  },
  sockets: { files: init(sockets), names: ['Inherits', 'Made', 'Sharpen'] },
};

/** Reads a list that is put together under twenty names, and prints how often the part of its file that was looked at most was walked. */
const countWalks = `import ast, sys
sys.path.insert(0, sys.argv[1])
seen = {}
walk = ast.iter_child_nodes
def counted(node):
    # Python has one object for every place that is read.
    if not isinstance(node, ast.expr_context):
        seen[id(node)] = (seen.get(id(node), (0,))[0] + 1, node)
    return walk(node)
ast.iter_child_nodes = counted
from budget import Budget
from mappings import read_node_list
names = [f"M{at}" for at in range(20)]
text = "".join(f"{name} = {{}}\\n{name}['{name}'] = int\\n" for name in names)
text += "NODE_CLASS_MAPPINGS = {" + ", ".join(f"**{name}" for name in names) + "}\\n"
found = read_node_list([("", "__init__.py", True, lambda: text)], Budget())
print(len(found["classes"]), found["hole"], max(count for count, _ in seen.values()))
`;

let root: string;
const found = new Map<string, NodeList>();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nödes-'));
  const repository = join(root, 'packs.git');
  await mkdir(repository);
  await initBare(repository);
  const archives: string[] = [];
  for (const [at, { files }] of Object.values(cases).entries()) {
    await addCommits(repository, `case-${at}`, [{ message: 'x', files, date: '2025-01-01T00:00:00Z' }]);
    const archive = join(root, `${at}.tar`);
    archives.push(archive);
    await git(['archive', `--output=${archive}`, `case-${at}`], { cwd: repository });
  }
  const reading = { interpreter: systemPython(), stagingDir: root, signal: new AbortController().signal };
  const lists = await readNodeLists(archives, reading);
  Object.keys(cases).forEach((name, at) => {
    const list = lists[at];
    if (list !== undefined) found.set(name, list);
  });
});
afterAll(() => rm(root, { recursive: true, force: true }));

it.each(Object.entries(cases).map(([name, { names }]) => [name, names] as const))(
  'finds every node class of a list that is written out, and says so of one that is not: %s',
  (name, names) => {
    const list = found.get(name);
    const isWhole = list?.hasList === true && list.hole === null;
    expect(isWhole ? Object.keys(list.classes).sort() : null, JSON.stringify(list)).toEqual(names);
  },
);

it('names the place where a list is made as the pack loads', () => {
  expect(found.get('loop')?.hole).toEqual({ file: '__init__.py', line: 5 });
  expect(found.get('unreadable')?.hole?.file).toBe('nodes.py');
});

it('reads inputs and outputs in both forms, and leaves out what is made at run time', () => {
  const image = { required: ['image', 'size'], optional: ['mask'] };
  expect(found.get('sockets')?.classes).toEqual({
    Sharpen: { ...image, outputs: ['IMAGE', 'MASK'] },
    Inherits: { ...image, outputs: ['LATENT'] },
    Made: null,
  });
  expect(found.get('schema of what is common')?.classes).toEqual({ Blur: null });
  expect(found.get('schema')?.classes).toEqual({
    Blur: { required: ['image'], optional: ['size'], outputs: ['CONTROLNET'] },
  });
});

it('walks a file once, however many names a list is put together of', async () => {
  const { output, code } = await runProgram(systemPython(), ['-c', countWalks, join(import.meta.dirname, 'reader')]);
  expect([code, output.trim()]).toEqual([0, '20 None 1']);
});
