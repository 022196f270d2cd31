import type { Socket } from 'node:net';
import type { Logger } from '../../base/log';
import { AppError } from '../../contract/errors';
import { say } from '../../contract/text/said';
import { isLoopbackAddress } from './guards';

/** How many connections may be open at once. A browser opens six to a server, and a socket for each tab. */
export interface CrowdLimits {
  /** From this machine. The others do not count here, so that they cannot lock it out. */
  own: number;
  /** From one other machine. */
  perMachine: number;
  /** From all other machines together. */
  others: number;
}

const limits: CrowdLimits = { own: 512, perMachine: 128, others: 384 };
/** So many more are let in to be told that there is no room; beyond, a connection is cut without a word. */
const toldAtOnce = 32;
const logEveryMs = 60_000;

/** Counts the connections of a listener and turns away those there is no room for. */
export class CrowdLimit {
  readonly #counts = new Map<string, number>();
  readonly #limits: CrowdLimits;
  readonly #log: Logger;
  readonly #turnedAway = new WeakSet<object>();
  #othersCount = 0;
  #toldCount = 0;
  #loggedAtMs = -Infinity;

  constructor(log: Logger, allowed: CrowdLimits = limits) {
    this.#log = log;
    this.#limits = allowed;
  }

  /** Counts a connection that was just made; cuts it when so many are beyond the limit that not even a refusal can be told to all. */
  admit(socket: Socket): void {
    const address = nameOf(socket.remoteAddress);
    if (!this.#hasRoom(address)) {
      this.#turnAway(socket, address);
      return;
    }
    this.#count(address, 1);
    socket.once('close', () => {
      this.#count(address, -1);
    });
  }

  /** The refusal of what comes over a connection there was no room for; null for all others. */
  judge(socket: object): AppError | null {
    if (!this.#turnedAway.has(socket)) return null;
    return new AppError('too-many-connections', say`Too many connections are open.`, {
      remedy: say`Close some, or keep one open for all requests, and try again.`,
    });
  }

  #hasRoom(address: string): boolean {
    const count = this.#counts.get(address) ?? 0;
    if (address === ownMachine) return count < this.#limits.own;
    return count < this.#limits.perMachine && this.#othersCount < this.#limits.others;
  }

  #count(address: string, change: 1 | -1): void {
    const count = (this.#counts.get(address) ?? 0) + change;
    if (count === 0) this.#counts.delete(address);
    else this.#counts.set(address, count);
    if (address !== ownMachine) this.#othersCount += change;
  }

  #turnAway(socket: Socket, address: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#loggedAtMs > logEveryMs) {
      this.#loggedAtMs = nowMs;
      this.#log.warn('Connections are turned away: too many are open.', { address });
    }
    if (this.#toldCount >= toldAtOnce) {
      socket.destroy();
      return;
    }
    this.#toldCount += 1;
    this.#turnedAway.add(socket);
    // Who asks nothing is not waited for.
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('close', () => (this.#toldCount -= 1));
  }
}

const ownMachine = 'this machine';

/** One name for each machine: all loopback addresses are this one, and IPv4 is the same inside IPv6. */
function nameOf(address: string | undefined): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isLoopbackAddress(plain) ? ownMachine : plain;
}
