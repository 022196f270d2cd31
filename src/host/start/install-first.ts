import { join } from 'node:path';
import type { SetupChoice } from '../../contract/operations/setup';
import type { Host } from '../host';
import { followSetup } from './setup-words';

/** Installs what the command line asks for, unless it is there; each step is a line on stderr. `onBegun` is called when there is something to do. Throws why it failed. */
export async function installFirst(
  { workspace, setup, events }: Pick<Host, 'workspace' | 'setup' | 'events'>,
  choice: SetupChoice,
  onBegun: () => void = () => undefined,
): Promise<void> {
  if ((await workspace.recognise(join(choice.parent, choice.name))).recognised) return;
  onBegun();
  const stop = followSetup(events, (line) => process.stderr.write(`${line}\n`));
  try {
    await setup.install(choice);
  } finally {
    stop();
  }
}
