import type { PackageConsent } from '../plan/consent';
import type { RequirementPlan } from '../requirements/requirement-plan';
import type { RequirementText } from '../requirements/requirement-text';

/** Requirements of a pack, as they are asked for. */
export interface RequirementsInput {
  packDir: string;
  /** More requirement lines, e.g. the dependencies the registry names. */
  extra?: readonly string[];
  /** The requirements files to read, relative to `packDir`; `requirements.txt` unless said. Missing ones ask for nothing. */
  files?: readonly string[];
  /** Asks the tool itself, also where the installed metadata says that all is well. */
  isThorough?: boolean;
  /** What a person has agreed to; nobody was asked when it is left out, and it is done as it is asked, whatever the requirement policy says. */
  consent?: PackageConsent | undefined;
  /** Optional groups of its `pyproject.toml` that count; those that were chosen for the folder when it is left out. */
  groups?: readonly string[] | undefined;
  /** Folders of packs that are replaced or go with it: what they ask for does not count. */
  leavingDirs?: readonly string[] | undefined;
  /** What it takes the place of has asked for these, and its files are gone: they bind nobody any more. */
  former?: readonly RequirementText[] | undefined;
  /** None of its lines can be done without, so none is left out as a way out. */
  isWhole?: boolean | undefined;
}

/** Requirements that are to be installed. */
export interface PlannedInstall extends Pick<
  RequirementsInput,
  'packDir' | 'isThorough' | 'leavingDirs' | 'former' | 'isWhole'
> {
  packName: string;
  plan: RequirementPlan;
  consent: PackageConsent;
  /** Packages that go; normalised. */
  remove?: readonly string[] | undefined;
  /** Packages that a person asked for by name: they may get older. */
  freed?: readonly string[] | undefined;
  /** Packages that the task itself names; normalised: the requirement policy is about what packs bring with them, and does not bind these. */
  named?: readonly string[] | undefined;
}
