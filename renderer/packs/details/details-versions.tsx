import { Flag, GitBranch, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { Chip } from '../../components/chip';
import { classNames } from '../../components/class-names';
import { lockOf } from '../../components/lock';
import { usePackVersions } from './pack-details';
import type { PackRecord } from '../../state/packs/pack-record';
import { findRefusal, usePackRefusals } from '../../state/packs/pack-refusals';
import { formatExact, formatWhen } from '../../texts/formatting';
import { useVersionFit } from './details-fit';
import { DetailsNightly } from './details-nightly';
import { DetailsAge, DetailsEmpty, DetailsFailed, DetailsWaiting } from './details-parts';
import { requestPack } from '../../state/packs/request-pack';
import { mergeVersions, type VersionChoice } from '../version-choices';
import { useNow } from '../../hooks/use-now';

function VersionChips({ choice }: { choice: VersionChoice }) {
  return (
    <>
      {choice.isInstalled && <Chip tone="green">{t('versions.current')}</Chip>}
      {choice.isNewest && !choice.isInstalled && <Chip tone="accent">{t('versions.newest')}</Chip>}
      {choice.kind === 'nightly' && (
        <Chip tone="violet" icon={<GitBranch size={11} />}>
          {t('states.git')}
        </Chip>
      )}
      {choice.deprecated && (
        <Chip tone="amber" icon={<TriangleAlert size={11} />}>
          {t('versions.deprecated')}
        </Chip>
      )}
      {choice.status !== 'active' && choice.kind === 'registry' && (
        <Chip tone={choice.status === 'pending' ? 'amber' : 'red'} icon={<Flag size={11} />}>
          {t(`versions.statuses.${choice.status}`)}
        </Chip>
      )}
    </>
  );
}

/** Whether the notes are longer than the three lines that are shown; 150 letters are a little more than fit into them at this width. */
function isLong(changelog: string): boolean {
  return changelog.length > 150 || changelog.split('\n').length > 3;
}

function Changelog({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <p
        className={classNames(
          'mt-0.5 text-sm break-words whitespace-pre-line text-muted selectable',
          !isOpen && 'line-clamp-3',
        )}
      >
        {text}
      </p>
      {isLong(text) && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="rounded-control text-sm text-accent-text hover:underline"
        >
          {isOpen ? t('versions.less') : t('versions.more')}
        </button>
      )}
    </>
  );
}

function VersionDate({ createdAt }: { createdAt: string | null }) {
  const nowMs = useNow(60_000);
  const createdAtMs = createdAt === null ? Number.NaN : Date.parse(createdAt);
  if (Number.isNaN(createdAtMs)) return null;
  return (
    <span title={formatExact(createdAtMs)} className="text-sm text-faint">
      {formatWhen(createdAtMs, nowMs)}
    </span>
  );
}

function VersionNote({ record, choice }: { record: PackRecord; choice: VersionChoice }) {
  const misfit = useVersionFit(choice.needs);
  if (choice.kind === 'nightly') {
    return (
      <>
        <p className="mt-0.5 text-sm text-muted">{t('versions.nightly')}</p>
        <DetailsNightly record={record} />
      </>
    );
  }
  return (
    <>
      {misfit !== null && (
        <p data-testid="version-fit" className="mt-0.5 text-sm text-amber-text">
          {misfit}
        </p>
      )}
      {choice.status === 'flagged' && (
        <p className="mt-0.5 text-sm text-red-text">{t('details.statusTexts.flagged')}</p>
      )}
      {choice.status === 'pending' && (
        <p className="mt-0.5 text-sm text-amber-text">{t('details.statusTexts.pending')}</p>
      )}
      {choice.changelog !== '' && <Changelog text={choice.changelog} />}
    </>
  );
}

interface VersionLineProps {
  record: PackRecord;
  choice: VersionChoice;
  isBusy: boolean;
}

function VersionLine({ record, choice, isBusy }: VersionLineProps) {
  const installRequest = { kind: 'install', version: choice.version } as const;
  const lock = lockOf(findRefusal(usePackRefusals(), record, installRequest));
  const verb = record.local === null ? 'install' : 'switch';
  const canUse = !choice.isInstalled && choice.status !== 'banned' && choice.status !== 'deleted';
  return (
    <li
      data-testid="version-row"
      data-version={choice.version}
      className="flex gap-3 border-b border-border px-4 py-2.5 last:border-0"
    >
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="font-mono text-sm font-medium selectable">{choice.version}</span>
          <VersionChips choice={choice} />
          <VersionDate createdAt={choice.createdAt} />
        </div>
        <VersionNote record={record} choice={choice} />
      </div>
      {canUse && (
        <Button
          size="small"
          disabled={isBusy}
          {...lock}
          aria-label={t(`versions.${verb}`, { version: choice.version })}
          onClick={() => void requestPack(record, installRequest)}
        >
          {verb === 'install' ? t('actions.install') : t('versions.use')}
        </Button>
      )}
    </li>
  );
}

/** The version picker: registry versions and the repository in one list. */
export function DetailsVersions({ record, isBusy }: { record: PackRecord; isBusy: boolean }) {
  const { data, error, isFetching, refetch } = usePackVersions(record);
  const askAgain = (): void => void refetch();
  if (data === undefined && error !== null) {
    return <DetailsFailed title={t('versions.failed')} error={error} onRetry={askAgain} />;
  }
  if (data === undefined) return <DetailsWaiting words={t('versions.loading')} />;
  const merged = mergeVersions(data.versions, record);
  // The newest of all comes first, and is not looked for below sixty releases.
  const choices = [
    ...merged.filter(({ kind }) => kind === 'nightly'),
    ...merged.filter(({ kind }) => kind !== 'nightly'),
  ];
  return (
    <>
      <DetailsAge {...data} isAsking={isFetching} onAsk={askAgain} />
      {choices.length === 0 && <DetailsEmpty>{t('versions.none')}</DetailsEmpty>}
      <ul>
        {choices.map((choice) => (
          <VersionLine key={`${choice.kind} ${choice.version}`} record={record} choice={choice} isBusy={isBusy} />
        ))}
      </ul>
    </>
  );
}
