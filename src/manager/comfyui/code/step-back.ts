import { openTrees } from '../../../base/git/trees';
import type { JobContext } from '../../../base/async/job';
import { msg, type Message } from '../../../contract/text/message';
import { readVersionThrough } from '../environment/version';
import { nameOf } from './releases';
import { openClone, readPlace, type CodeContext } from './switch-run';
import type { SwitchTarget, WantedVersion } from './switch-target';
import { compareNumbers } from './tags';

/**
 * Says that an update to the newest release leads to what is older than the code that is checked out: it brings no commit that is not there, or its own
 * files name a lower version. A mirror may have no newer release. Null where it is none, and for a version that somebody named. Throws what git throws.
 */
export async function findStepBack(
  context: CodeContext,
  { wanted, target }: { wanted: WantedVersion; target: SwitchTarget },
  job: JobContext,
): Promise<Message | null> {
  const clone = openClone(context, job);
  const { commit } = readPlace(clone.folder);
  if (wanted.kind !== 'stable' || commit === target.commit) return null;
  const trees = openTrees(context.gitOptions, clone.dir, job);
  const [from, to] = await Promise.all(
    [commit, target.commit].map((one) => readVersionThrough((name) => trees.read(one, name))),
  );
  const isLower = from != null && to != null && compareNumbers(to, from) < 0;
  if (!isLower && !(await trees.isIn(target.commit, commit))) return null;
  const name = await nameOf(clone, target.commit);
  return msg`This is a step back: ${name}, the newest release that the remote of ComfyUI has, is older than ${from ?? (await nameOf(clone, commit))}.`;
}
