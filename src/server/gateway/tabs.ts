import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../../base/log';
import type { AppEvent, EventPayload } from '../../contract/events';
import type { ManagerOperations } from '../../contract/operations';
import { composeQueueStatus, frameOf } from '../events/state-frame';
import type { LogSubscriptions } from './log-subscription';
import { composeFailure, composeGreeting, sinceRestart, type Absence } from './page-state';
import type { Tab } from './tab';
import type { Upstream } from './upstream';
import { createLogFeed, type LogFeed } from './log-feed';

export interface TabsOptions {
  operations: () => ManagerOperations | null;
  onEvent: (listener: (event: AppEvent) => void) => () => void;
  upstream: Upstream;
  subscriptions: LogSubscriptions;
  log: Logger;
}

/** How long the messages to a script wait for ComfyUI's first one, which comes at once from a ComfyUI that works. */
const firstWordMs = 5000;
/** How long the start of a task is kept back for the log subscription of its client. */
const maxPauseMs = 2000;
const maxRemembered = 500;
/** What a browser says when the page goes away. */
const goingAway = 1001;
/** What a click sends before the page knows its id; then everybody is meant. */
const anybody = 'unknown';

interface Departure {
  at: number;
  isReload: boolean;
  starts: number;
}

/** The log lines of the tasks that run, each on its way to whoever reads them. */
interface TaskFeeds {
  /** The start of a task has been told; its lines may follow. */
  begin(uiId: string, listeners: () => readonly Tab[]): void;
  add(uiId: string, lines: readonly string[]): void;
  /** Tells what is left of one task; left out: of all. */
  end(uiId?: string): void;
}

/** Makes them. Lines that come before the start of their task wait for it. */
function createTaskFeeds(): TaskFeeds {
  const feeds = new Map<string, LogFeed>();
  let early: { uiId: string; lines: string[] } = { uiId: '', lines: [] };
  return {
    begin(uiId, listeners) {
      const feed = createLogFeed({
        isReady: () => listeners().every((tab) => !tab.isPaused),
        send: (frame) => {
          for (const tab of listeners()) tab.send(frame);
        },
      });
      feeds.set(uiId, feed);
      if (early.uiId === uiId) feed.add(early.lines);
      early = { uiId: '', lines: [] };
    },
    add(uiId, lines) {
      const feed = feeds.get(uiId);
      if (feed) feed.add(lines);
      else if (early.uiId === uiId) early.lines.push(...lines);
      else early = { uiId, lines: [...lines] };
    },
    end(uiId) {
      for (const ended of uiId === undefined ? [...feeds.keys()] : [uiId]) {
        feeds.get(ended)?.end();
        feeds.delete(ended);
      }
    },
  };
}

/** The clients whose sockets go through the gateway: every event of ours is told to each, in the order that web UIs need. */
export class Tabs {
  readonly #options: TabsOptions;
  readonly #tabs = new Map<string, Tab>();
  /** Scripts whose socket is open while ComfyUI has not spoken yet, and what lets go of their messages. */
  readonly #unnamed = new Map<Tab, (greeted: Promise<void>) => void>();
  readonly #departures = new Map<string, Departure>();
  readonly #feeds: TaskFeeds = createTaskFeeds();
  readonly #unsent = new Map<string, number>();
  readonly #unsubscribes: (() => void)[];
  #isServing: boolean;
  #endedAt = 0;
  /** How often ComfyUI began to serve. */
  #starts: number;

  constructor(options: TabsOptions) {
    this.#options = options;
    this.#isServing = options.upstream.address() !== null;
    this.#starts = this.#isServing ? 1 : 0;
    this.#unsubscribes = [
      options.onEvent((event) => {
        this.#receive(event);
      }),
      options.upstream.onChange(() => {
        this.#noteUpstream();
      }),
    ];
  }

  /**
   * The socket of a client is open. A script hears everything from here on, behind its greeting, which waits for ComfyUI's first message: it may begin a
   * task at once. A page is told of what it missed when it is greeted.
   */
  enter(tab: Tab): void {
    if (tab.isBrowser) return;
    const greeted = new Promise<void>((resolve) => this.#unnamed.set(tab, resolve));
    tab.pauseUntil(Promise.race([greeted, wait(firstWordMs, undefined, { ref: false })]));
  }

  /** A client knows its id, and ComfyUI knows the client. Who comes with a known id takes its place. `isReturning`: it brought its id along. */
  join(tab: Tab, sid: string, { isReturning }: { isReturning: boolean }): void {
    const absence = isReturning ? this.#absenceOf(sid) : null;
    const letGo = this.#unnamed.get(tab);
    tab.sid = sid;
    this.#unnamed.delete(tab);
    this.#departures.delete(sid);
    this.#tabs.set(sid, tab);
    const greeted = this.#greet(tab, absence);
    if (letGo === undefined) tab.pauseUntil(greeted);
    else letGo(greeted);
  }

  /** The socket of a client has closed. */
  leave(tab: Tab, code: number): void {
    this.#unnamed.delete(tab);
    // It may have come back before its old socket closed.
    if (this.#tabs.get(tab.sid) !== tab) return;
    this.#tabs.delete(tab.sid);
    this.#departures.set(tab.sid, { at: Date.now(), isReload: code === goingAway, starts: this.#starts });
    const [oldest] = this.#departures.keys();
    if (this.#departures.size > maxRemembered && oldest !== undefined) this.#departures.delete(oldest);
  }

  /** Shows a failure that is no task's on every page; which of them asked is not known. */
  async showFailure(message: string): Promise<void> {
    const operations = this.#options.operations();
    const pages = [...this.#tabs.values()].filter(({ isBrowser }) => isBrowser);
    if (operations === null || pages.length === 0) return;
    const state = sinceRestart((await composeQueueStatus(operations)).state, this.#endedAt);
    const uiId = `desktop-${randomUUID()}`;
    for (const page of pages) page.send(composeFailure(message, page.sid, { state, uiId }));
  }

  /** How many tasks of this client have ended that it has not been told of yet. */
  countUnsent(clientId: string): number {
    return this.#unsent.get(clientId) ?? 0;
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    this.#feeds.end();
    this.#tabs.clear();
    this.#unnamed.clear();
  }

  #absenceOf(sid: string): Absence {
    const left = this.#departures.get(sid);
    if (!left) return { leftAt: Date.now(), sawRestart: true, isReload: false };
    return { leftAt: left.at, sawRestart: left.starts !== this.#starts, isReload: left.isReload };
  }

  async #greet(tab: Tab, absence: Absence | null): Promise<void> {
    const operations = this.#options.operations();
    if (operations === null) return;
    try {
      const { status, state } = await composeQueueStatus(operations);
      const shown = { status, state: tab.isBrowser ? sinceRestart(state, this.#endedAt) : state };
      const frames = tab.isBrowser
        ? composeGreeting(shown, { sid: tab.sid, absence })
        : [frameOf('cm-queue-status', shown)];
      for (const frame of frames) tab.sendNow(frame);
    } catch (error) {
      this.#options.log.warn('The state could not be sent to a tab.', { error });
    }
  }

  #receive(event: AppEvent): void {
    switch (event.name) {
      case 'cm-task-started':
        this.#sendStart(event.payload);
        break;
      case 'cm-task-completed':
        this.#sendEnd(event.payload);
        break;
      case 'cmd-log':
        this.#feeds.add(event.payload.ui_id, event.payload.lines);
        break;
      case 'cmd-installation-changed':
        this.#feeds.end();
        break;
      default:
    }
    if (!event.name.startsWith('cm-task-')) this.#sendAll(event);
  }

  #sendStart(payload: EventPayload<'cm-task-started'>): void {
    const { ui_id: uiId, kind, state } = payload;
    const clientId = state.running_queue.find((task) => task.ui_id === uiId)?.client_id ?? '';
    const own = this.#tabs.get(clientId);
    // Nobody subscribes to the log of an update of ComfyUI itself.
    if (own?.isBrowser && kind !== 'update-comfyui') {
      own.pauseUntil(this.#options.subscriptions.whenAnswered(clientId, maxPauseMs));
    }
    this.#sendAll({ name: 'cm-task-started', payload });
    this.#feeds.begin(uiId, () => this.#listenersOf(clientId));
  }

  /** Who reads the log of a client's tasks. */
  #listenersOf(clientId: string): Tab[] {
    const own = this.#tabs.get(clientId);
    if (clientId === anybody) return [...this.#tabs.values()];
    return own ? [own] : [];
  }

  #sendEnd(payload: EventPayload<'cm-task-completed'>): void {
    this.#feeds.end(payload.ui_id);
    const clientId = payload.state.history[payload.ui_id]?.client_id ?? '';
    this.#sendAll({ name: 'cm-task-completed', payload }, clientId);
  }

  /** Tells everybody. `endsFor`: the client that is waiting for this end of a task. */
  #sendAll(event: AppEvent, endsFor?: string): void {
    const tabs = [...this.#tabs.values(), ...this.#unnamed.keys()];
    if (tabs.length === 0) return;
    const plain = frameOf(event.name, event.payload);
    const shown = this.#frameForPages(event);
    for (const tab of tabs) {
      const frame = tab.isBrowser ? shown : plain;
      if (frame === null) continue;
      const noteSent = tab.isPaused && tab.sid === endsFor ? this.#noteUnsent(tab.sid) : undefined;
      tab.send(frame, noteSent);
    }
  }

  /** Pages hear what the reference says; the rest would only fill their consoles. */
  #frameForPages({ name, payload }: AppEvent): string | null {
    const isOfReference = name === 'cm-task-started' || name === 'cm-task-completed' || name === 'cm-queue-status';
    return isOfReference ? frameOf(name, { ...payload, state: sinceRestart(payload.state, this.#endedAt) }) : null;
  }

  #noteUnsent(clientId: string): () => void {
    this.#unsent.set(clientId, this.countUnsent(clientId) + 1);
    return () => {
      const left = this.countUnsent(clientId) - 1;
      if (left > 0) this.#unsent.set(clientId, left);
      else this.#unsent.delete(clientId);
    };
  }

  #noteUpstream(): void {
    const isServing = this.#options.upstream.address() !== null;
    if (isServing && !this.#isServing) this.#starts += 1;
    if (!isServing && this.#isServing) {
      this.#endedAt = Date.now();
      this.#options.subscriptions.forget();
    }
    this.#isServing = isServing;
  }
}
