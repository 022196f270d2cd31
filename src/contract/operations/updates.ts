import { AppUpdatesView } from '../app/updates';
import { reads, acts, Nothing } from './shape';

/** Newer versions of this app. They are for the person at this machine: no page and no script can ask for one. */
export const updatesOperations = {
  'updates.read': reads(Nothing, AppUpdatesView),
  /** Looks for a newer version. What fails stands in `problem`. */
  'updates.check': acts(Nothing, AppUpdatesView),
  /** Downloads what was found, as soon as nothing works. */
  'updates.download': acts(Nothing, AppUpdatesView),
  /** Ends the app, exchanges it, and starts the new version with the arguments of this run. Throws `update-refused` while something works. */
  'updates.install': acts(Nothing, AppUpdatesView),
  /** Puts away what this version brought. */
  'updates.dismissNews': acts(Nothing, AppUpdatesView),
} as const;
