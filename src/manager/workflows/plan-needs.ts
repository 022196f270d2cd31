import type { WorkflowNeeds, WorkflowPack, WorkflowUnknown } from '../../contract/workflows';
import { describeGroup } from './describe-pack';
import type { KnownPack } from './known-packs';
import type { NeedsInput, PackGroup } from './needs-input';
import { rankCandidates, type Ranked } from './rank-candidates';
import type { ClassUse } from './workflow-content';

/** Drawn by the editor alone; ComfyUI has no class for them. */
export const editorClasses = new Set(['Note', 'MarkdownNote', 'Reroute', 'PrimitiveNode']);
const coreName = 'comfy-core';
const packModule = 'custom_nodes.';

/** Where one class comes from. */
type Origin =
  | { kind: 'builtin' }
  | { kind: 'unknown'; reason: WorkflowUnknown['reason'] }
  | { kind: 'packs'; candidates: readonly KnownPack[]; named: readonly KnownPack[]; isLoaded: boolean };

function originOfLoaded(name: string, { loadedClasses, packs }: NeedsInput): Origin | null {
  const module = loadedClasses.get(name);
  if (module === undefined) return null;
  if (!module.startsWith(packModule)) return { kind: 'builtin' };
  // A pack that was removed since ComfyUI started is looked for like any other.
  const pack = packs.ofModule(module.slice(packModule.length));
  return pack === null ? null : { kind: 'packs', candidates: [pack], named: [], isLoaded: true };
}

function isNamedCore({ named }: ClassUse): boolean {
  return named.has(coreName);
}

/** What ComfyUI itself should have: it has, unless it was asked and did not tell of it. */
function originOfCore({ loadedClasses }: NeedsInput): Origin {
  return loadedClasses.size === 0 ? { kind: 'builtin' } : { kind: 'unknown', reason: 'comfyui' };
}

function originOf(use: ClassUse, input: NeedsInput): Origin {
  if (editorClasses.has(use.name)) return { kind: 'builtin' };
  const loaded = originOfLoaded(use.name, input);
  if (loaded !== null) return loaded;
  const named = [...use.named]
    .filter(([name]) => name !== coreName)
    .flatMap(([, pack]) => input.packs.ofNamed(pack) ?? []);
  if (named.length === 0 && (isNamedCore(use) || input.coreClasses.has(use.name))) return originOfCore(input);
  const candidates = new Set([...named, ...input.providersOf(use.name).map((key) => input.packs.ofMapKey(key))]);
  if (candidates.size === 0) return { kind: 'unknown', reason: 'nobody' };
  return { kind: 'packs', candidates: [...candidates], named, isLoaded: false };
}

function groupByPack(ranked: ReadonlyMap<ClassUse, { list: readonly Ranked[]; isLoaded: boolean }>): PackGroup[] {
  const groups = new Map<KnownPack, PackGroup>();
  for (const [use, { list, isLoaded }] of ranked) {
    const [first, ...rest] = list;
    if (first === undefined) continue;
    const group = groups.get(first.pack);
    const others = rest.map(({ pack }) => pack);
    if (group === undefined) {
      groups.set(first.pack, { first, classes: [use], others, loadedCount: Number(isLoaded) });
    } else {
      group.classes.push(use);
      group.loadedCount += Number(isLoaded);
      const isAlso = new Set(others);
      group.others = group.others.filter((pack) => isAlso.has(pack));
    }
  }
  return [...groups.values()];
}

const stateOrder: readonly WorkflowPack['state'][] = ['missing', 'failed-import', 'disabled', 'installed'];

function compare(a: WorkflowPack, b: WorkflowPack): number {
  const byState = stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state);
  return byState || b.classes.length - a.classes.length || a.title.localeCompare(b.title);
}

/**
 * Says which packs a workflow needs and which classes nobody provides. Pure. Of several packs for one class the likeliest is: the one
 * the workflow names, one on this machine, the one that is needed anyway, the one with most stars.
 */
export function planNeeds(input: NeedsInput): Pick<WorkflowNeeds, 'builtinCount' | 'packs' | 'unknown'> {
  const unknown: WorkflowUnknown[] = [];
  const open = new Map<ClassUse, Extract<Origin, { kind: 'packs' }>>();
  let builtinCount = 0;
  for (const use of input.content.classes.values()) {
    const origin = originOf(use, input);
    if (origin.kind === 'builtin') builtinCount += 1;
    else if (origin.kind === 'packs') open.set(use, origin);
    else unknown.push({ name: use.name, count: use.count, titles: [...use.titles], reason: origin.reason });
  }
  const packs = groupByPack(rankCandidates(open)).map((group) => describeGroup(group, input));
  return {
    builtinCount,
    packs: packs.sort(compare),
    unknown: unknown.sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
  };
}
