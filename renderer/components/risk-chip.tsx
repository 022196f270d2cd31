import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Risk } from '../../src/contract/policy';
import { riskDegrees, type RiskDegree } from '../../src/contract/risk-degrees';
import { Chip, type ChipTone } from './chip';

const tones: Record<RiskDegree, ChipTone> = { low: 'neutral', medium: 'amber', high: 'red' };

/** How much can go wrong, in one word. */
export function RiskChip({ risk }: { risk: Risk }) {
  const { t } = useTranslation();
  const degree = riskDegrees[risk];
  const icon = degree === 'low' ? <ShieldCheck size={11} /> : <ShieldAlert size={11} />;
  return (
    <Chip tone={tones[degree]} icon={icon}>
      {t(`policy.risks.${degree}`)}
    </Chip>
  );
}
