const mapped = (name: string): string => `class ${name}: ...\nNODE_CLASS_MAPPINGS = {"${name}": ${name}}\n`;
const begin =
  'import glob, importlib, importlib.util, os, pkgutil, sys\nfrom pathlib import Path\nNODE_CLASS_MAPPINGS = {}\n';
const two = { 'nodes/one.py': mapped('One'), 'nodes/two.py': mapped('Two'), 'nodes/__init__.py': '' };
const pack = (init: string, files: Readonly<Record<string, string>> = two) => ({
  files: { ...files, '__init__.py': begin + init },
});
const both = ['One', 'Two'];

export interface FollowedPack {
  files: Readonly<Record<string, string>>;
  /** What has to be found; null where nobody can name all. */
  names: readonly string[] | null;
}

/** Packs whose list of nodes is made as they load, in the forms that well-known packs have. */
export const followedPacks: Readonly<Record<string, FollowedPack>> = {
  'names of modules in a list': {
    ...pack(`for name in ["one", "two"]:
    module = importlib.import_module(f".nodes.{name}", __name__)
    NODE_CLASS_MAPPINGS.update(module.NODE_CLASS_MAPPINGS)
`),
    names: both,
  },
  'names of modules in a constant, each by a format': {
    ...pack(`names = ["one", "two"]
for name in names:
    module = importlib.import_module(".nodes.{}".format(name), __name__)
    NODE_CLASS_MAPPINGS = {**NODE_CLASS_MAPPINGS, **module.NODE_CLASS_MAPPINGS}
`),
    names: both,
  },
  'files of a folder': {
    ...pack(`def place(*parts):
    return os.path.abspath(os.path.join(os.path.dirname(__file__), *parts))
for file in os.listdir(place("nodes")):
    if not file.endswith(".py") or file.startswith("_"):
        continue
    name = os.path.splitext(file)[0]
    try:
        module = importlib.import_module(f".nodes.{name}", package=__name__)
        if hasattr(module, "NODE_CLASS_MAPPINGS"):
            NODE_CLASS_MAPPINGS.update(module.NODE_CLASS_MAPPINGS)
    except Exception as error:
        print(f"{name}: {error}")
`),
    names: both,
  },
  'files by a pattern, each loaded from its place': {
    ...pack(`here = os.path.join(os.path.dirname(os.path.realpath(__file__)), "nodes")
for file in glob.glob("*.py", root_dir=here, recursive=False):
    name = os.path.splitext(file)[0]
    spec = importlib.util.spec_from_file_location(name, os.path.join(here, file))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    if hasattr(module, "NODE_CLASS_MAPPINGS") and getattr(module, "NODE_CLASS_MAPPINGS") is not None:
        NODE_CLASS_MAPPINGS.update(module.NODE_CLASS_MAPPINGS)
`),
    names: both,
  },
  'modules of a package': {
    ...pack(`for _, name, _ in pkgutil.iter_modules([str(Path(__file__).parent.resolve() / "nodes")]):
    NODE_CLASS_MAPPINGS.update(getattr(importlib.import_module(f".nodes.{name}", package=__name__), "NODE_CLASS_MAPPINGS", {}))
`),
    names: both,
  },
  'paths of a folder, in a function': {
    ...pack(`def load():
    found = {}
    for path in (Path(__file__).parent / "nodes").iterdir():
        name = path.stem
        if name.startswith("_"): continue
        try:
            found.update(getattr(importlib.import_module(f".nodes.{name}", package=__package__), "NODE_CLASS_MAPPINGS"))
        except AttributeError:
            pass
    return found, {}
NODE_CLASS_MAPPINGS, OTHERS = load()
`),
    names: both,
  },
  'a function for each module, found by a folder on the path': {
    ...pack(`sys.path.append(os.path.join(os.path.dirname(__file__), "nodes"))
def load(name):
    global NODE_CLASS_MAPPINGS
    NODE_CLASS_MAPPINGS.update(importlib.import_module(name, package=__name__).NODE_CLASS_MAPPINGS)
for name in ["one", "two"]:
    load(name)
`),
    names: both,
  },
  'a table that a function turns into the list': {
    ...pack(`class A: ...
TABLE = {"One": {"class": A, "name": "The first"}}
try:
    from .nodes.two import Two
    TABLE.update({"Two": {"class": Two}})
except Exception:
    pass
def turn(table):
    classes, titles = {}, {}
    for name, about in table.items():
        classes[name] = about["class"]
        titles[name] = about.get("name", about["class"].__name__)
    return classes, titles
NODE_CLASS_MAPPINGS, TITLES = turn(TABLE)
`),
    names: both,
  },
  'names that a function makes': {
    ...pack(`def named(name): return "{} (mine)".format(name)
class A:
    NAME = named("One")
NODE_CLASS_MAPPINGS = {A.NAME: A}
`),
    names: ['One (mine)'],
  },
  'classes of a module, but one': {
    ...pack(
      `import inspect
from . import more
for name, one in inspect.getmembers(more, inspect.isclass):
    if issubclass(one, more.Base) and one is not more.Base:
        NODE_CLASS_MAPPINGS[name] = one
`,
      { 'more.py': 'class Base: ...\nclass One(Base): ...\nclass Two(Base): ...\nclass Other: ...\n' },
    ),
    names: both,
  },
  'a branch that nobody knows': {
    ...pack(`import torch
from .nodes.one import NODE_CLASS_MAPPINGS as first
NODE_CLASS_MAPPINGS = {name: one for name, one in first.items()}
if torch.cuda.is_available():
    for name in ["two"]:
        NODE_CLASS_MAPPINGS.update(importlib.import_module("." + name, __name__ + ".nodes").NODE_CLASS_MAPPINGS)
`),
    names: both,
  },
  'an address of its own list that is only read': {
    ...pack(`for name in ["one"]:
    NODE_CLASS_MAPPINGS.update(importlib.import_module(".nodes." + name, __name__).NODE_CLASS_MAPPINGS)
print(NODE_CLASS_MAPPINGS)
def unused():
    NODE_CLASS_MAPPINGS["Never"] = int
`),
    names: ['One'],
  },
  'inputs by a function': {
    ...pack(`import torch
def inputs(**more):
    return {"required": {"image": ("IMAGE",)}, "optional": more}
class One:
    RETURN_TYPES = ("IMAGE",)
    @classmethod
    def INPUT_TYPES(cls): return inputs(size=("INT",))
class Two(One):
    @classmethod
    def INPUT_TYPES(cls):
        more = inputs()
        if torch.cuda.is_available():
            more["required"]["device"] = ("INT",)
        return more
NODE_CLASS_MAPPINGS = {one.__name__: one for one in (One, Two)}
`),
    names: both,
  },
  'a list that a file holds': {
    ...pack(`import json
for name in json.load(open("names.json")):
    NODE_CLASS_MAPPINGS.update(importlib.import_module(f".nodes.{name}", __name__).NODE_CLASS_MAPPINGS)
`),
    names: null,
  },
  'files of another kind': {
    ...pack(`class A: ...
for file in os.listdir(os.path.join(os.path.dirname(__file__), "nodes")):
    if file.endswith(".json"):
        NODE_CLASS_MAPPINGS[file[:-5]] = A
`),
    names: null,
  },
  'files outside of the pack': {
    ...pack(`for file in os.listdir(os.path.join(os.path.dirname(__file__), "..")):
    NODE_CLASS_MAPPINGS[file] = int
`),
    names: null,
  },
  'the name of its own folder': {
    ...pack(`NODE_CLASS_MAPPINGS[os.path.basename(os.path.dirname(__file__)) + " one"] = int
NODE_CLASS_MAPPINGS.pop("none", None)
`),
    names: null,
  },
  'a list in the hands of another package': {
    ...pack(`import elsewhere
for name in ["one"]:
    NODE_CLASS_MAPPINGS.update(importlib.import_module(".nodes." + name, __name__).NODE_CLASS_MAPPINGS)
elsewhere.extend(NODE_CLASS_MAPPINGS)
`),
    names: null,
  },
  'a function that others may call': {
    ...pack(`import elsewhere
for name in ["one"]:
    NODE_CLASS_MAPPINGS.update(importlib.import_module(".nodes." + name, __name__).NODE_CLASS_MAPPINGS)
def late():
    NODE_CLASS_MAPPINGS["Late"] = int
elsewhere.later(late)
`),
    names: null,
  },
  'taken out again where nobody knows': {
    ...pack(`import torch
for name in ["one", "two"]:
    NODE_CLASS_MAPPINGS.update(importlib.import_module(".nodes." + name, __name__).NODE_CLASS_MAPPINGS)
if torch.cuda.is_available():
    NODE_CLASS_MAPPINGS.pop("Two")
`),
    names: null,
  },
  'a loop without end': {
    ...pack(`text = "x"
while True:
    text = text + text
    NODE_CLASS_MAPPINGS[text] = int
`),
    names: null,
  },
  'more turns than anybody waits for': {
    ...pack(`for a in range(10000):
    for b in range(10000):
        NODE_CLASS_MAPPINGS[f"{a} {b}"] = int
`),
    names: null,
  },
  'texts as long as memory is wide': {
    ...pack(`a = "%999999999d" % 1
b = "{:999999999}".format("x")
c = "x" * 999999999
d = "x"
for name in range(60):
    d = d.replace("x", "xx")
for name in [a, b, c, d]:
    NODE_CLASS_MAPPINGS[name] = int
`),
    names: null,
  },
  'a function that calls itself': {
    ...pack(`import elsewhere
def again(at):
    if elsewhere.more:
        again(at + 1)
    NODE_CLASS_MAPPINGS[str(at)] = int
again(0)
`),
    names: null,
  },
};
