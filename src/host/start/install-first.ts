import { join } from 'node:path';
import type { SetupChoice } from '../../contract/operations/setup';
import type { Host } from '../host';
import { followSetup } from './setup-words';

/** What is to be installed, and who hears of it. */
export interface FirstInstallation {
  choice: SetupChoice;
  /** Told each step, a line each. */
  tell: (line: string) => void;
  /** Called when there is something to do. */
  onBegun?: () => void;
}

/** Installs what the command line asks for, unless it is there. Throws why it failed. */
export async function installFirst(
  { workspace, setup, events }: Pick<Host, 'workspace' | 'setup' | 'events'>,
  { choice, tell, onBegun = () => undefined }: FirstInstallation,
): Promise<void> {
  if ((await workspace.recognise(join(choice.parent, choice.name))).recognised) return;
  onBegun();
  const stop = followSetup(events, tell);
  try {
    await setup.install(choice);
  } finally {
    stop();
  }
}
