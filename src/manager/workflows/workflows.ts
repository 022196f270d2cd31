import { beginSlice } from '../../base/async/time-slice';
import { wordsOf } from '../../contract/text/message';
import type { ImportDiagnosis } from '../../contract/comfyui/imports';
import type { CataloguePack, PackMappings } from '../../contract/packs/catalogue-packs';
import type { InstalledPacks, LocalPack } from '../../contract/packs/local-packs';
import type { WorkflowNeeds } from '../../contract/workflows';
import type { LiveCatalogue } from '../catalogue/catalogue';
import { matchPatterns } from '../catalogue/mappings/patterns';
import type { Models } from '../models/models';
import { createKnownPacks, indexClasses, indexListed, type ClassIndex, type ListedIndex } from './known-packs';
import { planModels } from './model-needs';
import { planNeeds } from './plan-needs';
import { readContent } from './workflow-readings';
import type { ClassUse, WorkflowContent } from './workflow-content';

/** What the answer depends on. */
export interface WorkflowSources {
  catalogue: Pick<LiveCatalogue, 'load' | 'mappings'>;
  packs: () => Promise<LocalPack[]>;
  models: Pick<Models, 'list' | 'local'>;
  /** Node class to Python module, as ComfyUI tells; empty before its first start. */
  nodeClasses: () => ReadonlyMap<string, string>;
  /** The packs of its last start by this app; null before. */
  importedPacks: () => InstalledPacks | null;
  diagnoses: () => Promise<ImportDiagnosis[]>;
}

/** Nobody reads a longer list; the counts tell of the rest. */
const maxListed = 1000;
/** Names that patterns are tried on: they are other people's regular expressions. */
const maxPatternNames = 2000;

/** The last result of a dear function, while it is asked about the same object. */
function keepLast<T extends object, R>(build: (subject: T) => R): (subject: T) => R {
  let last: { subject: T; result: R } | null = null;
  return (subject) => {
    if (last?.subject !== subject) last = { subject, result: build(subject) };
    return last.result;
  };
}

/** Which keys' patterns match classes that no map names. */
async function matchUnmapped(
  uses: Iterable<ClassUse>,
  index: ClassIndex,
  loaded: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string[]>> {
  const isOpen = ({ name }: ClassUse): boolean =>
    !loaded.has(name) && !index.providers.has(name) && !index.core.has(name);
  const names = [...uses].filter(isOpen).map(({ name }) => name);
  const patterns = index.patterns.map(({ pattern }) => pattern);
  const matches = await matchPatterns(patterns, names.slice(0, maxPatternNames), beginSlice());
  const keys = new Map<string, string[]>();
  for (const { key, pattern } of index.patterns) {
    for (const name of matches.get(pattern) ?? []) keys.set(name, [...(keys.get(name) ?? []), key]);
  }
  return keys;
}

interface Known {
  listed: ListedIndex;
  index: ClassIndex;
  mappings: PackMappings;
}

async function planPacks(
  content: WorkflowContent,
  { listed, index, mappings }: Known,
  { packs, nodeClasses, importedPacks, diagnoses }: WorkflowSources,
): Promise<ReturnType<typeof planNeeds>> {
  const loadedClasses = nodeClasses();
  const [matched, locals, failed] = await Promise.all([
    matchUnmapped(content.classes.values(), index, loadedClasses),
    packs(),
    diagnoses(),
  ]);
  return planNeeds({
    content,
    loadedClasses,
    packs: createKnownPacks(listed, mappings, locals),
    providersOf: (name) => index.providers.get(name) ?? matched.get(name) ?? [],
    coreClasses: index.core,
    problems: new Map(failed.map((one) => [one.name, wordsOf(one)?.message ?? one.cause])),
    wasImported: ({ key, version }) => {
      const imported = importedPacks()?.[key];
      return imported?.enabled === true && imported.ver === version;
    },
  });
}

/**
 * Answers which packs and models a workflow needs. Never fails for want of a network: `notice` says what the answer lacks then.
 * Throws `workflow-unreadable`.
 */
export function createWorkflowNeeds(sources: WorkflowSources): (text: string) => Promise<WorkflowNeeds> {
  const listedOf = keepLast((packs: readonly CataloguePack[]) => indexListed(packs));
  const classesOf = keepLast(indexClasses);
  return async (text) => {
    const content = await readContent(text);
    const { catalogue, models } = sources;
    const { packs: listed, notice } = await catalogue.load('cache');
    // Of `nickname`: a class that one pack claims for itself is taken from the others there.
    const mappings = await catalogue.mappings('nickname', await sources.packs(), sources.nodeClasses());
    const known = { listed: await listedOf(listed), index: await classesOf(mappings), mappings };
    const [plan, local, list] = await Promise.all([
      planPacks(content, known, sources),
      models.local(),
      models.list('cache'),
    ]);
    const files = planModels(content.models.values(), { local: local.models, rows: list.models });
    const leftOut = [plan.unknown, files].reduce((sum, { length }) => sum + Math.max(0, length - maxListed), 0);
    return {
      form: content.form,
      nodeCount: content.nodeCount,
      builtinCount: plan.builtinCount,
      packs: plan.packs,
      unknown: plan.unknown.slice(0, maxListed),
      models: files.slice(0, maxListed),
      leftOut,
      notice,
    };
  };
}
