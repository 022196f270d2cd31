import type { LocalPack } from '../../contract/packs/local-packs';
import type { PackMappings } from '../../contract/packs/catalogue-packs';
import type { SavedUse, WorkflowUses } from '../../contract/workflows';
import type { LiveCatalogue } from '../catalogue/catalogue';
import { moduleNameOf } from '../catalogue/mappings/loaded';
import { createKnownPacks, indexListed, type KnownPacks } from './known-packs';
import type { SavedWorkflow, SavedWorkflows } from './saved-workflows';

/** Nobody reads a longer list; the count tells of the rest. */
const maxNamed = 50;

/** How ComfyUI calls the modules of packs. */
const packModule = 'custom_nodes.';

/** What is asked: packs by their keys on disk, node classes, and models. */
export interface UsesQuestion {
  packs: readonly string[];
  classes: readonly string[];
  /** By their names below the folder of their type. */
  models: readonly string[];
}

/** What is known of which pack brings which class. */
export interface UsesSources {
  workflows: readonly SavedWorkflow[];
  locals: readonly LocalPack[];
  known: KnownPacks;
  mappings: PackMappings;
  /** Node class to Python module, as ComfyUI tells. */
  nodeClasses: ReadonlyMap<string, string>;
}

/** The pack on disk from which ComfyUI loaded a module; undefined for its own. */
function findOfModule(locals: readonly LocalPack[]): (module: string) => string | undefined {
  const byModule = new Map(locals.map((local) => [moduleNameOf(local), local.key]));
  return (module) => (module.startsWith(packModule) ? byModule.get(module.slice(packModule.length)) : undefined);
}

/** The classes of packs on disk, by the keys of those packs. */
function classesOfPacks({ locals, known, mappings, nodeClasses }: UsesSources): Map<string, Set<string>> {
  const classes = new Map(locals.map(({ key }) => [key, new Set<string>()]));
  const add = (key: string | undefined, names: readonly string[]): void => {
    const own = classes.get(key ?? '');
    if (own !== undefined) for (const name of names) own.add(name);
  };
  for (const [mapKey, [names]] of Object.entries(mappings)) add(known.ofMapKey(mapKey).local?.key, names);
  const keyOf = findOfModule(locals);
  for (const [name, module] of nodeClasses) add(keyOf(module), [name]);
  return classes;
}

/** A workflow that names the pack of a node means that one; else whatever pack has the class may be meant. */
function usesPack(
  { classes }: Pick<SavedWorkflow, 'classes'>,
  pack: { key: string; own: ReadonlySet<string> },
  known: KnownPacks,
): boolean {
  for (const [name, { named }] of classes) {
    const meant = [...named.values()].map((one) => known.ofNamed(one)?.local?.key);
    const isNamed = meant.some((key) => key !== undefined);
    if (isNamed ? meant.includes(pack.key) : pack.own.has(name)) return true;
  }
  return false;
}

/** What a person calls a saved workflow. */
export function nameOf(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.json$/iu, '');
}

function toUse(found: readonly SavedWorkflow[]): SavedUse {
  const workflows = found.slice(0, maxNamed).map(({ path }) => ({ name: nameOf(path), path }));
  return { count: found.length, workflows };
}

/** The enabled packs that a workflow uses, by their names below `custom_nodes`. Pure. */
export function findPacksOf(
  workflow: Pick<SavedWorkflow, 'classes'>,
  sources: Omit<UsesSources, 'workflows'>,
): string[] {
  const enabled = sources.locals.filter((local) => local.enabled);
  const owned = classesOfPacks({ ...sources, workflows: [] });
  const used = enabled.filter(({ key }) =>
    usesPack(workflow, { key, own: owned.get(key) ?? new Set() }, sources.known),
  );
  return used.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en'));
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/**
 * Whether a workflow may mean this file: by the same name below its folder, or by the bare name of the file, wherever that lies. Another folder of
 * the same name of file is another model.
 */
function meansModel(named: string, file: string): boolean {
  return named === file || named === lastOf(file) || file === lastOf(named);
}

/** What names each of these models; models that nothing names are left out. Upper case counts as lower case, as it does on most disks. Pure. */
function findNaming<T extends { models: readonly string[] }>(
  models: readonly string[],
  things: readonly T[],
): [model: string, naming: T[]][] {
  const byFile = new Map<string, { thing: T; named: string }[]>();
  for (const thing of things) {
    for (const model of thing.models) {
      const named = model.toLowerCase();
      byFile.set(lastOf(named), [...(byFile.get(lastOf(named)) ?? []), { thing, named }]);
    }
  }
  return models.flatMap((model) => {
    const file = model.toLowerCase();
    const found = (byFile.get(lastOf(file)) ?? []).filter(({ named }) => meansModel(named, file));
    return found.length === 0 ? [] : [[model, [...new Set(found.map(({ thing }) => thing))]] as [string, T[]]];
  });
}

/** Which saved workflows name these models; those that none names are left out. */
function usesOfModels(models: readonly string[], workflows: readonly SavedWorkflow[]): Record<string, SavedUse> {
  return Object.fromEntries(findNaming(models, workflows).map(([model, found]) => [model, toUse(found)]));
}

/** Which saved workflows use these packs, classes and models. Pure. */
export function findUses({ packs, classes, models }: UsesQuestion, sources: UsesSources): WorkflowUses {
  const { workflows, known } = sources;
  const owned = packs.length === 0 ? new Map<string, Set<string>>() : classesOfPacks(sources);
  const ofPack = (key: string): SavedUse => {
    const own = owned.get(key) ?? new Set<string>();
    return toUse(workflows.filter((workflow) => usesPack(workflow, { key, own }, known)));
  };
  return {
    total: workflows.length,
    packs: Object.fromEntries(packs.map((key) => [key, ofPack(key)])),
    classes: Object.fromEntries(
      classes.map((name) => [name, toUse(workflows.filter((workflow) => workflow.classes.has(name)))]),
    ),
    models: usesOfModels(models, workflows),
  };
}

/** What the answer depends on. */
export interface UsesParts {
  catalogue: Pick<LiveCatalogue, 'load' | 'mappings'>;
  packs: () => Promise<LocalPack[]>;
  nodeClasses: () => ReadonlyMap<string, string>;
  saved: SavedWorkflows;
}

/** Answers which saved workflows use packs, classes and models, by what is on this machine: nobody is asked. */
export function createWorkflowUses(parts: UsesParts): (question: UsesQuestion) => Promise<WorkflowUses> {
  const { catalogue, packs, nodeClasses, saved } = parts;
  return async (question) => {
    const [workflows, locals] = await Promise.all([saved.read(), packs()]);
    // Most people have few workflows, or none, and models and node classes ask for no pack: then the megabytes of the catalogue need not be read.
    const isOfPacks = workflows.length > 0 && question.packs.length > 0;
    const listed = isOfPacks ? (await catalogue.load('local')).packs : [];
    const mappings = isOfPacks ? await catalogue.mappings('local', locals, nodeClasses()) : {};
    const known = createKnownPacks(await indexListed(listed), mappings, locals);
    return findUses(question, { workflows, locals, known, mappings, nodeClasses: nodeClasses() });
  };
}
