import { createSerial } from '../../../base/async/serial';
import { readJsonIfPresent, writeJson } from '../../../base/files/files';

/** Remembers under which name a pack lived before it was disabled, so that enabling puts it back there (beats W52). */
export interface Origins {
  /** Name below `.disabled` -> name below `custom_nodes`. */
  read(): Promise<ReadonlyMap<string, string>>;
  change(changes: { remember?: readonly (readonly [string, string])[]; forget?: readonly string[] }): Promise<void>;
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
    change: ({ remember = [], forget = [] }) =>
      serial(async () => {
        const names = await read();
        const before = names.size;
        for (const name of forget) names.delete(name);
        for (const [disabledName, originName] of remember) names.set(disabledName, originName);
        if (names.size === before && remember.length === 0) return;
        await writeJson(file, Object.fromEntries(names));
      }),
  };
}
