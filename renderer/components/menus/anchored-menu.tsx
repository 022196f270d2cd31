import { DropdownMenu } from 'radix-ui';
import { type ReactNode, useEffect, useRef } from 'react';
import { giveFocusBack, rememberFocus } from '../../hooks/focus-home';
import { menuPanelClass } from '../menu';
import type { MenuAnchor } from './menu-anchor';

interface AnchoredMenuProps {
  /** What it hangs from; null while closed. */
  anchor: MenuAnchor | null;
  onClose: () => void;
  children: ReactNode;
}

function OpenMenu({ anchor, onClose, children }: AnchoredMenuProps & { anchor: MenuAnchor }) {
  const { element, point } = anchor;
  const giveBack = useRef<(() => void) | null>(null);
  useEffect(() => {
    giveBack.current = rememberFocus(element);
  }, [element]);
  const { left, top, width, height } = point
    ? { left: point.x, top: point.y, width: 0, height: 0 }
    : element.getBoundingClientRect();
  const returnFocus = (event: Event): void => {
    event.preventDefault();
    giveFocusBack(giveBack.current);
  };
  return (
    <DropdownMenu.Root open modal={false} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DropdownMenu.Trigger asChild>
        <span aria-hidden tabIndex={-1} className="pointer-events-none fixed" style={{ left, top, width, height }} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={point ? 'start' : 'end'}
          sideOffset={point ? 2 : 4}
          collisionPadding={8}
          onCloseAutoFocus={returnFocus}
          onContextMenu={(event) => event.preventDefault()}
          className={menuPanelClass}
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/**
 * One menu for many rows, that of their buttons and that of the right mouse button: a long list mounts it once instead of once per row. The focus returns
 * to where it was asked for.
 */
export function AnchoredMenu({ anchor, ...props }: AnchoredMenuProps) {
  if (!anchor) return null;
  const { x, y } = anchor.point ?? { x: 0, y: 0 };
  return <OpenMenu key={`${x} ${y}`} anchor={anchor} {...props} />;
}
