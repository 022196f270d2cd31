/** What the name of a snapshot says (`2026-11-25_14-03-22_snapshot`; the reference names them alike). */
export interface SnapshotTitle {
  /** Local time; null for a name without one. */
  takenAtMs: number | null;
  /** What a person called it; empty when nobody gave it a name. */
  label: string;
  /** Taken by the app before a change. */
  isAutomatic: boolean;
}

const stamped = /^(\d{4})-(\d\d)-(\d\d)_(\d\d)-(\d\d)-(\d\d)_(.*)$/su;
const unnamed: ReadonlySet<string> = new Set(['snapshot', 'autosave']);

/** Reads the name of a snapshot. A name of another form is all label. */
export function readSnapshotName(name: string): SnapshotTitle {
  const [, year, month, day, hour, minute, second, rest = ''] = stamped.exec(name) ?? [];
  if (year === undefined) return { takenAtMs: null, label: name, isAutomatic: false };
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // Two of one second are told apart by a counter behind.
  const plain = rest.replace(/_\d+$/u, '');
  return {
    takenAtMs: new Date(y, mo - 1, d, h, mi, s).getTime(),
    label: unnamed.has(plain) ? '' : rest,
    isAutomatic: plain === 'autosave',
  };
}

/** Whether the first was taken before the second, as far as their names tell: they know seconds. */
export function isTakenBefore(first: string, second: string): boolean {
  const [one, other] = [readSnapshotName(first).takenAtMs, readSnapshotName(second).takenAtMs];
  return one !== null && other !== null && one < other;
}
