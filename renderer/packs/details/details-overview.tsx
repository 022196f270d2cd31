import { shortenVersion } from '../../../src/contract/text/version';
import { t } from 'i18next';
import type { PackDetails, PackOnDisk, PackStatus } from '../../../src/contract/packs/pack-details';
import type { LocalPack } from '../../../src/contract/packs/local-packs';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { usePackDetails } from './pack-details';
import type { PackRecord } from '../../state/packs/pack-record';
import {
  formatBytes,
  formatCount,
  formatExact,
  formatSeconds,
  formatWhen,
  lastSegment,
  shortenPath,
} from '../../texts/formatting';
import { Fold } from '../../components/fold';
import { DetailsAge, DetailsFailed, DetailsWaiting } from './details-parts';
import { openLink } from '../../state/queue/actions';
import { FactLink } from '../../components/fact-link';
import { Fact } from '../../components/fact';
import { FitFact } from './details-fit';
import { ImpactFact } from './details-impact';
import { DetailsSecurity } from './details-security';
import { readVersion } from '../row-facts';
import { UsedByFact } from '../used-by';
import { useNow } from '../../hooks/use-now';
import { go } from '../../navigation/location-store';

/** More of them say nothing. */
const mostShown = 12;

/** The tags of a pack, as its publisher wrote them; each searches for the packs that have it. */
function DetailsTags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  const search = (tag: string): void => {
    const word = tag.replaceAll('"', '');
    go({ filter: 'all', query: /\s/u.test(word) ? `tag:"${word}"` : `tag:${word}`, isReader: false });
  };
  return (
    <ul aria-label={t('details.tags')} data-testid="pack-tags" className="mt-3 flex flex-wrap gap-1.5">
      {tags.slice(0, mostShown).map((tag) => (
        <li key={tag} className="min-w-0">
          <button
            type="button"
            title={t('details.searchTag', { tag })}
            onClick={() => search(tag)}
            className="max-w-50 truncate rounded-full border border-border bg-hover px-2 text-xs leading-5 text-muted transition-colors hover:border-border-strong hover:text-text"
          >
            {tag}
          </button>
        </li>
      ))}
    </ul>
  );
}

function AvailableFact({ record }: { record: PackRecord }) {
  const { available } = readVersion(record);
  if (available === null) return null;
  return (
    <Fact isMono name={t('details.available')}>
      {available}
    </Fact>
  );
}

function LocalFacts({ record }: { record: PackRecord }) {
  const { local } = record;
  if (!local) return <AvailableFact record={record} />;
  return (
    <>
      <Fact isMono name={t('details.installed')} title={local.version}>
        {local.version === '' ? t('details.unknown') : shortenVersion(local.version)}
      </Fact>
      <AvailableFact record={record} />
      <Fact name={t('details.source')}>{t(`details.sources.${local.source}`)}</Fact>
      {local.branch !== null && (
        <Fact isMono name={t('details.branch')}>
          {local.branch}
        </Fact>
      )}
    </>
  );
}

/** How long ComfyUI took to import it when it started last; as live as ComfyUI's state. */
function ImportFact({ name }: { name: string }) {
  const found = useComfyStatus().data?.imports.find(({ path }) => lastSegment(path) === name);
  const isInstant = found !== undefined && found.seconds < 0.05;
  const words = isInstant ? t('details.importInstant') : found && formatSeconds(found.seconds);
  return (
    <Fact name={t('details.importTime')} testId="import-time">
      {found === undefined && <span className="text-muted">{t('details.notImported')}</span>}
      {found?.hasFailed === false && words}
      {found?.hasFailed === true && (
        <span className="text-amber-text">{t('details.importFailed', { time: words })}</span>
      )}
    </Fact>
  );
}

function CameFact({ installedAt }: { installedAt: string | undefined }) {
  const nowMs = useNow(60_000);
  if (installedAt === undefined) return null;
  const cameMs = Date.parse(installedAt);
  return (
    <Fact name={t('details.came')} title={formatExact(cameMs)} testId="pack-came">
      {formatWhen(cameMs, nowMs)}
    </Fact>
  );
}

function SizeFact({ onDisk }: { onDisk: PackOnDisk | null }) {
  const size = onDisk === null ? '' : t('details.sizeOf', { count: onDisk.files, size: formatBytes(onDisk.sizeBytes) });
  return (
    <Fact name={t('details.size')} testId="pack-size">
      {onDisk?.isPartial === true ? t('details.sizeAtLeast', { size }) : size}
    </Fact>
  );
}

function DiskFacts({ local, onDisk }: { local: LocalPack; onDisk: PackOnDisk | null }) {
  const path = onDisk?.path ?? local.name;
  return (
    <>
      <Fact isMono name={t('details.folder')} title={path}>
        {shortenPath(path, 64)}
      </Fact>
      <CameFact installedAt={local.installedAt} />
      <SizeFact onDisk={onDisk} />
      {local.enabled && <ImportFact name={local.name} />}
    </>
  );
}

function CatalogueFacts({ record }: { record: PackRecord }) {
  const nowMs = useNow(60_000);
  const { updatedAtMs, createdAtMs, stars, downloads } = record;
  return (
    <>
      {updatedAtMs !== null && (
        <Fact name={t('details.updated')} title={formatExact(updatedAtMs)}>
          {formatWhen(updatedAtMs, nowMs)}
        </Fact>
      )}
      {stars !== null && stars >= 0 && <Fact name={t('details.stars')}>{formatCount(stars)}</Fact>}
      {downloads !== null && downloads > 0 && <Fact name={t('details.downloads')}>{formatCount(downloads)}</Fact>}
      {createdAtMs !== null && (
        <Fact name={t('details.created')} title={formatExact(createdAtMs)}>
          {formatWhen(createdAtMs, nowMs)}
        </Fact>
      )}
    </>
  );
}

function shownAddress(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/u, '').replace(/\.git$/u, '');
}

function LinkFact({ name, url }: { name: string; url: string | null }) {
  if (url === null) return null;
  const link = (
    <FactLink url={url} onOpen={openLink}>
      {shownAddress(url)}
    </FactLink>
  );
  return <Fact name={name}>{/^https?:/iu.test(url) ? link : url}</Fact>;
}

const noLinks: PackDetails['links'] = { repository: null, issues: null, registry: null };

function AddressFacts({ record, details }: { record: PackRecord; details: PackDetails | undefined }) {
  const { registryId } = record;
  const { issues, registry } = details?.links ?? noLinks;
  const license = details?.license ?? null;
  return (
    <>
      {license !== null && <Fact name={t('details.license')}>{license}</Fact>}
      {registryId !== null && (
        <Fact isMono name={t('details.registryId')}>
          {registryId}
        </Fact>
      )}
      <LinkFact name={t('details.issues')} url={issues} />
      <LinkFact name={t('details.registryPage')} url={registry} />
    </>
  );
}

function Description({ record }: { record: PackRecord }) {
  const otherwise = record.isListed ? t('packs.noDescription') : t('details.notListed');
  return <p className="text-pretty break-words text-soft selectable">{record.description || otherwise}</p>;
}

const warning: ReadonlySet<PackStatus> = new Set(['flagged', 'banned', 'deleted']);

function Facts({ record, details }: { record: PackRecord; details: PackDetails | undefined }) {
  return (
    <>
      <dl className="mt-4 border-t border-border">
        <LocalFacts record={record} />
        <ImpactFact record={record} />
        {record.local && <UsedByFact record={record} />}
        <FitFact needs={record.needs} />
        <LinkFact name={t('details.repository')} url={record.repository} />
      </dl>
      <Fold label={t('details.moreFacts')} testId="details-more" className="mt-1">
        <dl className="border-t border-border">
          {record.local && <DiskFacts local={record.local} onDisk={details?.onDisk ?? null} />}
          <CatalogueFacts record={record} />
          <AddressFacts record={record} details={details} />
        </dl>
      </Fold>
    </>
  );
}

/** Description, what is on disk, where the pack comes from, and what speaks against it. */
export function DetailsOverview({ record }: { record: PackRecord }) {
  const { data, error, isFetching, refetch } = usePackDetails(record);
  const askAgain = (): void => void refetch();
  const security = data && <DetailsSecurity security={data.security} />;
  // What speaks against a pack is read first.
  const isWarning = data !== undefined && warning.has(data.security.status);
  return (
    <>
      {data && <DetailsAge {...data} isAsking={isFetching} onAsk={askAgain} />}
      <div className="px-4 py-4">
        <Description record={record} />
        <DetailsTags tags={record.tags} />
        {isWarning && security}
        <Facts record={record} details={data} />
        {!isWarning && security}
      </div>
      {error && <DetailsFailed title={t('details.factsFailed')} error={error} onRetry={askAgain} />}
      {data === undefined && error === null && <DetailsWaiting words={t('details.factsLoading')} />}
    </>
  );
}
