import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Risk } from '../../src/contract/policy';
import { Chip, type ChipTone } from './chip';

type Degree = 'low' | 'medium' | 'high';

/** Six steps are for the table of the core; a person is told three. */
const degrees: Record<Risk, Degree> = {
  low: 'low',
  middle: 'medium',
  'middle+': 'medium',
  high: 'high',
  'high+': 'high',
  block: 'high',
};

const tones: Record<Degree, ChipTone> = { low: 'neutral', medium: 'amber', high: 'red' };

/** How much can go wrong, in one word. */
export function RiskChip({ risk }: { risk: Risk }) {
  const { t } = useTranslation();
  const degree = degrees[risk];
  const icon = degree === 'low' ? <ShieldCheck size={11} /> : <ShieldAlert size={11} />;
  return (
    <Chip tone={tones[degree]} icon={icon}>
      {t(`policy.risks.${degree}`)}
    </Chip>
  );
}
