import { ShieldX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ComfyRelease } from '../../../src/contract/comfyui';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { Button } from '../../components/button';
import { Notice } from '../../components/feedback/notice';
import { usePolicyWords } from '../../texts/policy-words';
import { permitRow } from '../../state/policy/permissions';
import { openSecurity } from '../../state/settings/settings-actions';

interface VersionPolicyProps {
  verdict: PolicyVerdict | undefined;
  /** What an update leads to, which the policy judges by itself; undefined where there is nothing newer. */
  target: ComfyRelease | undefined;
}

/** That going to a version by name is off, before anything is pressed, what is possible all the same, and the way to allow it; nothing where it is on. */
export function VersionPolicy({ verdict, target }: VersionPolicyProps) {
  const { t } = useTranslation();
  const words = usePolicyWords();
  if (verdict === undefined) return null;
  const stays = target?.kind === 'nightly' ? 'updateStaysNightly' : 'updateStays';
  const possible = target === undefined ? '' : t(`comfy.versions.${stays}`, { version: target.version });
  return (
    <div className="mb-4" data-testid="version-policy">
      <Notice
        tone="amber"
        icon={<ShieldX size={16} />}
        title={words.refusalOf(verdict)}
        text={words.effectOf(verdict.operation)}
        remedy={possible}
      >
        <Button size="small" onClick={() => void permitRow(verdict.operation)}>
          {t('policy.allow')}
        </Button>
        <Button size="small" tone="quiet" onClick={openSecurity}>
          {t('comfy.versions.openSecurity')}
        </Button>
      </Notice>
    </div>
  );
}
