import { CircleAlert, Copy, CornerUpRight, Scissors } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { Chip, type ChipTone } from '../components/chip';
import type { ModelFinding, ModelRecord } from './model-record';

const findingChips: Record<ModelFinding['kind'], { tone: ChipTone; icon: ReactNode }> = {
  partial: { tone: 'amber', icon: <Scissors size={11} /> },
  'other-file': { tone: 'amber', icon: <CircleAlert size={11} /> },
  duplicate: { tone: 'violet', icon: <Copy size={11} /> },
  misplaced: { tone: 'amber', icon: <CornerUpRight size={11} /> },
};

/** What is to be said of a model on disk, the first finding; that it is there shows the mark at its picture, and those who hear the row are told. */
export function ModelStatus({ record, hasFailed }: { record: ModelRecord; hasFailed: boolean }) {
  if (hasFailed) {
    return (
      <Chip tone="red" icon={<CircleAlert size={11} />}>
        {t('states.failed')}
      </Chip>
    );
  }
  const [finding] = record.findings;
  if (finding) {
    const { tone, icon } = findingChips[finding.kind];
    return (
      <Chip tone={tone} icon={icon}>
        {t(`models.findings.${finding.kind}`)}
      </Chip>
    );
  }
  if (record.file === null) return null;
  return <span className="sr-only">{t('models.onDisk')}</span>;
}
