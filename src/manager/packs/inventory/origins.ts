import { createSerial } from '../../../base/async/serial';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';
import type { Replaced } from '../../records/change-record';

/** Names to write down, and names of which nothing is to be known any more. */
export interface OriginChange {
  remember?: readonly (readonly [string, string])[];
  forget?: readonly string[];
}

/** Remembers under which name a pack lived before it was disabled, so that enabling puts it back there (beats W52). */
export interface Origins {
  /** Name below `.disabled` -> name below `custom_nodes`. */
  read(): Promise<ReadonlyMap<string, string>>;
  /** What a change would replace; nothing is written. */
  plan(change: OriginChange): Promise<Replaced[]>;
  /** Brings each name to its `after`, whatever it is now. */
  apply(replaced: readonly Replaced[]): Promise<void>;
}

/** Opens the record; entries of folders that are gone do no harm. */
export function createOrigins(file: string): Origins {
  const serial = createSerial();
  const read = async (): Promise<Map<string, string>> => {
    const stored = await readJsonIfPresent(file);
    if (typeof stored !== 'object' || stored === null) return new Map();
    const pairs = Object.entries(stored).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
    return new Map(pairs);
  };
  return {
    read,
    async plan({ remember = [], forget = [] }) {
      const now = await read();
      const after = new Map<string, string | null>([...forget.map((name) => [name, null] as const), ...remember]);
      return [...after]
        .map(([name, value]) => ({ name, before: now.get(name) ?? null, after: value }))
        .filter((one) => one.before !== one.after);
    },
    apply: (replaced) =>
      serial(async () => {
        if (replaced.length === 0) return;
        const names = await read();
        for (const { name, after } of replaced) {
          if (after === null) names.delete(name);
          else names.set(name, after);
        }
        await writeJson(file, Object.fromEntries(names));
      }),
  };
}
