import { shortenVersion } from '../../src/contract/text/version';
import { CircleAlert, ShieldAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { PolicyVerdict } from '../../src/contract/policy';
import { classNames } from '../components/class-names';
import { refusalOf } from '../texts/policy-words';
import { go } from '../navigation/location-store';
import { Offered } from '../state/installation/remote';
import { permitRow } from '../state/policy/permissions';
import { isLacking, type PackRow } from './workflow-rows';
import { showPack } from '../navigation/show-pack';
import { formatSentence } from '../texts/core-sentences';

const tones = { amber: 'text-amber-text', red: 'text-red-text' } as const;

function Note({ tone, icon, children }: { tone: keyof typeof tones; icon: ReactNode; children: ReactNode }) {
  return (
    <p className={classNames('mt-1 flex items-start gap-1.5 text-sm [&>svg]:mt-0.5 [&>svg]:shrink-0', tones[tone])}>
      {icon}
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

/** Why this pack of several, where that is not plain. */
function ReasonWords({ row: { candidate, pack } }: { row: PackRow }) {
  if (pack.alternatives.length === 0 || candidate.state === 'installed') return null;
  return <p className="mt-0.5 text-sm text-muted">{t(`workflow.why.${candidate.why}`)}</p>;
}

function VersionWords({ row: { candidate } }: { row: PackRow }) {
  const { wantedVersion: wanted, installedVersion: installed } = candidate;
  if (wanted === null || installed === null || wanted === installed) return null;
  return (
    <p className="mt-0.5 text-sm text-muted">
      {t('workflow.otherVersion', { wanted: shortenVersion(wanted), installed: shortenVersion(installed) })}
    </p>
  );
}

function NoteLink({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className="rounded-control underline underline-offset-2" onClick={onClick}>
      {label}
    </button>
  );
}

function showSecurity(): void {
  go({ place: 'settings', settingSection: 'security', settingQuery: '' });
}

function showVersions(packKey: string): void {
  showPack({ key: packKey });
}

/** What a person has to know of a pack before anything is done. */
export function PackNotes({ row, verdict }: { row: PackRow; verdict: PolicyVerdict | undefined }) {
  const { candidate, work } = row;
  const from = candidate.repository ?? candidate.registryId ?? candidate.key;
  return (
    <>
      <ReasonWords row={row} />
      <VersionWords row={row} />
      {work === 'install' && !candidate.isListed && (
        <Note tone="amber" icon={<CircleAlert aria-hidden size={14} />}>
          {t('workflow.unlisted', { from })}
        </Note>
      )}
      {isLacking(row) && (
        <Note tone="amber" icon={<CircleAlert aria-hidden size={14} />}>
          {t('workflow.lacksClasses')}{' '}
          <NoteLink label={t('workflow.showVersions')} onClick={() => showVersions(candidate.key)} />
        </Note>
      )}
      {candidate.problem !== null && (
        <Note tone="red" icon={<CircleAlert aria-hidden size={14} />}>
          {formatSentence(candidate.problem)}
        </Note>
      )}
      {verdict && (
        <Note tone="amber" icon={<ShieldAlert aria-hidden size={14} />}>
          {refusalOf(verdict)}{' '}
          <Offered operation="policy.allow">
            <NoteLink label={t('policy.allow')} onClick={() => void permitRow(verdict.operation)} />
            {' · '}
            <NoteLink label={t('failure.openSecurity')} onClick={showSecurity} />
          </Offered>
        </Note>
      )}
    </>
  );
}
