import { ShieldX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PolicyVerdict } from '../../src/contract/policy';
import { Button } from '../components/button';
import { Notice } from '../components/notice';
import { useLocation } from '../state/location-store';

/** Why versions cannot be chosen here, before anything is pressed; nothing when they can. */
export function VersionPolicy({ verdict }: { verdict: PolicyVerdict | undefined }) {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  if (verdict === undefined || verdict.allowed) return null;
  return (
    <div className="mb-4" data-testid="version-policy">
      <Notice
        tone="amber"
        icon={<ShieldX size={16} />}
        title={t('comfy.versions.refused')}
        text={verdict.rule}
        remedy={verdict.remedies.join(' ')}
      >
        <Button size="small" onClick={() => go({ place: 'settings', settingSection: 'security' })}>
          {t('comfy.versions.openSecurity')}
        </Button>
      </Notice>
    </div>
  );
}
