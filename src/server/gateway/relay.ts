import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { WebSocket, WebSocketServer, type RawData } from 'ws';
import type { Logger } from '../../base/log';
import { answerError } from '../http/respond';
import { endWith } from '../http/raw-answer';
import { badHandshake } from '../events/socket';
import type { Upgrade } from './raw-pipe';
import { Tab } from './tab';
import type { Tabs } from './tabs';
import { unreachable } from './unreachable';
import { serverFlags } from '../events/audience';

/** Relays the sockets of web UIs and scripts to ComfyUI, message by message. */
export interface Relay {
  /** Opens ComfyUI's side first and answers only then; refused with 502 when that fails. Never throws. */
  open(upgrade: Upgrade, address: string): void;
  /** Says goodbye to every client and cuts those that do not leave within `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** One that is busy loading a model may take its time. */
const handshakeTimeoutMs = 60_000;
/** So much may wait for a slow reader before the other side has to stop; so little must be left before it goes on. */
const pauseAboveBytes = 4 * 1024 * 1024;
const resumeBelowBytes = 1024 * 1024;
const partingMs = 1000;
/** The service restarts: what a browser is told when ComfyUI has gone. */
const serviceRestart = 1012;
/** What is the other side's business, and what each connection says of itself. */
const ownHeaders = /^(connection|upgrade|keep-alive|sec-websocket-.*)$/;

/** Makes the relay. */
export function createRelay({ tabs, log }: { tabs: Tabs; log: Logger }): Relay {
  const protocols = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    ...{ noServer: true, perMessageDeflate: false, skipUTF8Validation: true, autoPong: false },
    handleProtocols: (_offered, request) => protocols.get(request) ?? false,
  });
  server.on('wsClientError', (error, socket) => {
    endWith(socket, answerError(badHandshake(error.message)));
  });
  return {
    open({ request, socket, head }, address) {
      const behind = openBehind(request, address);
      const leave = () => {
        behind.terminate();
      };
      socket.once('close', leave);
      behind.on('error', (error) => {
        if (behind.readyState === WebSocket.OPEN) return;
        log.debug('ComfyUI refused an event socket.', { error: error.message });
        endWith(socket, answerError(unreachable()));
      });
      behind.once('open', () => {
        if (behind.protocol !== '') protocols.set(request, behind.protocol);
        server.handleUpgrade(request, socket, head, (client) => {
          socket.off('close', leave);
          join({ request, client, behind, tabs });
        });
      });
    },
    close: async (graceMs) => {
      await Promise.all([...server.clients].map((client) => part(client, 1001, graceMs)));
      server.close();
    },
  };
}

function openBehind(request: IncomingMessage, address: string): WebSocket {
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
  return new WebSocket(
    `${address.replace(/^http/, 'ws')}${request.url ?? ''}`,
    offered.filter((name) => name !== ''),
    {
      headers: headersFor(request.headers),
      handshakeTimeout: handshakeTimeoutMs,
      maxPayload: 0,
      ...{ perMessageDeflate: false, skipUTF8Validation: true, autoPong: false, followRedirects: false },
    },
  );
}

function headersFor(headers: IncomingHttpHeaders): Record<string, string> {
  const forwarded = Object.entries(headers).filter(([name, value]) => value !== undefined && !ownHeaders.test(name));
  return Object.fromEntries(forwarded.map(([name, value]) => [name, String(value)]));
}

interface Pair {
  request: IncomingMessage;
  client: WebSocket;
  behind: WebSocket;
  tabs: Tabs;
}

/** Larger texts are pictures and results; what is looked for here is short. */
const maxParsedBytes = 64 * 1024;

/** The id that ComfyUI gives this client, when the text is the `status` that says it. */
function readSid(data: RawData): string | null {
  const frame = readFrame(data, 'sid');
  const sid = frame?.type === 'status' ? asRecord(frame.data)?.sid : undefined;
  return typeof sid === 'string' && sid !== '' ? sid : null;
}

/** ComfyUI's feature flags with those of the manager that this app is (docs/reference/web-ui.md 5); null when the text is something else. */
function addManagerFlags(data: RawData): string | null {
  const frame = readFrame(data, 'feature_flags');
  if (frame?.type !== 'feature_flags') return null;
  const flags = asRecord(frame.data) ?? {};
  const extension = asRecord(flags.extension) ?? {};
  const manager = { ...asRecord(extension.manager), ...serverFlags.extension.manager };
  return JSON.stringify({ ...frame, data: { ...flags, extension: { ...extension, manager } } });
}

function readFrame(data: RawData, word: string): Record<string, unknown> | null {
  if (!Buffer.isBuffer(data) || data.length > maxParsedBytes || !data.includes(`"${word}"`)) return null;
  try {
    return asRecord(JSON.parse(data.toString('utf8')));
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function join({ request, client, behind, tabs }: Pair): void {
  const tab = new Tab(request.headers.origin !== undefined, client);
  tabs.enter(tab);
  carry(client, behind, (data) => data);
  carry(behind, client, (data, isBinary) => (isBinary ? data : (addManagerFlags(data) ?? data)));
  // Behind the listener that hands it on: ComfyUI's first message stays the first.
  behind.on('message', (data, isBinary) => {
    const sid = isBinary || tab.sid !== '' ? null : readSid(data);
    if (sid !== null) tabs.join(tab, sid, { isReturning: (request.url ?? '').includes('clientId=') });
  });
  client.once('close', (code) => {
    tabs.leave(tab, code);
    void part(behind, code, partingMs);
  });
  behind.once('close', () => {
    void part(client, serviceRestart, partingMs);
  });
}

/** Hands on every message, in order, and makes the sender wait when the receiver is slow. */
function carry(from: WebSocket, to: WebSocket, change: (data: RawData, isBinary: boolean) => RawData | string): void {
  from.on('message', (data, isBinary) => {
    if (to.readyState !== WebSocket.OPEN) return;
    to.send(change(data, isBinary), { binary: isBinary }, () => {
      if (from.isPaused && to.bufferedAmount < resumeBelowBytes) from.resume();
    });
    if (to.bufferedAmount > pauseAboveBytes) from.pause();
  });
  from.on('ping', (data) => {
    if (to.readyState === WebSocket.OPEN) to.ping(data);
  });
  from.on('pong', (data) => {
    if (to.readyState === WebSocket.OPEN) to.pong(data);
  });
  // A broken connection closes right after it; that is where it is dealt with.
  from.on('error', () => undefined);
  to.once('close', () => {
    // Paused, it would not notice its own end.
    if (from.isPaused) from.resume();
  });
}

/** Closes a socket with a code that may be sent, and cuts it when the other side does not follow. */
async function part(socket: WebSocket, code: number, graceMs: number): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return;
  const isSendable =
    (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code < 5000);
  await new Promise<void>((resolve) => {
    const cut = setTimeout(() => {
      socket.terminate();
    }, graceMs);
    socket.once('close', () => {
      clearTimeout(cut);
      resolve();
    });
    socket.close(isSendable ? code : 1000);
  });
}
