import { cleanEnvironment, startDetached, startService } from '../base/process/run';
import { msg, type Message } from '../contract/text/message';
import { findServedHere } from '../host/remote/served-folder';
import { readWindowNote } from '../host/store/window-note';
import type { CommandLine } from './command-line';
import { findPlace } from './core/open-core';
import { exitCodes } from './exit-codes';
import { writeAnswer } from './output/answer';
import { notServed } from './tell-door';
import type { Terminal } from './terminal';

/** What a folder offers to a person, while an app has it open. */
interface Offer {
  folder: string;
  profileDir: string;
  /** The process of that app. */
  pid: number;
  /** Where it serves ComfyUI. */
  address: URL;
}

type Shown = 'window' | 'browser' | 'nothing';

/** What opens an address in the browser of the person. */
const browserOf: Partial<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

async function findOffer(folder: string, profileDir: string): Promise<Offer> {
  const { note } = (await findServedHere(folder, profileDir)) ?? {};
  if (note === undefined) throw notServed(folder);
  return { folder, profileDir, pid: note.pid, address: new URL(note.address) };
}

function hasScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = cleanEnvironment();
  return process.platform === 'win32' || process.platform === 'darwin' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

/** A second start of the app has the first one show the folder. */
async function showWindow({ folder, profileDir, pid }: Offer): Promise<boolean> {
  const note = await readWindowNote(profileDir);
  if (note?.pid !== pid) return false;
  const words = [...note.args, `--user-data-dir=${profileDir}`, `--comfyui=${folder}`];
  return (await startService(note.program, words, null).catch(() => null)) === 0;
}

async function openBrowser({ address }: Offer): Promise<boolean> {
  const [program, ...args] = browserOf[process.platform] ?? ['xdg-open'];
  return startDetached(program, [...args, address.origin]).then(
    () => true,
    () => false,
  );
}

async function show(offer: Offer): Promise<Shown> {
  if (!hasScreen()) return 'nothing';
  if (await showWindow(offer)) return 'window';
  return (await openBrowser(offer)) ? 'browser' : 'nothing';
}

const wordsFor: Readonly<Record<Shown, (offer: Offer) => Message>> = {
  window: ({ folder }) => msg`The window of the app shows ${folder}.`,
  browser: () => msg`The browser was asked to open this address.`,
  nothing: ({ address: { host, port } }) =>
    msg`No browser can be opened here. Open this address in one on this machine; from another machine, go through a tunnel first, which "ssh -L ${port}:${host} NAME" makes there.`,
};

/** Shows the window of the app that has a folder open, else the web UI of its ComfyUI in the browser. Throws `not-served` where no app of this account is proven to have it. */
export async function openFolder(
  { options }: CommandLine,
  { terminal, profileDir }: { terminal: Terminal; profileDir: string },
): Promise<number> {
  const { folder } = await findPlace(options, profileDir);
  const offer = await findOffer(folder, profileDir);
  const shown = await show(offer);
  const { origin } = offer.address;
  if (options.json) writeAnswer({ shown, address: origin }, {}, { terminal, json: true });
  else terminal.out(`${origin}\n`);
  terminal.err(`${terminal.say(wordsFor[shown](offer))}\n`);
  return exitCodes.done;
}
