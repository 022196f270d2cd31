import { join } from 'node:path';
import { AppError } from '../../../contract/errors';
import { msg, packMessage } from '../../../contract/text/message';
import type { AppSettings } from '../../../contract/settings';
import type { Git } from '../../../base/git/git';
import type { JobContext } from '../../../base/async/job';
import type { Logger } from '../../../base/log';
import type { LiveCatalogue } from '../../catalogue/catalogue';
import type { ConfigFile } from '../../installation/config';
import type { Paths } from '../../installation/paths';
import type { Authorise } from '../../installation/policy';
import type { PackageConsent } from '../../python/plan/consent';
import type { Python } from '../../python/python';
import type { ChangeTask } from '../../records/change-record';
import type { ChangeRecords } from '../../records/change-records';
import type { ReadToken } from '../../installation/tokens';
import type { Holds } from '../inventory/holds';
import type { PackCopy } from '../inventory/inventory';
import type { Origins } from '../inventory/origins';
import type { Swap } from './swap';

/** What one operation gets beside its parameters. */
export interface PackRun {
  job: JobContext;
  /** Throws `policy-denied` unless the policy allows the row. */
  authorise: Authorise;
  /** The task it is run for; it stands in the record of what is changed. */
  task?: ChangeTask | undefined;
  /** What a person has agreed to for its Python packages. */
  consent?: PackageConsent | undefined;
}

/** What the operations on packs work with. */
export interface PackContext {
  paths: Paths;
  settings: AppSettings;
  readToken?: ReadToken | undefined;
  config: ConfigFile;
  catalogue: LiveCatalogue;
  python: Python;
  git: Git;
  swap: Swap;
  origins: Origins;
  /** The optional groups that were chosen for packs, joined by commas, by the folded name of the folder. */
  groups: Origins;
  holds: Holds;
  records: ChangeRecords;
  log: Logger;
  /** Every copy of every pack, read from disk now: for what asks about all of them. */
  scan(): Promise<PackCopy[]>;
  /** The copies that `choose` takes out of all, as they are on disk now: for what works on one pack, however many there are. */
  find(choose: (copies: readonly PackCopy[]) => readonly PackCopy[]): Promise<readonly PackCopy[]>;
}

type Names = readonly (string | null | undefined)[];

function findProtected(names: Names): string | null {
  return names.find((one) => one?.toLowerCase().includes('comfyui-manager')) ?? null;
}

/** Whether any of its names says that a pack is ComfyUI-Manager itself. */
export function isProtected(names: Names): boolean {
  return findProtected(names) !== null;
}

/** Refuses to touch ComfyUI-Manager itself, as the reference does: two managers of one folder must not remove each other. */
export function refuseProtected(names: Names): void {
  const name = findProtected(names);
  if (name === null) return;
  throw new AppError(
    'pack-protected',
    msg`"${packMessage(name)}" is ComfyUI-Manager itself, which is never changed from here.`,
    {
      remedy: msg`Install, update or remove ComfyUI-Manager by hand.`,
    },
  );
}

/** The error for a pack that is not on disk. */
export function notInstalled(name: string): AppError {
  return new AppError('pack-not-installed', msg`"${packMessage(name)}" is not installed.`, {
    remedy: msg`Check the name, or install the pack first.`,
  });
}

/** Where an enabled pack of this name lives. */
export function enabledPlace(context: PackContext, name: string): string {
  return join(context.paths.customNodesDir, name);
}
