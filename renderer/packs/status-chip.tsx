import type { TFunction } from 'i18next';
import { ArrowUp, Check, CircleX, Pause } from 'lucide-react';
import type { ReactNode } from 'react';
import { Chip, type ChipTone } from '../components/chip';
import type { RowStatus } from './row-facts';

const looks: Record<Exclude<RowStatus, 'none'>, { tone: ChipTone; icon: ReactNode }> = {
  failed: { tone: 'red', icon: <CircleX size={11} /> },
  update: { tone: 'amber', icon: <ArrowUp size={11} /> },
  disabled: { tone: 'neutral', icon: <Pause size={11} /> },
  installed: { tone: 'green', icon: <Check size={11} /> },
};

/** The status of a pack as an icon and a word; nothing for packs that are not there. */
export function StatusChip({ status, t }: { status: RowStatus; t: TFunction }) {
  if (status === 'none') return null;
  const { tone, icon } = looks[status];
  return (
    <Chip tone={tone} icon={icon}>
      {t(`states.${status}`)}
    </Chip>
  );
}
