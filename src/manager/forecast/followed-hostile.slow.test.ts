// A pack that is looked at is a stranger's: what would take all memory or all day of whoever runs it may not do so to whoever follows it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram, systemPython } from '../../../e2e/world/python-env';
import { onlyWhere } from '../../base/testing/only-where';

const many = 'many = [str(one) for one in range(19000)]\n';
const table = `${many}table = {one: one for one in many}\n`;
const again = (first: string, turn: string) => `${first}\nfor _ in range(19000):\n    ${turn}\n`;
const repeat = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('');

const hostile: Readonly<Record<string, string>> = {
  'a text that doubles': again('t = "x"', 't = t + t'),
  'a text that doubles in place': again('t = "x"', 't += t'),
  'a text that is its own filling': again('t = "xxxxxxxx"', 't = t.replace("", t)'),
  'a path that doubles': again('p = Path("x")', 'p = p / p'),
  'a path that doubles in place': again('p = Path("x")', 'p /= p'),
  'a path that is joined to itself': again('p = "x"', 'p = os.path.join(p, p)'),
  'a tuple that doubles': again('t = (1,)', 't = t + t'),
  'a tuple that doubles in place': again('t = (1,)', 't += t'),
  'a tuple of itself twice': again('t = (1,)', 't = (*t, *t)'),
  'a list that doubles': again('t = [1]', 't = t + t'),
  'a list that takes itself': again('t = [1]', 't.extend(t)'),
  'a number that grows': again('n = 3', 'n = n * n'),
  'numbers as long as memory': 'n = 1 << (1 << 60)\nm = 10 ** (10 ** 10)\n',
  'widths as long as memory': 't = "%99999999999d" % 1\nu = "{:99999999999}".format(1)\n',
  'copies of a list': `${many}kept = [list(many) for _ in range(19000)]\n`,
  'parts of a list': `${many}kept = [many[:] for _ in range(19000)]\n`,
  'parts of a text': `${many}t = ",".join(many[:400])\nkept = [t.split(",") for _ in range(19000)]\n`,
  'copies of a dictionary': `${table}kept = [{**table} for _ in range(19000)]\n`,
  'views of a dictionary': again(table, 'x = table.items()'),
  'branches that join dictionaries': again(table, 'table = table | {} if unknown() else {**table}'),
  'a list that is searched': again(many, 'x = "nope" in many'),
  'a list that is sorted': again(many, 'x = sorted(many)'),
  'folders that are searched': again(
    'import glob',
    'x = glob.glob(os.path.dirname(__file__) + "/**/*.py", recursive=True)',
  ),
  'a loop in a loop': 'for a in range(19000):\n  for b in range(19000):\n    x = a\n',
  'a function that calls itself three times': 'def f(a):\n    f(a)\n    f(a)\n    f(a)\nf(1)\n',
  'functions that call the next one twice': `${repeat(39, (at) => `def f${at}(a):\n    f${at + 1}(a); f${at + 1}(a)\n`)}def f39(a): ...\nf0(1)\n`,
  'ten thousand branches over three thousand names':
    repeat(3000, (at) => `a${at} = ${at}\n`) + repeat(10_000, (at) => `if unknown${at}():\n    b = 1\n`),
  'three thousand classes on each other': `${repeat(3000, (at) => `class C${at}(${at > 0 ? `C${at - 1}` : 'object'}): ...\n`)}x = C2999.nope\n`,
  'a form that looks into who follows':
    't = "{0.joinpath.__globals__}".format(Path("x"))\nNODE_CLASS_MAPPINGS[t] = int\n',
};

const follow = `import json, resource, sys
sys.path.insert(0, sys.argv[1])
sys.setrecursionlimit(4000)
from mappings import read_node_list
begin = "import os\\nfrom pathlib import Path\\nNODE_CLASS_MAPPINGS = {}\\n"
end = "\\nclass Last: ...\\nfor name in unknown():\\n    NODE_CLASS_MAPPINGS[name] = Last\\n"
answer = {}
for name, text in json.load(open(sys.argv[2], encoding="utf-8")).items():
    found = read_node_list([("", "__init__.py", True, lambda: begin + text + end)])
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024 if sys.platform == "darwin" else 1024)
    answer[name] = {"names": list(found["classes"]), "isWhole": found["hole"] is None, "mb": mb}
print(json.dumps(answer))
`;

interface Told {
  names: string[];
  isWhole: boolean;
  /** The most memory that the process has had up to here. */
  mb: number;
}

let told: Record<string, Told>;
let root: string;

const hasLimits = process.platform !== 'win32';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'hostile-'));
  if (!hasLimits) return;
  const file = join(root, 'packs.json');
  await writeFile(file, JSON.stringify(hostile));
  const reader = join(import.meta.dirname, 'reader');
  const { output } = await runProgram(systemPython(), ['-c', follow, reader, file]);
  told = JSON.parse(output) as Record<string, Told>;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const only = onlyWhere(hasLimits, 'Windows has no count of the most memory that a process had in Python');

it.each(Object.keys(hostile))('a pack that would take all memory or time is said to be not known: %s', only, (name) => {
  expect(told[name]).toMatchObject({ names: [], isWhole: false });
  expect(told[name]?.mb).toBeLessThan(400);
});
