import { CircleMinus, CircleX, MonitorX, PackageX, Pause, RotateCw, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { ReactNode } from 'react';
import { Chip, type ChipTone } from '../components/chip';
import type { RowStatus } from './row-facts';

const styles: Record<Exclude<RowStatus, 'none'>, { tone: ChipTone; icon: ReactNode }> = {
  failed: { tone: 'red', icon: <CircleX size={11} /> },
  broken: { tone: 'red', icon: <TriangleAlert size={11} /> },
  restart: { tone: 'amber', icon: <RotateCw size={11} /> },
  lacking: { tone: 'amber', icon: <PackageX size={11} /> },
  'left-out': { tone: 'neutral', icon: <CircleMinus size={11} /> },
  system: { tone: 'neutral', icon: <MonitorX size={11} /> },
  accelerator: { tone: 'neutral', icon: <MonitorX size={11} /> },
  comfyui: { tone: 'neutral', icon: <MonitorX size={11} /> },
  disabled: { tone: 'neutral', icon: <Pause size={11} /> },
};

/** The status of a pack as an icon and a word; nothing for packs that are fine, or not there. */
export function StatusChip({ status }: { status: RowStatus }) {
  if (status === 'none') return null;
  const { tone, icon } = styles[status];
  return (
    <Chip tone={tone} icon={icon}>
      {status === 'system' || status === 'accelerator' || status === 'comfyui'
        ? t(`fit.${status}`)
        : t(`states.${status}`)}
    </Chip>
  );
}
