import type { Socket } from 'node:net';
import type { Logger } from '../../base/log';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
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
const maxReported = 32;
const logEveryMs = 60_000;

/**
 * Counts the connections of a listener. Where there is no room for one more, the one that has waited longest for the head of a request is cut: a head takes
 * a moment to send, so who holds a place without one keeps it from those who have one. Of those that were answered before, none is cut while another waits
 * for its first. Where every connection has a request under way the new one is turned away.
 */
export class CrowdLimit {
  readonly #counts = new Map<string, number>();
  /** Connections that never sent a whole head, and the machine of each; who has waited longest is first. */
  readonly #waiting = new Map<Socket, string>();
  /** The same of those that got an answer, and are kept open for the next request. */
  readonly #idle = new Map<Socket, string>();
  readonly #limits: CrowdLimits;
  readonly #log: Logger;
  readonly #turnedAway = new WeakSet<object>();
  #othersCount = 0;
  #reportedCount = 0;
  #loggedAtMs = -Infinity;

  constructor(log: Logger, allowed: CrowdLimits = limits) {
    this.#log = log;
    this.#limits = allowed;
  }

  /** Counts a connection that was just made; cuts it when so many are beyond the limit that not even a refusal can be told to all. */
  admit(socket: Socket): void {
    const address = nameOf(socket.remoteAddress);
    if (!this.#hasRoom(address) && !this.#makeRoom(address)) {
      this.#turnAway(socket, address);
      return;
    }
    this.#count(address, 1);
    this.#waiting.set(socket, address);
    socket.once('close', () => {
      this.begin(socket);
      this.#count(address, -1);
    });
  }

  /** A whole head has come over a connection, which keeps its place from now on. */
  begin(socket: Socket): void {
    this.#waiting.delete(socket);
    this.#idle.delete(socket);
  }

  /** The last answer over a connection has been written: it waits for a head again. */
  end(socket: Socket): void {
    if (!socket.destroyed && !this.#turnedAway.has(socket)) this.#idle.set(socket, nameOf(socket.remoteAddress));
  }

  /** The refusal of what comes over a connection there was no room for; null for all others. */
  judge(socket: object): AppError | null {
    if (!this.#turnedAway.has(socket)) return null;
    return new AppError('too-many-connections', msg`Too many connections are open.`, {
      remedy: msg`Close some, or keep one open for all requests, and try again.`,
    });
  }

  #hasRoom(address: string): boolean {
    const count = this.#counts.get(address) ?? 0;
    if (address === ownMachine) return count < this.#limits.own;
    return count < this.#limits.perMachine && this.#othersCount < this.#limits.others;
  }

  /** Cuts the one that has waited longest of those that are counted with this machine; false where nobody waits. */
  #makeRoom(address: string): boolean {
    const isFull = (this.#counts.get(address) ?? 0) >= this.#limits.perMachine;
    const sharesPlace = (other: string) =>
      address === ownMachine || isFull ? other === address : other !== ownMachine;
    const longest = [...this.#waiting, ...this.#idle].find(([, other]) => sharesPlace(other))?.[0];
    if (longest === undefined) return false;
    this.#reportToLog(address);
    this.begin(longest);
    longest.destroy();
    return true;
  }

  #count(address: string, change: 1 | -1): void {
    const count = (this.#counts.get(address) ?? 0) + change;
    if (count === 0) this.#counts.delete(address);
    else this.#counts.set(address, count);
    if (address !== ownMachine) this.#othersCount += change;
  }

  #reportToLog(address: string): void {
    const nowMs = performance.now();
    if (nowMs - this.#loggedAtMs <= logEveryMs) return;
    this.#loggedAtMs = nowMs;
    this.#log.warn('Too many connections are open: those that send no request are cut, or new ones turned away.', {
      address,
    });
  }

  #turnAway(socket: Socket, address: string): void {
    this.#reportToLog(address);
    if (this.#reportedCount >= maxReported) {
      socket.destroy();
      return;
    }
    this.#reportedCount += 1;
    this.#turnedAway.add(socket);
    // Who asks nothing is not waited for.
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('close', () => (this.#reportedCount -= 1));
  }
}

const ownMachine = 'this machine';

/** One name for each machine: all loopback addresses are this one, and IPv4 is the same inside IPv6. */
function nameOf(address: string | undefined): string {
  const plain = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isLoopbackAddress(plain) ? ownMachine : plain;
}
