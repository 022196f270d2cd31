import { beginSlice, forEachInSlices } from '../../base/async/time-slice';
import type { CataloguePack, PackMappings } from '../../contract/packs/catalogue-packs';
import type { LocalPack } from '../../contract/packs/local-packs';
import { addressKey, isComfyCore } from '../catalogue/sources/addresses';
import { textOf } from '../catalogue/sources/loose-json';
import { moduleNameOf } from '../catalogue/mappings/loaded';
import type { NamedPack } from './workflow-content';

/** A pack, from whoever knows it: the catalogue, the disk, the workflow. */
export interface KnownPack {
  key: string;
  title: string;
  registryId: string | null;
  repository: string | null;
  listed: CataloguePack | null;
  local: LocalPack | null;
}

/** Finds packs by whatever a workflow, a map of classes or ComfyUI calls them. One pack is always one object. */
export interface KnownPacks {
  ofMapKey(key: string): KnownPack;
  /** Null when the workflow's name for it cannot be one. */
  ofNamed(named: NamedPack): KnownPack | null;
  /** The enabled pack ComfyUI imports under this name. */
  ofModule(name: string): KnownPack | null;
}

/** Catalogue lines by everything they are known by, folded. */
export type ListedIndex = ReadonlyMap<string, CataloguePack>;

/** Makes the look-up of catalogue lines; of two with one name the first is kept. */
export async function indexListed(packs: readonly CataloguePack[]): Promise<ListedIndex> {
  const index = new Map<string, CataloguePack>();
  const add = (name: string, pack: CataloguePack): void => {
    if (!index.has(name)) index.set(name, pack);
  };
  await forEachInSlices(packs, beginSlice(), (pack) => {
    add(pack.key.toLowerCase(), pack);
    if (pack.registryId !== null) add(pack.registryId.toLowerCase(), pack);
    for (const url of [pack.repository, ...pack.files]) if (url !== null) add(addressKey(url).toLowerCase(), pack);
  });
  return index;
}

const registryIdForm = /^[\w.-]{1,200}$/u;
const auxForm = /^[\w.-]+\/[\w.-]+$/u;

function namesOf(local: LocalPack): string[] {
  const ids = [local.registryId, local.source === 'registry' ? local.key : null];
  const names = ids.flatMap((id) => (id === null ? [] : [id.toLowerCase()]));
  return local.repository === null ? names : [...names, addressKey(local.repository).toLowerCase()];
}

/** Of two copies of one pack the enabled one speaks for both. */
function indexLocals(locals: readonly LocalPack[]): ReadonlyMap<string, LocalPack> {
  const index = new Map<string, LocalPack>();
  for (const local of locals) {
    for (const name of namesOf(local)) if (index.get(name)?.enabled !== true) index.set(name, local);
  }
  return index;
}

interface Identity {
  registryId: string | null;
  repository: string | null;
}

class PackLookUp implements KnownPacks {
  /** By key: one pack is one object. */
  readonly #made = new Map<string, KnownPack>();
  /** By how it was asked for: a workflow asks for the same pack thousands of times. */
  readonly #found = new Map<string, KnownPack>();
  readonly #locals: ReadonlyMap<string, LocalPack>;
  readonly #modules: ReadonlyMap<string, LocalPack>;

  readonly #listed: ListedIndex;
  readonly #mappings: PackMappings;

  constructor(listed: ListedIndex, mappings: PackMappings, locals: readonly LocalPack[]) {
    this.#listed = listed;
    this.#mappings = mappings;
    this.#locals = indexLocals(locals);
    this.#modules = new Map(locals.filter(({ enabled }) => enabled).map((local) => [moduleNameOf(local), local]));
  }

  ofMapKey(key: string): KnownPack {
    const isAddress = key.includes('/');
    return this.#of({ registryId: isAddress ? null : key, repository: isAddress ? key : null });
  }

  ofNamed({ registryId, auxId }: NamedPack): KnownPack | null {
    const id = registryId !== null && registryIdForm.test(registryId) ? registryId : null;
    const repository = auxId !== null && auxForm.test(auxId) ? `https://github.com/${auxId}` : null;
    return id === null && repository === null ? null : this.#of({ registryId: id, repository });
  }

  ofModule(name: string): KnownPack | null {
    const local = this.#modules.get(name);
    if (local === undefined) return null;
    const { registryId, repository } = local;
    if (registryId !== null || repository !== null) return this.#of({ registryId, repository });
    return this.#keep({ key: local.key, title: local.name, registryId, repository, listed: null, local });
  }

  #of(identity: Identity): KnownPack {
    const mark = `${identity.registryId ?? ''} ${identity.repository ?? ''}`;
    const known = this.#found.get(mark) ?? this.#find(identity);
    this.#found.set(mark, known);
    return known;
  }

  #find(identity: Identity): KnownPack {
    const names = [identity.registryId, keyOf(identity.repository)];
    const folded = names.flatMap((name) => (name === null ? [] : [name.toLowerCase()]));
    const listed = folded.map((name) => this.#listed.get(name)).find((pack) => pack !== undefined) ?? null;
    const { registryId, repository } = mergeIdentity(identity, listed);
    const key = listed?.key ?? registryId ?? repository ?? '';
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const local = this.#localOf(listed, folded);
    return this.#keep({ key, title: this.#titleOf(key, listed), registryId, repository, listed, local });
  }

  #localOf(listed: CataloguePack | null, names: readonly string[]): LocalPack | null {
    const ofListed = listed === null ? [] : [listed.registryId, ...[listed.repository, ...listed.files].map(keyOf)];
    const all = [...names, ...ofListed.flatMap((name) => (name === null ? [] : [name.toLowerCase()]))];
    const found = all.flatMap((name) => this.#locals.get(name) ?? []);
    return found.find(({ enabled }) => enabled) ?? found[0] ?? null;
  }

  #titleOf(key: string, listed: CataloguePack | null): string {
    const title = listed?.title ?? textOf(this.#mappings[key]?.[1]['title_aux']);
    return title || (key.replace(/\/+$/u, '').split('/').at(-1) ?? key);
  }

  #keep(pack: KnownPack): KnownPack {
    const known = this.#made.get(pack.key);
    if (known === undefined) this.#made.set(pack.key, pack);
    return known ?? pack;
  }
}

function mergeIdentity(identity: Identity, listed: CataloguePack | null): Identity {
  const registryId = listed?.registryId ?? identity.registryId;
  return { registryId, repository: listed?.repository ?? identity.repository };
}

function keyOf(url: string | null): string | null {
  return url === null ? null : addressKey(url);
}

/** Makes the look-up for one answer. */
export function createKnownPacks(
  listed: ListedIndex,
  mappings: PackMappings,
  locals: readonly LocalPack[],
): KnownPacks {
  return new PackLookUp(listed, mappings, locals);
}

/** Which packs bring each class, by the keys of the map, and which classes are ComfyUI's own. */
export interface ClassIndex {
  providers: ReadonlyMap<string, readonly string[]>;
  core: ReadonlySet<string>;
  /** Patterns that names of classes are matched with, by key. */
  patterns: readonly { key: string; pattern: string }[];
}

/** Turns the map of packs into one of classes, giving way to other work: there are 42,000 names. */
export async function indexClasses(mappings: PackMappings): Promise<ClassIndex> {
  const providers = new Map<string, string[]>();
  const core = new Set<string>();
  const patterns: { key: string; pattern: string }[] = [];
  await forEachInSlices(Object.entries(mappings), beginSlice(), ([key, [names, metadata]]) => {
    if (isComfyCore(key)) {
      for (const name of names) core.add(name);
      return;
    }
    const pattern = textOf(metadata['nodename_pattern']);
    if (pattern !== '') patterns.push({ key, pattern });
    for (const name of names) {
      const keys = providers.get(name);
      if (keys === undefined) providers.set(name, [key]);
      else keys.push(key);
    }
  });
  return { providers, core, patterns };
}
