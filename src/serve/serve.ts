import { resolve } from 'node:path';
import { createLineLogger } from '../base/log';
import { cleanEnvironment } from '../base/process/run';
import type { Host } from '../host/host';
import { addressOf } from '../host/workspace/door-address';
import { closeNodeHost, openNodeHost } from './host-of-node';

/** What `cmdesk serve` was asked for, as the words stand on the command line. */
export interface ServeArguments {
  /** The ComfyUI folder; left out: the one that the profile had open last. */
  comfyui?: string | undefined;
  /** Port of the API; left out: the usual one, or any free one. */
  port?: string | undefined;
  /** Where the profile lies; left out: where the app has it. */
  userDataDir?: string | undefined;
  /** Start ComfyUI at once, behind the gateway. */
  launch?: boolean | undefined;
  /** `name=value`, settings of this run. */
  set?: string[] | undefined;
  /** How the log on stderr is written: `text` or `json`. */
  log?: string | undefined;
}

/**
 * Serves a folder without a window until a signal ends it: core, queue, API and gateway, as the app does. It prints `ready ADDRESS` on stdout when
 * the folder is open, and its log on stderr.
 */
export async function serve(args: ServeArguments): Promise<void> {
  const logger = createLineLogger((line) => process.stderr.write(line), args.log === 'json' ? 'json' : 'text');
  const pairs = (args.set ?? []).map((pair) => pair.split(/=(.*)/su).slice(0, 2) as [string, string]);
  const host = await openNodeHost({
    profileDir: args.userDataDir === undefined ? undefined : resolve(args.userDataDir),
    overrides: Object.fromEntries(pairs),
    port: args.port === undefined ? null : Number(args.port),
    isLaunch: args.launch ?? false,
    log: { ...logger, close: () => undefined },
  });
  const ended = whenEnded();
  await begin(host, args);
  await ended;
  await closeNodeHost(host);
}

async function begin({ workspace, store }: Host, { comfyui }: ServeArguments): Promise<void> {
  const folder = comfyui === undefined ? store.read().lastFolder : resolve(comfyui);
  await workspace.openDoor(folder);
  if (folder !== null) await workspace.open(folder);
  const { port } = workspace.door;
  if (port !== null) process.stdout.write(`ready ${addressOf(workspace.host, port)}\n`);
}

const endSignals = ['SIGINT', 'SIGTERM'] as const;

/** Resolves when something asks this program to end: a signal, or the end of a start script that holds our stdin. */
function whenEnded(): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      for (const signal of endSignals) process.off(signal, end);
      process.stdin.off('end', end).destroy();
      done();
    };
    for (const signal of endSignals) process.on(signal, end);
    if (cleanEnvironment()['CMD_PARENT_PIPE'] === '1') process.stdin.on('end', end).resume();
  });
}
