import { CircleX, Flag, GitBranch, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { Chip } from '../components/chip';
import { Notice } from '../components/notice';
import type { PackRecord } from '../state/pack-record';
import { useVersions } from '../state/queries';
import { useDelayed } from '../state/use-delayed';
import { formatExact, formatWhen } from '../texts/formatting';
import { usePackCommands } from './pack-commands';
import { mergeVersions, type VersionChoice } from './version-choices';

function VersionChips({ choice }: { choice: VersionChoice }) {
  const { t } = useTranslation();
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

function VersionNote({ choice }: { choice: VersionChoice }) {
  const { t } = useTranslation();
  const createdAtMs = choice.createdAt === null ? Number.NaN : Date.parse(choice.createdAt);
  const words = choice.kind === 'nightly' && choice.changelog === '' ? t('versions.nightly') : choice.changelog;
  return (
    <p className="mt-0.5 line-clamp-3 text-sm break-words whitespace-pre-line text-muted">
      {!Number.isNaN(createdAtMs) && (
        <span title={formatExact(createdAtMs)} className="text-faint">
          {formatWhen(createdAtMs, Date.now())}
          {words !== '' && ' · '}
        </span>
      )}
      {words}
    </p>
  );
}

interface VersionLineProps {
  record: PackRecord;
  choice: VersionChoice;
  isBusy: boolean;
}

function VersionLine({ record, choice, isBusy }: VersionLineProps) {
  const { t } = useTranslation();
  const { request } = usePackCommands();
  const verb = record.local === null ? 'install' : 'switch';
  const canUse = !choice.isInstalled && choice.status !== 'banned' && choice.status !== 'deleted';
  return (
    <li className="flex gap-3 border-b border-border px-4 py-2.5 last:border-0">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="font-mono text-sm font-medium selectable">{choice.version}</span>
          <VersionChips choice={choice} />
        </div>
        <VersionNote choice={choice} />
      </div>
      {canUse && (
        <Button
          size="small"
          disabled={isBusy}
          aria-label={t(`versions.${verb}`, { version: choice.version })}
          onClick={() => request(record, { kind: 'install', version: choice.version })}
        >
          {verb === 'install' ? t('actions.install') : t('versions.use')}
        </Button>
      )}
    </li>
  );
}

/** The version picker: registry versions and the repository in one list. */
export function DetailsVersions({ record, isBusy }: { record: PackRecord; isBusy: boolean }) {
  const { t } = useTranslation();
  const versions = useVersions(record.registryId ?? record.key, true);
  const isSlow = useDelayed(versions.isPending);
  if (versions.isPending) return <p className="px-4 py-4 text-muted">{isSlow && t('versions.loading')}</p>;
  if (versions.error) {
    const { message, remedy } = versions.error;
    return (
      <div className="p-4">
        <Notice
          tone="red"
          icon={<CircleX size={16} />}
          title={t('versions.failed')}
          text={message}
          remedy={remedy ?? ''}
        >
          <Button size="small" onClick={() => void versions.refetch()}>
            {t('app.tryAgain')}
          </Button>
        </Notice>
      </div>
    );
  }
  const choices = mergeVersions(versions.data, record);
  if (choices.length === 0) return <p className="px-4 py-4 text-muted">{t('versions.none')}</p>;
  return (
    <ul>
      {choices.map((choice) => (
        <VersionLine key={`${choice.kind} ${choice.version}`} record={record} choice={choice} isBusy={isBusy} />
      ))}
    </ul>
  );
}
