import { hostOf } from '../../base/http/failure';
import { AppError } from '../../contract/errors';
import type { AppEvent } from '../../contract/events';
import type { Installation } from '../../contract/installation';
import {
  managerOperations,
  type Implementation,
  type ManagerOperationName,
  type ManagerOperations,
} from '../../contract/operations';
import type { ListedPacks } from '../../contract/library/pack-table';
import type { Connection, Remote } from '../../contract/remote/connection';
import { msg } from '../../contract/text/message';
import { isRemoteOperation } from '../../contract/remote/remote-operations';
import { isTokenOperation } from '../../contract/token-operations';
import type { FarGateway } from '../../server/gateway/upstream';
import type { Door } from '../../server/operations-door/ask-door';
import { openProvenDoor } from '../../server/operations-door/core-proof';
import { isLocalToken } from '../store/local-token';
import { createFileCalls, type IsGiven } from './file-calls';
import { createRemoteCalls, type RemoteCalls } from './remote-calls';
import { notRemote } from './remote-errors';
import { RemoteLine, type LineNews, type Way } from './remote-line';
import { openSshWay } from './ssh/ssh-way';

/** Which remote installation is meant. */
export interface RemoteTarget {
  /** `remote:ID` */
  folder: string;
  remote: Remote;
  /** What opens the door at an address; by ssh the other machine is asked for it. */
  token?: string;
  /** By ssh, where no core runs there: one is started. */
  isToStart?: boolean;
}

/** The table of a catalogue, kept for the window on this machine. */
export interface KeptTables {
  find: (stamp: string) => Promise<{ fingerprint: string; rows: number } | null>;
  prepare: (list: ListedPacks, stamp: string) => Promise<{ fingerprint: string; rows: number }>;
}

export interface RemoteCoreOptions {
  target: RemoteTarget;
  tables: KeptTables;
  /** Which files of this machine may go there; left out, none. */
  isGiven?: IsGiven | undefined;
  /** Ends the first try: the app closes. */
  signal?: AbortSignal;
  firstWaitMs?: number;
}

/** The core of another machine, as the host has those of this one. */
export interface RemoteCore {
  installation: Installation;
  operations: ManagerOperations;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  close: () => Promise<void>;
  /** The line to it. */
  remote: {
    /** Its door, which is the gateway of its ComfyUI as well. */
    door: () => FarGateway;
    connection: () => Connection;
    /** Tries a broken line now. Throws why it stays broken. */
    retry: () => Promise<void>;
  };
}

/** Connects with the core that a target names. Throws what `RemoteLine` and `explainFailure` make of a failure; nothing is left of it then. */
export async function openRemoteCore(options: RemoteCoreOptions): Promise<RemoteCore> {
  const { target, tables, signal, firstWaitMs, isGiven = () => false } = options;
  const { folder, remote } = target;
  const line = new RemoteLine({ way: wayTo(target), folder: remote.folder, firstWaitMs });
  const stop = (): void => line.close();
  signal?.addEventListener('abort', stop, { once: true });
  const { installation } = await line.connect().catch((error: unknown) => {
    line.close();
    throw error;
  });
  signal?.removeEventListener('abort', stop);
  const calls = createRemoteCalls(line);
  const named = { ...installation, rootDir: folder, remote: { ...remote, folder: installation.rootDir } };
  return {
    installation: named,
    operations: { ...operationsOf(createFileCalls(calls.call, isGiven)), 'catalogue.table': tableFrom(calls, tables) },
    onEvent: (listener) => line.news.on((told) => listener(toEvent(told, named))),
    close: () => {
      calls.close();
      line.close();
      return Promise.resolve();
    },
    remote: {
      door: () => line.door,
      connection: () => line.connection,
      retry: () => line.connect().then(() => undefined),
    },
  };
}

function wayTo({ remote: { place }, token = '', isToStart = false }: RemoteTarget): Way {
  if (place.kind === 'ssh') return openSshWay(place, isToStart);
  const { address } = place;
  const host = hostOf(address);
  const reach = () => (isLocalToken(token) ? reachHere(host, { address, token }) : Promise.resolve({ address, token }));
  return { host, reach, close: () => undefined };
}

/** An app of this account on this machine: it has to prove that it is one at each try. */
async function reachHere(host: string, door: Door): Promise<Door> {
  const proven = await openProvenDoor(door);
  if (proven !== null) return proven;
  throw new AppError('remote-unreachable', msg`No app of this account answers at ${host}.`, {
    remedy: msg`Open its folder in the app, or start "cmdesk serve" for it.`,
  });
}

function operationsOf(call: RemoteCalls['call']): ManagerOperations {
  const names = Object.keys(managerOperations) as ManagerOperationName[];
  const implement = (name: ManagerOperationName): Implementation<never> =>
    isTokenOperation(name) && isRemoteOperation(name)
      ? (input, context) => call({ name, input, context }) as Promise<never>
      : () => Promise.reject(notRemote());
  return Object.fromEntries(names.map((name) => [name, implement(name)])) as ManagerOperations;
}

/** The window reads the table from a file of this machine, which is made anew when the other side has another one. */
function tableFrom({ call }: RemoteCalls, { find, prepare }: KeptTables): Implementation<'catalogue.table'> {
  return async (input, context) => {
    const there = await call({ name: 'catalogue.table', input, context });
    const stamp = there.fingerprint;
    const loadPacks = () => call({ name: 'catalogue.packs', input: { mode: 'cache' }, context });
    const makeTable = async () => prepare({ packs: (await loadPacks()).packs, core: there.core }, stamp);
    const { fingerprint, rows } = (await find(stamp)) ?? (await makeTable());
    return { ...there, fingerprint, rows };
  };
}

function toEvent(told: LineNews, installation: Installation): AppEvent {
  if ('event' in told) return told.event;
  // Whoever keeps something of the core reads it anew then.
  if ('missed' in told) return { name: 'cmd-installation-changed', payload: { installation } };
  return { name: 'cmd-connection-changed', payload: { folder: installation.rootDir, ...told.connection } };
}
