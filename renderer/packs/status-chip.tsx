import { ArrowUp, Check, CircleX, Pause } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip, type ChipTone } from '../components/chip';
import type { RowStatus } from './row-facts';

const looks: Record<Exclude<RowStatus, 'none'>, { tone: ChipTone; icon: ReactNode }> = {
  failed: { tone: 'red', icon: <CircleX size={11} /> },
  update: { tone: 'amber', icon: <ArrowUp size={11} /> },
  disabled: { tone: 'neutral', icon: <Pause size={11} /> },
  installed: { tone: 'green', icon: <Check size={11} /> },
};

/** The status of a pack as an icon and a word; nothing for packs that are not there. */
export function StatusChip({ status }: { status: RowStatus }) {
  const { t } = useTranslation();
  if (status === 'none') return null;
  const { tone, icon } = looks[status];
  return (
    <Chip tone={tone} icon={icon}>
      {t(`states.${status}`)}
    </Chip>
  );
}
