import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { openLink } from '../state/actions';
import type { PackRecord } from '../state/pack-record';
import { formatCount, formatExact, formatVersion, formatWhen } from '../texts/formatting';
import { readVersion } from './row-facts';

interface FactProps {
  name: string;
  isMono?: boolean;
  title?: string | undefined;
  children: ReactNode;
}

function Fact({ name, isMono = false, title, children }: FactProps) {
  return (
    <div className="grid grid-cols-[104px_1fr] gap-3 border-b border-border py-1.5 last:border-0">
      <dt className="text-muted">{name}</dt>
      <dd
        title={title}
        className={`min-w-0 break-words text-soft selectable ${isMono ? 'font-mono text-sm leading-5 break-all' : ''}`}
      >
        {children}
      </dd>
    </div>
  );
}

function Link({ url }: { url: string }) {
  const shown = url.replace(/^https?:\/\/(www\.)?/u, '').replace(/\.git$/u, '');
  return (
    <button
      type="button"
      title={url}
      onClick={() => openLink(url)}
      className="flex max-w-full items-center gap-1.5 rounded-control text-left text-accent-text hover:underline"
    >
      <span className="truncate">{shown}</span>
      <ExternalLink aria-hidden size={12} className="shrink-0" />
    </button>
  );
}

function LocalFacts({ record }: { record: PackRecord }) {
  const { t } = useTranslation();
  const { local } = record;
  if (!local) return null;
  return (
    <>
      <Fact isMono name={t('details.installed')} title={local.version}>
        {local.version === '' ? t('details.unknown') : formatVersion(local.version)}
      </Fact>
      <Fact name={t('details.source')}>{t(`details.sources.${local.source}`)}</Fact>
      {local.branch !== null && (
        <Fact isMono name={t('details.branch')}>
          {local.branch}
        </Fact>
      )}
      <Fact isMono name={t('details.folder')}>
        {local.name}
      </Fact>
    </>
  );
}

function CatalogueFacts({ record }: { record: PackRecord }) {
  const { t } = useTranslation();
  const { updatedAtMs, stars } = record;
  const { available } = readVersion(record);
  return (
    <>
      {available !== null && (
        <Fact isMono name={t('details.available')}>
          {available}
        </Fact>
      )}
      {updatedAtMs !== null && (
        <Fact name={t('details.updated')} title={formatExact(updatedAtMs)}>
          {formatWhen(updatedAtMs, Date.now())}
        </Fact>
      )}
      {stars !== null && stars >= 0 && <Fact name={t('details.stars')}>{formatCount(stars)}</Fact>}
    </>
  );
}

function AddressFacts({ record }: { record: PackRecord }) {
  const { t } = useTranslation();
  const { registryId, repository } = record;
  return (
    <>
      {registryId !== null && (
        <Fact isMono name={t('details.registryId')}>
          {registryId}
        </Fact>
      )}
      {repository !== null && (
        <Fact name={t('details.repository')}>
          {/^https?:/iu.test(repository) ? <Link url={repository} /> : repository}
        </Fact>
      )}
    </>
  );
}

/** Description, where the pack comes from, and what is on disk. */
export function DetailsOverview({ record }: { record: PackRecord }) {
  const { t } = useTranslation();
  return (
    <div className="px-4 py-4">
      <p className="text-pretty break-words text-soft selectable">
        {record.description || (record.isListed ? t('packs.noDescription') : t('details.notListed'))}
      </p>
      <dl className="mt-4 border-t border-border">
        <LocalFacts record={record} />
        <CatalogueFacts record={record} />
        <AddressFacts record={record} />
      </dl>
    </div>
  );
}
