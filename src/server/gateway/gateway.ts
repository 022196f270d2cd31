import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../../base/log';
import type { AppEvent } from '../../contract/events';
import type { ManagerOperations } from '../../contract/operations';
import type { RowCallers } from '../http/mount';
import { answerDirectly, endWith } from '../http/raw-answer';
import { answerError } from '../http/respond';
import { isEventSocketPath } from '../events/socket';
import { createAdmission, type VisitorJudges } from './admission';
import { isOwnPath, pathOf } from './own-paths';
import { createDelayedAnswers } from './delayed-answers';
import { LargeReadAgent } from './large-read-agent';
import { answerLogSubscription, isLogSubscription, LogSubscriptions } from './log-subscription';
import { passThrough, type Exchange } from './pass-through';
import { createRawPipes } from './raw-pipe';
import { createRelay } from './relay';
import { standIn } from './stand-in';
import { answerSystemStats, isSystemStats } from './system-stats';
import { Tabs } from './tabs';
import { unreachable } from './unreachable';
import { wasStarted, type Upstream } from './upstream';

export interface GatewayOptions {
  upstream: Upstream;
  operations: () => ManagerOperations | null;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  visitors: VisitorJudges;
  log: Logger;
}

/** What stands in front of ComfyUI: everything that is not ours goes there, and our events reach the sockets that lead there. */
export interface Gateway {
  /** Answers a request that is ComfyUI's. False: it is ours, and untouched. */
  request(request: IncomingMessage, response: ServerResponse): boolean;
  /** Answers an upgrade that is ComfyUI's. False: it is ours, and untouched. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Stands around our own rows: the web UI needs some answers later than others do. */
  callers: RowCallers;
  close(graceMs: number): Promise<void>;
}

/** Makes the gateway. */
export function createGateway(options: GatewayOptions): Gateway {
  const { upstream, visitors, log } = options;
  const admit = createAdmission(visitors, upstream);
  const persistent = new LargeReadAgent({ keepAlive: true });
  const single = new LargeReadAgent({ keepAlive: false });
  const subscriptions = new LogSubscriptions();
  const tabs = new Tabs({ ...options, subscriptions });
  const relay = createRelay({ tabs, log });
  const pipes = createRawPipes();
  const onUnreachable = (exchange: Exchange, error: Error) => {
    log.debug('ComfyUI did not answer a request.', { path: pathOf(exchange.request.url ?? ''), error: error.message });
    standIn(exchange.request, exchange.response);
  };
  const unsubscribe = upstream.onChange(() => {
    // Connections to a ComfyUI that has ended lead nowhere.
    if (upstream.address() === null) persistent.destroy();
  });

  const answer = (request: IncomingMessage, response: ServerResponse, isGuest: boolean): void => {
    const { method, url = '' } = request;
    const address = upstream.address();
    const giveUp = () => {
      standIn(request, response);
    };
    if (!isGuest && isLogSubscription(method, url))
      answerLogSubscription({ request, response, address }, subscriptions).catch(giveUp);
    else if (address === null) giveUp();
    else if (isSystemStats(method, url)) answerSystemStats({ request, response, address }).catch(giveUp);
    else passThrough({ request, response, address }, { persistent, single, onUnreachable });
  };

  return {
    request(request, response) {
      if (isOurs(request)) return false;
      const admitted = admit(request);
      if (admitted instanceof Error) answerDirectly(response, answerError(admitted));
      else answer(request, response, admitted === 'guest');
      return true;
    },
    upgrade(request, socket, head) {
      const way = chooseWay(request, upstream);
      if (way === 'ours') return false;
      socket.on('error', () => socket.destroy());
      const admitted = admit(request);
      const address = upstream.address();
      if (admitted instanceof Error) endWith(socket, answerError(admitted));
      else if (address === null || way === 'nowhere') endWith(socket, answerError(unreachable()));
      else if (way === 'relay' && admitted === 'own') relay.open({ request, socket, head }, address);
      else pipes.open({ request, socket, head }, address);
      return true;
    },
    callers: createDelayedAnswers({ ...options, tabs }),
    async close(graceMs) {
      unsubscribe();
      tabs.close();
      pipes.close();
      await relay.close(graceMs);
      persistent.destroy();
      single.destroy();
    },
  };
}

/** A target that is no path (`*`, an absolute one) is refused by our own door, whatever it names. */
function isOurs({ url = '' }: IncomingMessage): boolean {
  return !url.startsWith('/') || isOwnPath(url);
}

/** Where an upgrade goes. While ComfyUI is away, scripts hear our events all the same, and pages hear nothing: for them it would be back. */
function chooseWay(request: IncomingMessage, upstream: Upstream): 'ours' | 'relay' | 'pipe' | 'nowhere' {
  if (isOurs(request) || request.headers.upgrade?.toLowerCase() !== 'websocket') return 'ours';
  const isServing = upstream.address() !== null;
  if (!isEventSocketPath(pathOf(request.url ?? ''))) return isServing ? 'pipe' : 'nowhere';
  if (isServing) return 'relay';
  return request.headers.origin !== undefined && wasStarted(upstream.status()) ? 'nowhere' : 'ours';
}
