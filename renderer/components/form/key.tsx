import { nameKey } from '../../texts/key-names';

/** A key of the keyboard, by its name in the list of shortcuts. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[4px] border border-border bg-panel px-1 font-sans text-xs whitespace-nowrap text-faint">
      {nameKey(children)}
    </kbd>
  );
}

/** Keys that are pressed together. */
export function Chord({ keys }: { keys: readonly string[] }) {
  return (
    <span className="inline-flex shrink-0 gap-1">
      {keys.map((key) => (
        <Key key={key}>{key}</Key>
      ))}
    </span>
  );
}
