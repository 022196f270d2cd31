import type { UseQueryResult } from '@tanstack/react-query';
import { ShieldAlert, ShieldX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PolicyVerdict } from '../../src/contract/policy';
import { Button } from '../components/button';
import { Notice } from '../components/notice';
import { useLocation } from '../state/location-store';

interface InstallPolicyProps {
  policy: UseQueryResult<PolicyVerdict>;
  onClose: () => void;
}

/** What the policy says before anything is pressed: the rule, and what would allow it. */
export function InstallPolicy({ policy: { data, error }, onClose }: InstallPolicyProps) {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  if (error) {
    return (
      <div className="mt-2">
        <Notice
          tone="amber"
          icon={<ShieldAlert size={16} />}
          title={t('installFrom.policyUnknown')}
          text={error.message}
        />
      </div>
    );
  }
  if (!data) return <div className="mt-2 min-h-16" />;
  return (
    <div data-testid="install-policy" data-allowed={data.allowed} className="mt-2">
      {data.allowed ? (
        <Notice
          tone="neutral"
          icon={<ShieldAlert size={16} />}
          title={t('installFrom.unreviewed')}
          text={t('installFrom.unreviewedText')}
        />
      ) : (
        <Notice
          tone="amber"
          icon={<ShieldX size={16} />}
          title={t('installFrom.refused')}
          text={data.rule}
          remedy={data.remedies.join(' ')}
        >
          <Button
            size="small"
            onClick={() => {
              onClose();
              go({ place: 'settings', settingSection: 'security' });
            }}
          >
            {t('installFrom.openSettings')}
          </Button>
        </Notice>
      )}
    </div>
  );
}
