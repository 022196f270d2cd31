import { shortenVersion } from '../../../src/contract/text/version';
import { Check, GitBranch, PackageOpen } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyRelease } from '../../../src/contract/comfyui/comfyui-versions';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { Button } from '../../components/button';
import { Chip } from '../../components/chip';
import { openReview } from '../../navigation/window-store';
import { ReleaseNotes } from '../../components/feedback/release-notes';
import { lockOf } from '../../components/lock';
import { formatDate, formatExact } from '../../texts/formatting';

function Chips({ release: { kind, isCurrent, isNewest } }: { release: ComfyRelease }) {
  return (
    <>
      {isCurrent && (
        <Chip tone="green" icon={<Check size={11} />}>
          {t('comfy.versions.isCurrent')}
        </Chip>
      )}
      {isNewest && !isCurrent && <Chip tone="accent">{t('comfy.versions.isNewest')}</Chip>}
      {kind === 'nightly' && (
        <Chip tone="violet" icon={<GitBranch size={11} />}>
          {t('comfy.versions.isNightly')}
        </Chip>
      )}
    </>
  );
}

interface VersionRowProps {
  release: ComfyRelease;
  isDisabled: boolean;
  /** Why the policy refuses going there; then the person is asked first. */
  refusal: PolicyVerdict | undefined;
  /** An update leads there, and that is possible where going there by name is not. */
  isUpdate: boolean;
  onSwitch: () => void;
}

type ButtonProps = Pick<VersionRowProps, 'isDisabled'> & { version: string };

function SwitchButton({
  version,
  isDisabled,
  refusal,
  onSwitch,
}: ButtonProps & Pick<VersionRowProps, 'refusal' | 'onSwitch'>) {
  const lock = lockOf(refusal);
  const label = t('comfy.versions.switchTo', { version });
  return (
    <Button size="small" disabled={isDisabled} {...lock} aria-label={label} onClick={onSwitch}>
      {t('comfy.versions.switch')}
    </Button>
  );
}

/** One version: when it came, what came with it, and the way to it. */
export function VersionRow({ release, isDisabled, refusal, isUpdate, onSwitch }: VersionRowProps) {
  const { version, kind, commit, date, isCurrent, requirementsChanged } = release;
  const dateMs = Date.parse(date);
  return (
    <li
      data-testid="version-row"
      data-version={version}
      data-current={isCurrent}
      className="flex gap-3 border-b border-border px-3.5 py-2.5 last:border-0"
    >
      <div className="min-w-0 flex-1">
        <div className="flex min-h-5 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-mono text-sm font-medium selectable">{version}</span>
          <Chips release={release} />
          {!Number.isNaN(dateMs) && (
            <span title={formatExact(dateMs)} className="text-sm text-faint tabular">
              {formatDate(dateMs)}
            </span>
          )}
          {kind === 'nightly' && <span className="font-mono text-sm text-faint">{shortenVersion(commit)}</span>}
          {requirementsChanged === true && (
            <span
              title={t('comfy.versions.otherNeedsHint')}
              className="inline-flex items-center gap-1 text-sm text-muted"
            >
              <PackageOpen aria-hidden size={13} />
              {t('comfy.versions.otherNeeds')}
            </span>
          )}
        </div>
        <ReleaseNotes notes={release.notes} />
      </div>
      {!isCurrent && (
        <SwitchButton
          {...{ version, isDisabled }}
          refusal={isUpdate ? undefined : refusal}
          onSwitch={isUpdate ? () => openReview('comfyui') : onSwitch}
        />
      )}
    </li>
  );
}
