import type { CSSProperties } from 'react';
import { classNames } from './class-names';
import { initialsOf, hueOf } from './initials';

interface AvatarProps {
  /** Gives the hue; the same id always looks the same. */
  id: string;
  title: string;
  size?: keyof typeof sizes;
  /** A `data:` address, shown in place of the initials. */
  picture?: string | null;
  /** It is on this machine: a quiet mark says so to eyes, and the row says it in words (`.avatar` in app.css). */
  isMine?: boolean;
}

const sizes = { small: 'size-7 text-xs', medium: 'size-8 text-sm', large: 'size-10 text-lg' } as const;

/** Initials on a hue of the pack's own. Decoration: the name stands beside it. */
export function Avatar({ id, title, size = 'medium', picture = null, isMine = false }: AvatarProps) {
  const style: CSSProperties & Record<'--hue', string> = { '--hue': String(hueOf(id)) };
  if (picture !== null) style.background = `center / cover url("${picture}")`;
  return (
    <span
      aria-hidden
      data-mine={isMine ? '' : undefined}
      style={style}
      className={classNames(
        'avatar relative inline-flex shrink-0 items-center justify-center rounded-control font-semibold tracking-tight',
        sizes[size],
      )}
    >
      {picture === null && initialsOf(title)}
    </span>
  );
}
