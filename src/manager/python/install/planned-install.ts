import type { PackageConsent } from '../plan/consent';
import type { RequirementPlan } from '../requirements/requirement-plan';
import type { RequirementText } from '../requirements/requirement-text';

/** Requirements that are to be installed. */
export interface PlannedInstall {
  packDir: string;
  packName: string;
  plan: RequirementPlan;
  consent: PackageConsent;
  /** Folders of packs that are replaced or go with it: what they ask for does not count. */
  leavingDirs?: readonly string[] | undefined;
  /** What it takes the place of has asked for these, and its files are gone: they bind nobody any more. */
  former?: readonly RequirementText[] | undefined;
  /** None of its lines can be done without. */
  isWhole?: boolean | undefined;
  /** Packages that go; normalised. */
  remove?: readonly string[] | undefined;
  /** Packages that a person asked for by name: they may get older. */
  freed?: readonly string[] | undefined;
  /** Packages that the task itself names; normalised: the requirement policy is about what packs bring with them, and does not bind these. */
  named?: readonly string[] | undefined;
  /** Asks the tool even when the metadata says that everything is there. */
  isThorough?: boolean | undefined;
}
