import type { AppVersionNotes } from '../../src/contract/app/updates';
import type { AppSettings } from '../../src/contract/settings';

/** Where is looked, and how the network is reached. */
export type UpdateSource = Pick<
  AppSettings,
  'updates.feed' | 'updates.channel' | 'network.proxy' | 'downloads.stallSeconds'
>;

/** What finds, fetches and installs versions of this app. */
export interface Updater {
  /** The newest version that the feed has; null: none that is newer. Throws `update-failed`. */
  find: (source: UpdateSource) => Promise<AppVersionNotes | null>;
  /** Fetches what was found last and proves that it is what was published. Throws `update-failed`. */
  download: (report: (fraction: number) => void) => Promise<void>;
  /**
   * Puts the downloaded version in the place of this one, as the last thing this process does; with `isRestart` it is started after that. Throws, or
   * never settles: the process ends.
   */
  exchange: (isRestart: boolean) => Promise<void>;
}
