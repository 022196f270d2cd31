import type { ReactNode } from 'react';
import { t } from 'i18next';
import { CheckBox, CheckLine } from '../../components/form/check-box';
import type { CacheEntry, DiskCache } from '../../../src/contract/disk';
import { cacheTitles } from '../../../src/contract/text/cache-titles';
import { formatBytes, formatExact, formatList, formatWhen, shortenPath } from '../../texts/formatting';
import type { CacheChoice } from './cache-choice';

interface LineProps {
  testId: string;
  id: string;
  title: ReactNode;
  size: string;
  isChosen: boolean;
  isDisabled?: boolean;
  onChoose: (isChosen: boolean) => void;
  children?: ReactNode;
}

/** One thing that can be checked, with its size at the right and what there is to know of it below. */
function Line({ testId, id, title, size, isChosen, isDisabled = false, onChoose, children }: LineProps) {
  return (
    <label
      data-testid={testId}
      data-id={id}
      className={`grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-2.5 px-3 py-2 ${isDisabled ? '' : 'hover:bg-hover'}`}
    >
      <CheckBox isChecked={isChosen} disabled={isDisabled} onChoose={onChoose} className="mt-0.5" />
      <span className="min-w-0 break-words">{title}</span>
      <span className="text-muted tabular">{size}</span>
      {children !== undefined && <span className="col-span-2 col-start-2 min-w-0 text-sm text-muted">{children}</span>}
    </label>
  );
}

interface EntryProps {
  entry: CacheEntry;
  nowMs: number;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function Entry({ entry, nowMs, isChosen, onChoose }: EntryProps) {
  const { id, name, kind, bytes, usedAt, linkedFrom } = entry;
  const usedMs = usedAt === null ? null : Date.parse(usedAt);
  const facts = [
    t(`home.caches.kinds.${kind}`),
    ...(usedMs === null ? [] : [t('home.caches.used', { when: formatWhen(usedMs, nowMs) })]),
  ];
  return (
    <Line
      testId="cache-entry"
      {...{ id, isChosen, onChoose }}
      title={name}
      size={formatBytes(bytes)}
      isDisabled={linkedFrom !== null}
    >
      <span title={usedMs === null ? undefined : formatExact(usedMs)}>{formatList(facts)}</span>
      {linkedFrom !== null && (
        <span className="block break-words" title={linkedFrom}>
          {t('home.caches.leadsIn', { path: shortenPath(linkedFrom, 60) })}
        </span>
      )}
    </Line>
  );
}

interface CacheRowProps {
  cache: DiskCache;
  choice: CacheChoice | undefined;
  nowMs: number;
  onChoose: (choice: CacheChoice) => void;
}

/** Where it lies, and what has to be known before it goes. */
function Facts({ cache }: { cache: DiskCache }) {
  const { path, bytes, freeableBytes, isShared, linkedFrom } = cache;
  const usedBytes = bytes - freeableBytes;
  return (
    <>
      <span title={path} className="block truncate font-mono text-xs text-faint selectable">
        {shortenPath(path, 60)}
      </span>
      {isShared && <span className="block">{t('home.caches.shared')}</span>}
      {usedBytes > 0 && linkedFrom === null && (
        <span className="block">{t('home.caches.held', { size: formatBytes(usedBytes) })}</span>
      )}
      {linkedFrom !== null && (
        <span className="block text-amber-text" title={linkedFrom}>
          {t('home.caches.linked')}
        </span>
      )}
    </>
  );
}

function describeSize({ bytes, isWhole }: DiskCache): string {
  if (bytes === 0) return t('home.caches.empty');
  return isWhole ? formatBytes(bytes) : t('home.caches.atLeast', { size: formatBytes(bytes) });
}

/** A cache that its own tool empties as a whole. */
function WholeCache({ cache, choice, onChoose }: CacheRowProps) {
  const { name, linkedFrom, bytes } = cache;
  const isDisabled = linkedFrom !== null || bytes === 0;
  const size = describeSize(cache);
  const isChosen = choice === 'all' || choice === 'unused';
  return (
    <li className="border-b border-border last:border-0">
      <Line
        testId="cache"
        id={name}
        title={<span className="font-medium">{cacheTitles[name]}</span>}
        {...{ size, isDisabled, isChosen }}
        onChoose={(isOn) => onChoose(isOn ? 'all' : [])}
      >
        <Facts cache={cache} />
      </Line>
      {name === 'uv' && isChosen && (
        <CheckLine
          className="-mt-1 py-1.5 pr-3 pb-2.5 pl-9.5 text-sm text-soft"
          data-testid="cache-unused"
          isChecked={choice === 'unused'}
          onChoose={(isOn) => onChoose(isOn ? 'unused' : 'all')}
        >
          {t('home.caches.unusedOnly')}
        </CheckLine>
      )}
    </li>
  );
}

/** A cache of which single downloads can go. */
function ListedCache({ cache, choice, nowMs, onChoose }: CacheRowProps) {
  const chosen = Array.isArray(choice) ? (choice as readonly string[]) : [];
  const size = describeSize(cache);
  return (
    <li data-testid="cache" data-id={cache.name} className="border-b border-border last:border-0">
      <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2.5 px-3 py-2">
        <span className="font-medium">{cacheTitles[cache.name]}</span>
        <span className="text-muted tabular">{size}</span>
        <span className="col-span-2 min-w-0 text-sm text-muted">
          <Facts cache={cache} />
        </span>
      </div>
      {cache.entries.map((entry) => (
        <Entry
          key={entry.id}
          {...{ entry, nowMs }}
          isChosen={chosen.includes(entry.id)}
          onChoose={(isOn) => onChoose(isOn ? [...chosen, entry.id] : chosen.filter((id) => id !== entry.id))}
        />
      ))}
    </li>
  );
}

/** One cache with what can be removed of it. */
export function CacheRow(props: CacheRowProps) {
  const { name } = props.cache;
  return name === 'uv' || name === 'pip' ? <WholeCache {...props} /> : <ListedCache {...props} />;
}
