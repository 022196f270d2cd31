import type { UseQueryResult } from '@tanstack/react-query';
import { ShieldAlert, ShieldX } from 'lucide-react';
import { t } from 'i18next';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { Button } from '../../components/button';
import { Notice } from '../../components/feedback/notice';
import { effectOf, refusalOf } from '../../texts/policy-words';
import { permitRow } from '../../state/policy/permissions';
import { Offered } from '../../state/installation/remote';
import { openSecurity } from '../../state/settings/settings-actions';
import { describeError } from '../../texts/core-sentences';

interface InstallPolicyProps {
  policy: UseQueryResult<PolicyVerdict>;
  onClose: () => void;
}

/** What the policy says before anything is pressed: the rule, and what would allow it. */
export function InstallPolicy({ policy: { data, error }, onClose }: InstallPolicyProps) {
  if (error) {
    return (
      <div className="mt-2">
        <Notice
          tone="amber"
          icon={<ShieldAlert size={16} />}
          title={t('installFrom.policyUnknown')}
          text={describeError(error).text}
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
        <Notice tone="amber" icon={<ShieldX size={16} />} title={refusalOf(data)} text={effectOf(data.operation)}>
          <Offered operation="policy.allow">
            <Button size="small" onClick={() => void permitRow(data.operation)}>
              {t('policy.allow')}
            </Button>
            <Button
              size="small"
              tone="quiet"
              onClick={() => {
                onClose();
                openSecurity();
              }}
            >
              {t('installFrom.openSettings')}
            </Button>
          </Offered>
        </Notice>
      )}
    </div>
  );
}
