import type { Definition, ModuleFacts, TreeFacts } from './facts';

/** Where a dotted path leads in a version of ComfyUI. */
export type Resolved =
  | { kind: 'there'; module: string; file: string; name: string | null; definition: Definition | null }
  /** `path` is as much of it as is gone: a module, a name of a module, or an attribute of a class. */
  | { kind: 'gone'; path: string; isModule: boolean }
  /** Only running the code would tell. */
  | { kind: 'unknown' };

type Module = [name: string, facts: ModuleFacts];

/** A chain of names that lead to each other is no longer than this. */
const mostSteps = 24;
const unknown: Resolved = { kind: 'unknown' };

/** What is written between two underscores everything has. */
const isOfPython = (name: string): boolean => name.startsWith('__') && name.endsWith('__');

function definitionIn({ names }: ModuleFacts, name: string): Definition | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

/** Looks paths up in one version. */
export interface TreeLookup {
  /** First words of what can be imported. */
  roots: ReadonlySet<string>;
  resolve(path: string): Resolved;
}

class Lookup implements TreeLookup {
  readonly roots: ReadonlySet<string>;
  readonly #modules: ReadonlyMap<string, ModuleFacts>;
  /** Folders without a file of their own, too. */
  readonly #packages = new Set<string>();

  constructor({ modules }: TreeFacts) {
    this.#modules = new Map(Object.entries(modules));
    for (const name of this.#modules.keys()) {
      const parts = name.split('.');
      parts.forEach((_, index) => this.#packages.add(parts.slice(0, index + 1).join('.')));
    }
    this.roots = new Set([...this.#packages].filter((name) => name !== '' && !name.includes('.')));
  }

  resolve(path: string): Resolved {
    return this.#resolve(path.split('.'), mostSteps);
  }

  /** As much of a path as is a module or a folder of modules. */
  #prefixOf(parts: readonly string[]): number {
    let length = parts.length;
    while (length > 0 && !this.#packages.has(parts.slice(0, length).join('.'))) length -= 1;
    return length;
  }

  #resolve(parts: readonly string[], steps: number): Resolved {
    const length = this.#prefixOf(parts);
    if (length === 0) return { kind: 'gone', path: parts[0] ?? '', isModule: true };
    const name = parts.slice(0, length).join('.');
    const module = this.#modules.get(name);
    const [next, ...rest] = parts.slice(length);
    if (next === undefined) {
      return { kind: 'there', module: name, file: module?.file ?? '', name: null, definition: null };
    }
    if (steps === 0 || isOfPython(next)) return unknown;
    if (module === undefined) return { kind: 'gone', path: `${name}.${next}`, isModule: true };
    return this.#nameIn([name, module], [next, ...rest], steps);
  }

  #nameIn([name, module]: Module, path: readonly string[], steps: number): Resolved {
    const [next = '', attribute] = path;
    const definition = definitionIn(module, next);
    if (definition === undefined) return this.#throughStars([name, module], path, steps);
    const here: Resolved = { kind: 'there', module: name, file: module.file, name: next, definition };
    if (definition.kind === 'import') return this.#throughImport(here, path, steps);
    if (definition.kind !== 'class' || attribute === undefined || isOfPython(attribute)) return here;
    return this.#attributeOf([name, module], path, steps);
  }

  /** What it is comes from where it is imported from; where the pack finds it is here. */
  #throughImport(
    here: Extract<Resolved, { kind: 'there' }>,
    [next = '', ...rest]: readonly string[],
    steps: number,
  ): Resolved {
    if (here.definition?.kind !== 'import') return here;
    const target = here.definition.path.split('.');
    if (!this.roots.has(target[0] ?? '')) return here;
    const found = this.#resolve([...target, ...rest], steps - 1);
    if (found.kind === 'there') return { ...here, definition: found.definition };
    return found.kind === 'gone'
      ? { kind: 'gone', path: [here.module, next, ...rest].join('.'), isModule: false }
      : found;
  }

  #throughStars([name, module]: Module, path: readonly string[], steps: number): Resolved {
    if (module.open || steps === 0) return unknown;
    for (const star of module.stars) {
      const facts = this.#modules.get(star);
      const found = facts === undefined ? null : this.#nameIn([star, facts], path, steps - 1);
      if (found !== null && found.kind !== 'gone') return found;
    }
    return { kind: 'gone', path: `${name}.${path[0] ?? ''}`, isModule: false };
  }

  #attributeOf([name, module]: Module, [className = '', attribute = '']: readonly string[], steps: number): Resolved {
    const definition = definitionIn(module, className);
    if (steps === 0 || definition?.kind !== 'class' || definition.open) return unknown;
    if (definition.attributes.includes(attribute)) {
      return { kind: 'there', module: name, file: module.file, name: attribute, definition: { kind: 'any' } };
    }
    const inherited = this.#inherited(
      [name, module],
      definition.bases.map((base) => [base, attribute] as const),
      steps,
    );
    return inherited ?? { kind: 'gone', path: `${name}.${className}.${attribute}`, isModule: false };
  }

  /** An attribute of the classes that a class is made from; null where none of them has it. A class of a library has what it has in both versions. */
  #inherited(
    module: Module,
    references: readonly (readonly [base: string | null, attribute: string])[],
    steps: number,
  ): Resolved | null {
    for (const [base, attribute] of references) {
      const found = base === null ? unknown : this.#nameIn(module, [...base.split('.'), attribute], steps - 1);
      if (found.kind === 'unknown' || (found.kind === 'there' && found.name === attribute)) return found;
    }
    return null;
  }
}

/** Opens a version for looking paths up. Pure. */
export function openLookup(tree: TreeFacts): TreeLookup {
  return new Lookup(tree);
}
