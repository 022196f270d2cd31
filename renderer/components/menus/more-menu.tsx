import { MoreHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../class-names';
import { IconButton } from '../icon-button';
import { Menu } from '../menu';

interface MoreMenuProps {
  label: string;
  testId?: string;
  /** Of a row (`group/row`): in sight while the row is pointed at, or the keyboard is at the button. */
  isOfRow?: boolean;
  children: ReactNode;
}

/** What is wanted now and then, behind one button. */
export function MoreMenu({ label, testId, isOfRow = false, children }: MoreMenuProps) {
  return (
    <Menu
      trigger={
        <IconButton
          isCompact
          label={label}
          data-testid={testId}
          icon={<MoreHorizontal size={16} />}
          className={classNames(
            isOfRow &&
              'opacity-0 group-focus-within/row:opacity-100 group-hover/row:opacity-100 aria-expanded:opacity-100',
          )}
        />
      }
    >
      {children}
    </Menu>
  );
}
