import type { PackagePlan, PlanQuestion } from '../contract/python/package-plan';
import type { Authorise } from './installation/policy';
import { findGuilty, findOlderVersions } from './older-versions';
import { registrySource } from './packs/details/asked-lines';
import { readQuestion, toWish, type Asked, type PlanAreas, type ReadQuestion } from './plan-question';
import type { PlanWish } from './python/plan/planner';
import { parseRequirement } from './python/requirements/requirement';
import { cutComment } from './python/requirements/requirement-text';

const namesNoPlace = ({ text }: { text: string }): boolean => {
  const line = cutComment(text);
  return line === '' || parseRequirement(line).specifier !== null;
};

/** To build for an answer runs what a task would run: it answers to the rows of installing by name, and from an address. Throws `policy-denied`. */
function authoriseBuild({ packs, packages, remove }: PlanWish, question: PlanQuestion, authorise: Authorise): void {
  if (question.allow_build !== true) return;
  authorise('install-packages');
  const lines = packs.flatMap((pack) => pack.lines);
  const isOfAll = lines.length + packages.length + remove.length === 0;
  // As with a task, whose free lines run as much foreign code as a free address.
  const hasFreeLines = question.packs?.some(({ pip = [] }) => pip.length > 0) === true;
  if (isOfAll || hasFreeLines || !lines.every(namesNoPlace)) authorise('install-git-url');
}

/**
 * The packs that cannot be had by themselves as the registry lists what they ask for, by what their repositories say: the registry takes its list from a
 * pyproject.toml, where words that are no package stand beside those that are, and no installation reads it. Null where nobody knows more.
 */
async function readByRepository(
  { details }: Pick<PlanAreas, 'details'>,
  { asked, others, ...rest }: ReadQuestion,
  { question, guilty }: { question: PlanQuestion; guilty: readonly Asked[] },
): Promise<ReadQuestion | null> {
  const doubtful = guilty.filter(({ lines }) => lines.lines.some(({ source }) => source === registrySource));
  if (doubtful.length === 0) return null;
  const again = await Promise.all(
    asked.map(async (one) => {
      if (!doubtful.includes(one)) return one;
      const lines = await details.askedLines(one.key, { ...one.version, isByRepository: true }).catch(() => one.lines);
      return { ...one, lines };
    }),
  );
  return { ...rest, asked: again, others, wish: toWish(again, others, question) };
}

/** A plan with what is not known of its packs before their download, and what has to be said of ComfyUI. Pure. */
function withDoubts(plan: PackagePlan, { asked, notes: ofComfy }: ReadQuestion): PackagePlan {
  const doubts = asked.flatMap(({ lines }) => lines.doubts);
  const notes = [...plan.notes, ...ofComfy, ...doubts];
  const isCertain = doubts.length === 0;
  return { ...plan, isCertain, notes, ...(!isCertain && { words: { doubts } }) };
}

/**
 * Answers what a change would do to the packages: the packs' lines as they are known, one resolve, and where it is impossible an older version that fits.
 * Nothing is built for it unless the question asks for that and the policy allows it.
 */
export async function planPackages(
  areas: PlanAreas,
  question: PlanQuestion,
  authorise: Authorise,
): Promise<PackagePlan> {
  const { signal } = new AbortController();
  const read = await readQuestion(areas, question, signal);
  authoriseBuild(read.wish, question, authorise);
  const plan = await areas.python.plan(read.wish, signal);
  const { conflict } = plan;
  if (conflict === null) return withDoubts(plan, read);
  // Who disagrees with somebody else is believed to ask for it.
  const guilty = conflict.sides.length === 1 ? findGuilty(read.asked, conflict) : [];
  const byRepository = await readByRepository(areas, read, { question, guilty });
  if (byRepository !== null) {
    authoriseBuild(byRepository.wish, question, authorise);
    const other = await areas.python.plan(byRepository.wish, signal);
    if (other.outcome !== 'impossible') return withDoubts(other, byRepository);
  }
  const older = await findOlderVersions(areas, read, { conflict, signal });
  return { ...withDoubts(plan, read), waysOut: [...older, ...plan.waysOut] };
}
