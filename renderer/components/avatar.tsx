import type { CSSProperties } from 'react';
import { classNames } from './class-names';
import { initialsOf, hueOf } from './initials';

interface AvatarProps {
  /** Gives the hue; the same id always looks the same. */
  id: string;
  title: string;
  isLarge?: boolean;
}

/** Initials on a hue of the pack's own. Decoration: the name stands beside it. */
export function Avatar({ id, title, isLarge = false }: AvatarProps) {
  const style: CSSProperties & Record<'--hue', string> = { '--hue': String(hueOf(id)) };
  return (
    <span
      aria-hidden
      style={style}
      className={classNames(
        'avatar inline-flex shrink-0 items-center justify-center rounded-control font-semibold tracking-tight',
        isLarge ? 'size-10 text-lg' : 'size-8 text-sm',
      )}
    >
      {initialsOf(title)}
    </span>
  );
}
