import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { refuseOwnDoor } from '../../base/http/own-doors';
import { AppError } from '../../contract/errors';
import type { RemotePlace } from '../../contract/remote/connection';
import { remoteFolderOf, withScheme } from '../../contract/remote/names';
import { msg } from '../../contract/text/message';
import type { FolderStore } from '../store/folder-store';
import type { Secrets } from '../store/secrets';
import type { RemoteTarget } from './remote-core';

/** A core that is reached by ssh, as a person gives it. */
interface SshGiven {
  host: string;
  folder?: string | undefined;
  start?: boolean | undefined;
  title?: string | undefined;
}

export interface RemoteStoreOptions {
  folderStore: Pick<FolderStore, 'list'>;
  /** By `remote:ID`. */
  tokens: Secrets<string>;
}

/** What the app knows of cores on other machines. */
export interface RemoteStore {
  /** The one that is remembered by this name. Throws `installation-missing` where there is none, and `token-required` where its token is gone. */
  find: (folder: string) => Promise<RemoteTarget>;
  /** The one at an address: known, or a new one. Throws `invalid-input` for what is no address, and for one of this app itself. */
  meet: (given: { address: string; token: string; title?: string | undefined }) => Promise<RemoteTarget>;
  /** The same by ssh. Nothing is kept of its token. */
  meetBySsh: (given: SshGiven) => RemoteTarget;
  keepToken: (target: RemoteTarget, choice: { unprotected: boolean }) => Promise<void>;
  forget: (folder: string) => Promise<void>;
}

/** Makes the store on top of those of folders and of tokens. */
export function createRemoteStore({ folderStore, tokens }: RemoteStoreOptions): RemoteStore {
  function meetAt(place: RemotePlace, named: string | undefined, usual: string) {
    const known = folderStore.list().find(({ remote }) => isDeepStrictEqual(remote?.place, place));
    const folder = known?.folder ?? remoteFolderOf(randomBytes(6).toString('hex'));
    // What is open there may be another one by now, and the person wants what is there.
    return { folder, remote: { place, title: named ?? known?.remote?.title ?? usual, folder: null } };
  }

  return {
    async find(folder) {
      const remote = folderStore.list().find((known) => known.folder === folder)?.remote;
      if (remote === undefined) throw unknownRemote();
      if (remote.place.kind === 'ssh') return { folder, remote };
      await tokens.ready;
      const token = tokens.read(folder);
      const { address } = remote.place;
      if (token === '') throw noToken(remote.title, { folder, address });
      return { folder, remote, token };
    },
    async meet({ address: text, token, title }) {
      const url = readAddress(text);
      await refuseOwnDoor(url).catch((cause: unknown) => {
        throw new AppError('invalid-input', msg`${url.origin} is the address of this app itself.`, {
          ...{ remedy: msg`Give the address of the app on the other machine.`, cause },
        });
      });
      const address = url.origin;
      return { ...meetAt({ kind: 'address', address }, title, url.host), token };
    },
    meetBySsh: ({ host, folder = null, start = false, title }) => ({
      ...meetAt({ kind: 'ssh', host, folder }, title, host),
      isToStart: start,
    }),
    keepToken: ({ folder, token = '' }, choice) => tokens.set(folder, token, choice),
    forget: (folder) => tokens.remove(folder),
  };
}

/** People copy the address of the web UI as well. */
function readAddress(text: string): URL {
  const whole = withScheme(text);
  const url = URL.canParse(whole) ? new URL(whole) : null;
  if (url !== null && /^https?:$/u.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new AppError('invalid-input', msg`"${text.trim()}" is not the address of an app.`, {
    remedy: msg`Give it as http://HOST:PORT or https://HOST.`,
  });
}

function unknownRemote(): AppError {
  return new AppError('installation-missing', msg`This ComfyUI on another machine is not known any more.`, {
    remedy: msg`Connect to its address again.`,
  });
}

function noToken(title: string, details: { folder: string; address: string }): AppError {
  return new AppError('token-required', msg`The token of ${title} is not stored here.`, {
    remedy: msg`Connect to its address again, with the token.`,
    details,
  });
}
