import { shortenVersion } from '../../../src/contract/text/version';
import { Check, GitBranch, PackageOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ComfyRelease } from '../../../src/contract/comfyui';
import type { PolicyVerdict } from '../../../src/contract/policy';
import { Button } from '../../components/button';
import { Chip } from '../../components/chip';
import { Fold } from '../../components/fold';
import { useLock } from '../../components/use-lock';
import { formatCount, formatDate, formatExact } from '../../texts/formatting';

function Chips({ release: { kind, isCurrent, isNewest } }: { release: ComfyRelease }) {
  const { t } = useTranslation();
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

function CommitNotes({ notes: { lines, more } }: Pick<ComfyRelease, 'notes'>) {
  const { t } = useTranslation();
  return (
    <ul className="list-disc pl-8 text-sm break-words text-soft selectable">
      {lines.map((line, position) => (
        <li key={position} className="py-0.5">
          {line}
        </li>
      ))}
      {more > 0 && (
        <li className="list-none py-0.5 text-faint">
          {t('comfy.versions.more', { count: more, shown: formatCount(more) })}
        </li>
      )}
    </ul>
  );
}

function Notes({ notes }: Pick<ComfyRelease, 'notes'>) {
  const { t } = useTranslation();
  const { from, lines, more } = notes;
  if (lines.length === 0) return <p className="mt-0.5 text-sm text-faint">{t('comfy.versions.noNotes')}</p>;
  if (from === 'tag') {
    return (
      <Fold label={t('comfy.versions.notes')} className="mt-0.5">
        <p className="pl-5 text-sm break-words whitespace-pre-line text-soft selectable">{lines.join('\n')}</p>
      </Fold>
    );
  }
  const count = lines.length + more;
  return (
    <Fold label={t('comfy.versions.commits', { count, shown: formatCount(count) })} className="mt-0.5">
      <CommitNotes notes={notes} />
    </Fold>
  );
}

interface VersionRowProps {
  release: ComfyRelease;
  isDisabled: boolean;
  /** Why the policy refuses going there; then the person is asked first. */
  refusal: PolicyVerdict | undefined;
  onSwitch: () => void;
}

/** One version: when it came, what came with it, and the way to it. */
export function VersionRow({ release, isDisabled, refusal, onSwitch }: VersionRowProps) {
  const { t } = useTranslation();
  const lock = useLock(refusal);
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
        <Notes notes={release.notes} />
      </div>
      {!isCurrent && (
        <Button
          size="small"
          disabled={isDisabled}
          {...lock}
          aria-label={t('comfy.versions.switchTo', { version })}
          onClick={onSwitch}
        >
          {t('comfy.versions.switch')}
        </Button>
      )}
    </li>
  );
}
