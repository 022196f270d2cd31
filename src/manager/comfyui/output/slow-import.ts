import { msg, type Message } from '../../../contract/text/message';
import type { Importing } from './import-watch';

/** Follows how long the import of one pack takes. */
export interface SlowImport {
  /** The pack whose import takes long, null while none does. */
  pack(): string | null;
  /** The same in words. */
  notice(): Message | null;
  /** Another pack is being imported, or none. */
  follow(): void;
  close(): void;
}

export interface SlowImportOptions {
  current: () => Importing | null;
  /** From when on an import takes long. */
  slowMs: number;
  /** Called once for each pack that is slow. */
  onSlow: (pack: string) => void;
  /** Called when the text of `notice` has changed. */
  onChange: () => void;
}

/** How often the time is told again. */
const stepMs = 5000;

/** Makes one for a start; nothing is told before `follow`. */
export function createSlowImport({ current, slowMs, onSlow, onChange }: SlowImportOptions): SlowImport {
  let timer: NodeJS.Timeout | undefined;
  let reported: Importing | null = null;

  function slow(): Importing | null {
    const now = current();
    return now !== null && Date.now() - now.sinceMs >= slowMs ? now : null;
  }

  function checkIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(check, ms);
    timer.unref();
  }

  function check(): void {
    const now = slow();
    if (now === null) return;
    if (reported !== now) onSlow(now.pack);
    reported = now;
    checkIn(stepMs);
    onChange();
  }

  return {
    pack: () => slow()?.pack ?? null,
    notice() {
      const now = slow();
      if (now === null) return null;
      const seconds = Math.round((Date.now() - now.sinceMs) / 1000);
      return msg`ComfyUI has been importing ${now.pack} for ${seconds} s.`;
    },
    follow() {
      clearTimeout(timer);
      const now = current();
      // A millisecond more: a timer may be early by a part of one.
      if (now !== null) checkIn(Math.max(0, now.sinceMs + slowMs - Date.now()) + 1);
      if (reported !== null && reported !== now) {
        reported = null;
        onChange();
      }
    },
    close() {
      clearTimeout(timer);
    },
  };
}
