import type { PackagePlan } from '../../contract/python/package-plan';
import type { RehearsalVerdict } from '../../contract/library/rehearsal';
import { msg, type Sentence, packMessage } from '../../contract/text/message';
import type { TriedUpdate } from './rehearsal-context';

/** What a start that answers has loaded. */
export interface StartFacts {
  /** Packs that did not import, by their names below `custom_nodes`, with the line that says why. */
  failures: ReadonlyMap<string, string>;
  /** Node class to Python module. */
  classes: ReadonlyMap<string, string>;
}

/** What is said of one update. */
export interface Judgement {
  verdict: RehearsalVerdict;
  reason: Sentence;
  /** Node classes that are gone. */
  lost: readonly string[];
}

type Moved = Pick<PackagePlan, 'changes' | 'touches'>;

const fine: Judgement = { verdict: 'fine', reason: '', lost: [] };

function lostClasses(name: string, before: StartFacts, after: StartFacts): string[] {
  const module = `custom_nodes.${name}`;
  return [...before.classes].flatMap(([one, from]) => (from === module && !after.classes.has(one) ? [one] : [])).sort();
}

/** Who asks for a package that moves, by itself or through other packages that come with it. */
function askersOf(name: string, { changes }: Moved): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [name];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    for (const { by } of changes.find((change) => change.name === one)?.askedBy ?? []) {
      if (found.has(by)) continue;
      found.add(by);
      open.push(by);
    }
  }
  return found;
}

/** The updates whose packages a pack that was not updated has got. */
function chargedWith(pack: string, updates: readonly TriedUpdate[], moved: Moved): TriedUpdate[] {
  const touched = moved.touches.filter((one) => one.pack === pack).flatMap(({ packages }) => packages);
  const askers = new Set(touched.flatMap((name) => [...askersOf(name, moved)]));
  return updates.filter(({ key }) => askers.has(key));
}

function judgeOne(update: TriedUpdate, before: StartFacts, after: StartFacts): Judgement {
  const { name } = update;
  const lost = lostClasses(name, before, after);
  const failure = after.failures.get(name);
  if (failure !== undefined) {
    if (before.failures.has(name))
      return { ...fine, reason: msg`It does not import, and did not before the update: ${failure}` };
    return { verdict: 'breaks-import', reason: failure, lost };
  }
  if (lost.length === 0) return fine;
  return { verdict: 'loses-nodes', reason: msg`Node classes are gone: ${lost.slice(0, 5).join(', ')}.`, lost };
}

/**
 * Compares a start with updates with one without them. A failing import is charged to the pack that has it where that was updated, else to the updates that
 * brought the packages of it. Pure.
 */
export function judgeStart(
  updates: readonly TriedUpdate[],
  { before, after, moved }: { before: StartFacts; after: StartFacts; moved: Moved },
): { judgements: ReadonlyMap<string, Judgement>; others: { name: string; reason: string }[] } {
  const judgements = new Map(updates.map((update) => [update.key, judgeOne(update, before, after)] as const));
  const updated = new Set(updates.map(({ name }) => name));
  const others: { name: string; reason: string }[] = [];
  for (const [name, reason] of after.failures) {
    if (updated.has(name) || before.failures.has(name)) continue;
    const charged = chargedWith(name, updates, moved);
    if (charged.length === 0) others.push({ name, reason });
    for (const { key } of charged) {
      if (judgements.get(key)?.verdict !== 'fine') continue;
      judgements.set(key, {
        verdict: 'breaks-others',
        reason: msg`With its packages ${packMessage(name)} does not import: ${reason}`,
        lost: [],
      });
    }
  }
  return { judgements, others };
}
