import type { WebSocket } from 'ws';

/** What waits to be told: a text, or something that must happen first. */
type Item = { frame: string; onSent?: () => void } | { isOver: boolean };

/** Above this a client that does not read is cut. Far more than one picture, which ComfyUI may just have sent it. */
const maxWaitingBytes = 64 * 1024 * 1024;

/** A client whose socket goes through the gateway: our own messages to it, in order, behind whatever has to happen first. */
export class Tab {
  readonly #items: Item[] = [];

  readonly #socket: WebSocket;

  /** The id that ComfyUI gave it; empty until ComfyUI has spoken. */
  sid = '';

  constructor(
    /** A page of ours, not a script: only pages have to be waited for. */
    readonly isBrowser: boolean,
    socket: WebSocket,
  ) {
    this.#socket = socket;
  }

  /** Whether messages wait behind something. */
  get isPaused(): boolean {
    return this.#items.length > 0;
  }

  /** Sends a text behind everything that was said before. */
  send(frame: string, onSent?: () => void): void {
    this.#items.push(onSent ? { frame, onSent } : { frame });
    this.#proceed();
  }

  /** Sends a text before everything that waits. */
  sendNow(frame: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > maxWaitingBytes) this.#socket.terminate();
    else this.#socket.send(frame);
  }

  /** What is told from here on waits for `until`, which never rejects. */
  pauseUntil(until: Promise<void>): void {
    const pause = { isOver: false };
    this.#items.push(pause);
    void until.then(() => {
      pause.isOver = true;
      this.#proceed();
    });
  }

  #proceed(): void {
    for (let item = this.#items[0]; item; item = this.#items[0]) {
      if ('isOver' in item && !item.isOver) return;
      this.#items.shift();
      if ('isOver' in item) continue;
      this.sendNow(item.frame);
      item.onSent?.();
    }
  }
}
