import type { Claims } from './checks/claims';
import { readChoices } from './checks/groups';
import { findModel } from './checks/models';
import { inspectPackages, type PackageFindings } from './checks/packages';
import { inspectNotes } from './checks/notes';
import { inspectPacks } from './checks/packs';
import { inspectRecords } from './checks/records';
import type { Scene } from './scene';

/** What an installation is held against. */
export interface Expected {
  /** The tasks that must be in the history. */
  accepted: readonly string[];
  /** The packages before the run: what was wrong then counts as its own. */
  before: PackageFindings;
  /** What is wrong with what the history claims. */
  compare: (claims: Claims) => string[];
}

/** Looks at everything that a run left on the disk. One sentence for each violation. */
export async function inspectInstallation(scene: Scene, { accepted, before, compare }: Expected): Promise<string[]> {
  const { userDir, customNodesDir } = scene.world.comfyui;
  const records = await inspectRecords(userDir, accepted);
  const packs = await inspectPacks(customNodesDir, scene.packs);
  const packages = await inspectPackages(scene.sitePackages);
  const claims = compare({
    packs: scene.packs,
    finished: records.finished,
    found: packs.packs,
    groups: await readChoices(userDir),
    model: await findModel(scene.model, userDir),
    distributions: { before: before.distributions, now: packages.distributions },
  });
  const fresh = packages.problems.filter((problem) => !before.problems.includes(problem));
  const lost = await inspectNotes({ customNodesDir, userDir });
  return [...records.problems, ...packs.problems, ...lost, ...fresh, ...claims];
}
