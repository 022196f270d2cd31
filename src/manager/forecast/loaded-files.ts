import type { FileFacts } from './facts';

/** When a file of a pack is loaded: with the pack; with a part of it, so that the rest goes on without it; later, when a function runs; or never. */
export type Loading = 'pack' | 'part' | 'late' | 'never';

const strength: Readonly<Record<Loading, number>> = { never: 0, late: 1, part: 2, pack: 3 };
const weaker = (one: Loading, other: Loading): Loading => (strength[one] < strength[other] ? one : other);

/** What nobody loads who loads the rest by names made at run time. */
const unloaded =
  /(?:^|\/)(?:tests?|testing|examples?|docs?|scripts?|tools|benchmarks?)\/|(?:^|\/)(?:setup|install|conftest|test_[^/]*|[^/]*_test)\.py$/u;

type Edge = FileFacts['edges'][number];

const keyOf = ({ own, path, name }: Edge): string => `${own ? '.' : ''}${path} ${name ?? ''}`;
const limitOf = ({ late, guarded }: Edge): Loading => (late ? 'late' : guarded ? 'part' : 'pack');

/** `a.b.c` loads `a` and `a.b` on its way. */
function withParents(module: string): string[] {
  const parts = module.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** The modules of a pack, and which of them are called by a word without what stands before it. */
interface Modules {
  all: ReadonlySet<string>;
  endingIn: (path: string) => readonly string[];
}

function openModules(names: readonly string[]): Modules {
  const byEnd = new Map<string, string[]>();
  for (const name of names) {
    const parts = name.split('.');
    parts.forEach((_, at) => {
      const end = parts.slice(at).join('.');
      const known = byEnd.get(end);
      if (known === undefined) byEnd.set(end, [name]);
      else known.push(name);
    });
  }
  return { all: new Set(names), endingIn: (path) => byEnd.get(path) ?? [] };
}

/** The pack's own modules that one import leads to. */
function targetsOf(edge: Edge, modules: Modules, roots: ReadonlySet<string>): string[] {
  const named = edge.name === null || edge.name === '*' ? [] : [[edge.path, edge.name].filter(Boolean).join('.')];
  const wanted = [edge.path, ...named].filter(Boolean);
  const there = (names: readonly string[]): string[] =>
    names.flatMap(withParents).filter((name) => modules.all.has(name));
  if (edge.own) return there(wanted);
  if (edge.path.startsWith('custom_nodes.')) return there(wanted.map((name) => name.split('.').slice(2).join('.')));
  if (roots.has(edge.path.split('.')[0] ?? '')) return [];
  // Packs put folders of theirs on the search path: then a module is named from there on.
  return there(wanted.flatMap((path) => modules.endingIn(path)));
}

/** Says of each file of a pack when it is loaded, by following the imports from its `__init__.py`. `roots` are the first words of ComfyUI's modules. Pure. */
export function findLoading(files: readonly FileFacts[], roots: ReadonlySet<string>): ReadonlyMap<string, Loading> {
  const byModule = new Map(files.map((file) => [file.module, file] as const));
  const modules = openModules([...byModule.keys()]);
  const loading = new Map<string, Loading>();
  const open: string[] = [];
  // Who imports what another file has imported reaches nothing more.
  const followed = new Map<string, Loading>();
  const reach = (module: string, how: Loading): void => {
    if (strength[loading.get(module) ?? 'never'] >= strength[how]) return;
    loading.set(module, how);
    open.push(module);
  };
  const follow = (): void => {
    for (let module = open.pop(); module !== undefined; module = open.pop()) {
      const file = byModule.get(module);
      const how = loading.get(module) ?? 'never';
      for (const edge of file?.edges ?? []) {
        const key = keyOf(edge);
        const reached = weaker(how, limitOf(edge));
        if (strength[followed.get(key) ?? 'never'] >= strength[reached]) continue;
        followed.set(key, reached);
        for (const target of targetsOf(edge, modules, roots)) reach(target, reached);
      }
    }
  };
  if (modules.all.has('')) reach('', 'pack');
  follow();
  if (files.some(({ module, isDynamic }) => isDynamic && loading.has(module))) {
    for (const { module, file } of files) if (!loading.has(module) && !unloaded.test(file)) reach(module, 'part');
    follow();
  }
  return loading;
}
