import { createEmitter } from '../../base/async/emitter';
import { fromErrorBody, toWordedBody, type AppError } from '../../contract/errors';
import { type AppEvent, events, type EventName } from '../../contract/events';
import type { Connection } from '../../contract/remote/connection';
import { DoorFailure, type Door } from '../../server/operations-door/ask-door';
import { hearDoor } from '../../server/operations-door/hear-door';
import { explainFailure, lineBroken, nothingOpen, otherFolder } from './remote-errors';
import { z } from 'zod';
import { Installation } from '../../contract/installation';

/** What a line tells: an event of the core, how the line is now, or that events were missed. */
export type LineNews = { event: AppEvent } | { connection: Connection } | { missed: true };

/** How a core on another machine is reached. */
export interface Way {
  /** What people call that machine. */
  host: string;
  /** Finds the door of its core, or makes a way to it: asked before each try. `folder` is the one that has to be open there; null: whichever is. */
  reach: (folder: string | null) => Promise<Door>;
  /** Ends the way, and what makes one. */
  close: () => void;
}

export interface LineOptions {
  way: Way;
  /** The folder that has to be open there; null: whichever is. */
  folder: string | null;
  /** The wait before the next try; each further one is twice as long, up to half a minute. */
  firstWaitMs?: number | undefined;
}

/** What a door says first. */
const Hello = z.object({
  version: z.string(),
  installation: Installation.omit({ remote: true }).nullable(),
  operations: z.array(z.string()),
  number: z.int().nonnegative(),
});
type Hello = z.infer<typeof Hello>;

/** What a core tells of its installation. Whatever else a door may send is of its own app, and would be taken for a word of ours. */
const ofCore: ReadonlySet<string> = new Set<EventName>([
  ...(['cmd-task-progress', 'cmd-log', 'cmd-queue-changed', 'cmd-packs-changed', 'cmd-comfyui-changed'] as const),
  ...(['cmd-bisect-changed', 'cmd-comfyui-log', 'cmd-catalogue-changed'] as const),
]);

const Frame = z.union([
  z.object({ hello: Hello }),
  z.object({ missed: z.literal(true) }),
  z.object({ event: z.object({ name: z.string(), payload: z.unknown() }), number: z.int().nonnegative() }),
]);

/** A frame of a door, as far as this version understands it; throws `DoorFailure` for what none of any version would be. */
function readDoorFrame(frame: unknown): z.infer<typeof Frame> {
  const parsed = Frame.safeParse(frame);
  if (parsed.success) return parsed.data;
  throw new DoorFailure('strange', 'another form of frame');
}

/** An event of a core; null for what this version does not know, in name or form. */
function readCoreEvent({ name, payload }: { name: string; payload: unknown }): AppEvent | null {
  if (!ofCore.has(name)) return null;
  const parsed = events[name as EventName].safeParse(payload);
  return parsed.success ? ({ name, payload: parsed.data } as AppEvent) : null;
}

type Side = Hello & { installation: NonNullable<Hello['installation']> };

const mostWaitMs = 30_000;
/** These pass by themselves, or are mended there. After any other refusal it is in vain to ask again. */
const passing: ReadonlySet<string> = new Set([
  ...['remote-unreachable', 'not-served', 'installation-missing', 'too-many-connections'],
]);

/** A line to the door of a remote core. One that breaks is opened again by itself, and what was told meanwhile is heard then. */
export class RemoteLine {
  readonly #way: Way;
  #door: Door | null = null;
  readonly news = createEmitter<LineNews>();
  readonly #firstWaitMs: number;
  #folder: string | null;
  #side: Side | null = null;
  #connection: Connection = { state: 'broken', since: new Date().toISOString() };
  /** The number of the last event that was heard, and of the last one there was at the greeting. */
  #heard: number | null = null;
  #goal: number | null = null;
  #life = new AbortController();
  #trying: Promise<void> | null = null;
  #waitMs: number;
  #timer: NodeJS.Timeout | undefined;
  #closeSocket = (): void => undefined;
  /** Ends the try that is under way. */
  #giveUp: (error: Error) => void = () => undefined;
  #isClosed = false;

  constructor({ way, folder, firstWaitMs = 500 }: LineOptions) {
    this.#way = way;
    this.#folder = folder;
    this.#firstWaitMs = firstWaitMs;
    this.#waitMs = firstWaitMs;
  }

  /** What people call the other machine. */
  get host(): string {
    return this.#way.host;
  }

  /** The door that the line leads to, or led to last. */
  get door(): Door {
    if (this.#door === null) throw lineBroken(this.host);
    return this.#door;
  }

  /** What the other side has said of itself last; null before the line was there for the first time. */
  get side(): Side | null {
    return this.#side;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Aborted when the line that is there now breaks. */
  get life(): AbortSignal {
    return this.#life.signal;
  }

  /** Opens the line now, unless it is there. Throws why it cannot be had. */
  async connect(): Promise<Side> {
    clearTimeout(this.#timer);
    if (this.#connection.state !== 'connected')
      await (this.#trying ??= this.#open().finally(() => (this.#trying = null)));
    if (this.#side === null) throw nothingOpen(this.host);
    return this.#side;
  }

  /** Resolves when the line is there; rejects when it has ended, or the signal is aborted before. */
  whenConnected(signal: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      const look = (): void => {
        const { state } = this.#connection;
        if (state === 'broken' && !signal.aborted) return;
        stopListening();
        signal.removeEventListener('abort', look);
        if (state === 'connected') done();
        else fail(this.refusal());
      };
      const stopListening = this.news.on((news) => 'connection' in news && look());
      signal.addEventListener('abort', look);
      look();
    });
  }

  /** Why nothing can be asked now. */
  refusal(): AppError {
    const { state, error } = this.#connection;
    return state === 'ended' && error !== undefined ? fromErrorBody(error) : lineBroken(this.host);
  }

  /** Gives up the line that is there: somebody has found that it leads nowhere. */
  breakBy(error: Error): void {
    if (this.#connection.state !== 'connected') return;
    this.#closeSocket();
    this.#life.abort();
    this.#noteFailure(error);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#closeSocket();
    this.#giveUp(lineBroken(this.host));
    this.#life.abort();
    this.#way.close();
  }

  async #open(): Promise<void> {
    this.#goal = null;
    await this.#listen().catch((error: unknown) => {
      throw this.#noteFailure(error);
    });
    this.#waitMs = this.#firstWaitMs;
    this.#life = new AbortController();
    this.#tell({ state: 'connected', since: new Date().toISOString() });
  }

  async #listen(): Promise<void> {
    const door = await this.#way.reach(this.#folder);
    if (this.#isClosed) throw lineBroken(this.host);
    this.#door = door;
    await new Promise<void>((done, fail) => {
      this.#giveUp = fail;
      this.#closeSocket = hearDoor(door, {
        after: this.#heard,
        onFrame: (frame) => this.#hear(frame) && done(),
        onEnd: (error) => {
          fail(error);
          this.breakBy(error);
        },
      });
    });
  }

  /** Whether all is heard now that was told before the greeting. */
  #hear(frame: unknown): boolean {
    const read = readDoorFrame(frame);
    if ('hello' in read) this.#goal = this.#greet(read.hello);
    if (this.#goal === null) throw new DoorFailure('strange', 'no greeting');
    if ('missed' in read) {
      this.#heard = this.#goal;
      this.news.emit({ missed: true });
    }
    if ('event' in read) this.#hearEvent(read);
    return this.#heard !== null && this.#heard >= this.#goal;
  }

  #greet({ installation, number, ...rest }: Hello): number {
    if (installation === null) throw nothingOpen(this.host);
    const { rootDir } = installation;
    if (this.#folder !== null && rootDir !== this.#folder)
      throw otherFolder(this.host, { wanted: this.#folder, found: rootDir });
    this.#folder = rootDir;
    this.#heard ??= number;
    this.#side = { ...rest, number, installation };
    return number;
  }

  #hearEvent({ event, number }: { event: { name: string; payload: unknown }; number: number }): void {
    this.#heard = number;
    // What is open there now, the next greeting tells.
    if (event.name === 'cmd-installation-changed') throw new DoorFailure('unreachable', 'another folder was opened');
    const known = readCoreEvent(event);
    if (known !== null) this.news.emit({ event: known });
  }

  #noteFailure(thrown: unknown): Error {
    const error = explainFailure(this.host, thrown);
    const state = passing.has(error.code) ? 'broken' : 'ended';
    const { since } = this.#connection.state === 'broken' ? this.#connection : { since: new Date().toISOString() };
    this.#tell({ state, since, error: toWordedBody(error) });
    if (state === 'broken' && !this.#isClosed) {
      this.#timer = setTimeout(() => void this.connect().catch(() => undefined), this.#waitMs);
      this.#waitMs = Math.min(2 * this.#waitMs, mostWaitMs);
    }
    return error;
  }

  #tell(connection: Connection): void {
    const before = this.#connection;
    const isNew = connection.state !== before.state || connection.error?.code !== before.error?.code;
    this.#connection = connection;
    if (isNew && !this.#isClosed) this.news.emit({ connection });
  }
}
