import type { NodeSockets } from '../../../contract/library/node-list';
import type { NodesUnknown, PackUpdateRisk } from '../../../contract/packs/pack-details';

/** The node classes of a version: all of them, or why nobody can name all. */
export interface KnownNodes {
  classes: readonly string[] | Omit<NodesUnknown, 'version'>;
  sockets: Readonly<Record<string, NodeSockets>>;
}

type NodeChanges = Pick<PackUpdateRisk, 'removedClasses' | 'nodesUnknown' | 'changedNodes'>;

/** Both forms of a node write types in their own way: `CONTROL_NET`, `io.ControlNet`. */
const foldTypes = (types: readonly string[]): string => types.join('\n').replaceAll('_', '').toUpperCase();

/** Which nodes of both sides take or give something else, so that a saved workflow has to be mended. A new optional input changes nothing. Pure. */
export function compareNodes(
  before: KnownNodes['sockets'],
  after: KnownNodes['sockets'],
): PackUpdateRisk['changedNodes'] {
  return Object.entries(before).flatMap(([name, old]) => {
    const now = Object.hasOwn(after, name) ? after[name] : undefined;
    if (now === undefined) return [];
    const [had, has] = [new Set([...old.required, ...old.optional]), new Set([...now.required, ...now.optional])];
    const added = now.required.filter((input) => !had.has(input));
    const removed = [...had].filter((input) => !has.has(input));
    const hasOtherOutputs =
      old.outputs !== null && now.outputs !== null && foldTypes(old.outputs) !== foldTypes(now.outputs);
    return added.length + removed.length > 0 || hasOtherOutputs ? [{ name, added, removed, hasOtherOutputs }] : [];
  });
}

const isList = (classes: KnownNodes['classes']): classes is readonly string[] => Array.isArray(classes);

/** What becomes of the nodes of a pack. A list that is not whole on either side says nothing of what goes. Pure. */
export function judgeNodes(before: KnownNodes, after: KnownNodes): NodeChanges {
  const changedNodes = compareNodes(before.sockets, after.sockets);
  const [old, now] = [before.classes, after.classes];
  if (!isList(now)) return { removedClasses: null, nodesUnknown: { ...now, version: 'new' }, changedNodes };
  if (!isList(old)) return { removedClasses: null, nodesUnknown: { ...old, version: 'installed' }, changedNodes };
  const remaining = new Set(now);
  return { removedClasses: old.filter((name) => !remaining.has(name)), nodesUnknown: null, changedNodes };
}

/** Of an update of which nothing can be read. Pure. */
export function noNodes(why: NodesUnknown['why']): NodeChanges {
  return { removedClasses: null, nodesUnknown: { why, version: 'new', place: null }, changedNodes: [] };
}
