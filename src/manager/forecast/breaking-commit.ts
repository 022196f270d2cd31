import type { ChangingCommit, CommitRange, GitTrees } from '../../base/git/trees';
import type { Break } from './find-breaks';

/** Between which commits the other version lies, and in which direction. */
export interface Way extends CommitRange {
  /** The other version is the older one: what it lacks came later. */
  isOlder: boolean;
}

const edge = '[^A-Za-z0-9_]';

/** Every form in which a module comes to have a name: a definition, an assignment, an import, also one of several lines. */
function definitionOf(name: string): string {
  return [
    `(def|class)[ ]+${name}(${edge}|$)`,
    `^[ ]*${name}[ ]*(:[^=]*)?=`,
    `import[ ].*(^|${edge})${name}(${edge}|$)`,
    `^[ ]*${name}[ ]*,?[ ]*\\)?[ ]*$`,
  ].join('|');
}

/** Whatever is named so, for what is passed on by names made at run time. */
const mentionOf = (name: string): string => `(^|${edge})${name}(${edge}|$)`;

/**
 * The commit that took away what a pack needs: the newest one that changed a line which defines the name, for after it nothing was changed and the name
 * is not there. Of an older version the oldest one, which brought it. Null where git does not tell. Throws what git throws.
 */
export async function findBreakingCommit(
  trees: GitTrees,
  { isOlder, ...range }: Way,
  found: Break,
): Promise<ChangingCommit | null> {
  const { file, name } = found.from;
  const ofRange = isOlder ? { from: range.to, to: range.from } : range;
  const choose = (commits: readonly ChangingCommit[]): ChangingCommit | null => commits.at(isOlder ? -1 : 0) ?? null;
  const ofPath = async () =>
    file === '' ? null : choose(await trees.changesOfPath(ofRange, file, isOlder ? 'added' : 'removed'));
  const ofLines = async (pattern: string) => choose(await trees.changesOfLines(ofRange, file, pattern));
  if (name === null || found.kind === 'module') return ofPath();
  if (found.kind === 'call') {
    const ofParameter = found.parameter === null ? null : await ofLines(mentionOf(found.parameter));
    return ofParameter ?? ofLines(`(def|class)[ ]+${name}(${edge}|$)`);
  }
  return (await ofLines(definitionOf(name))) ?? (await ofLines(mentionOf(name))) ?? ofPath();
}
