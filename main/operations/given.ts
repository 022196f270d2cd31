import { basename } from 'node:path';
import type { Emitter } from '../../src/base/async/emitter';
import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import type { AppEvent } from '../../src/contract/events';
import type { ShellOperations } from '../../src/contract/operations';
import type { Given as GivenThing } from '../../src/contract/operations/desktop';
import { isLink, linkScheme } from '../startup/given-words';
import { readDocument } from './read-document';

/** What waits for the window: files and links that were handed to the app. */
export interface Given {
  /** Puts words of a command line, or of macOS, behind what waits. */
  offer: (words: readonly string[]) => void;
  operations: Pick<ShellOperations, 'desktop.takeGiven'>;
}

/** Whoever hands over a whole folder wants none of it by this way. */
const mostWaiting = 20;
/** As the registry names packs. Nothing in it can be a path, an address, or a mark that some reader takes for more. */
const packLink = /^comfyui-manager-desktop:\/\/pack\/(?<id>[a-z0-9][a-z0-9._-]{0,99})\/?$/iu;

/** The address of a workflow, percent-encoded or plain; nothing may stand beside it. */
const workflowLink = /^comfyui-manager-desktop:\/\/workflow\/?\?url=(?<url>[^&#\s]{1,6000})$/iu;
const longestAddress = 2000;
const shownLetters = 100;

const document = {
  code: 'invalid-input',
  mostMebibytes: 64,
  choose: msg`Choose a file that ComfyUI or this app saved.`,
} as const;

/** The address in a link, as browsers write it; null for one that is no web address, carries a login or holds what no address has. */
function readAddress(encoded: string): string | null {
  try {
    const text = decodeURIComponent(encoded);
    const { protocol, username, password, href } = new URL(text);
    const isPlain = !/[\p{C}\\]|(?! )\p{Z}/u.test(text) && username + password === '' && href.length <= longestAddress;
    return isPlain && /^https?:$/u.test(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** Reads a link into the app. It can only show something, or ask: what follows is the person's to press. @throws {AppError} for any other link */
export function readLink(link: string): GivenThing {
  const id = packLink.exec(link)?.groups?.['id'];
  if (id !== undefined) return { kind: 'pack', id };
  const url = readAddress(workflowLink.exec(link)?.groups?.['url'] ?? '');
  if (url !== null) return { kind: 'workflow', url };
  const end = link.length > shownLetters ? '…' : '';
  const shown = link.slice(0, shownLetters).replace(/[\p{C}\p{Z}]/gu, '?') + end;
  throw new AppError('invalid-input', msg`This link leads to nothing in this app, so nothing was done: ${shown}`, {
    remedy: msg`A link to a pack has the form ${linkScheme}//pack/ID, one to a workflow ${linkScheme}//workflow?url=ADDRESS with an https address.`,
  });
}

/** Keeps what was handed over until the window takes it, one by one. */
export function createGiven(events: Pick<Emitter<AppEvent>, 'emit'>): Given {
  const waiting: string[] = [];
  return {
    offer(words) {
      waiting.push(...words.slice(0, mostWaiting - waiting.length));
      if (words.length > 0) events.emit({ name: 'cmd-given', payload: {} });
    },
    operations: {
      'desktop.takeGiven': async () => {
        const word = waiting.shift();
        if (word === undefined) return { given: null };
        if (isLink(word)) return { given: readLink(word) };
        return { given: { kind: 'file', name: basename(word), text: await readDocument(document, word) } };
      },
    },
  };
}
