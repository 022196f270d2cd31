import { ArrowDownToLine, ChevronDown, ChevronUp, Copy, Filter, Package, WrapText } from 'lucide-react';
import { t } from 'i18next';
import { classNames } from '../../components/class-names';
import { IconButton } from '../../components/icon-button';
import { PlaceSearch } from '../../components/form/place-search';
import { go, useLocation } from '../../navigation/location-store';
import { formatCount } from '../../texts/formatting';
import type { LogHits } from './use-log-hits';
import { lineKinds } from '../../navigation/filters';
import { ChoiceMenu } from '../../components/form/choice-menu';
import { usePackTitle } from '../../state/packs/use-packs';

/** Which lines are shown: all, the loud ones, or those of one writer. */
function KindChoice() {
  const kind = useLocation((state) => state.logKind);
  const words = t(`comfy.log.kinds.${kind}`);
  return (
    <ChoiceMenu
      icon={<Filter size={13} />}
      label={t('comfy.log.kind', { kind: words })}
      shown={words}
      isOn={kind !== 'all'}
      value={kind}
      options={lineKinds.map((value) => ({ value, label: t(`comfy.log.kinds.${value}`) }))}
      onChoose={(value) => {
        const chosen = lineKinds.find((known) => known === value);
        if (chosen) go({ logKind: chosen });
      }}
    />
  );
}

/** Whose lines are shown. */
function PackChoice({ packs }: { packs: readonly string[] }) {
  const titleOf = usePackTitle();
  const pack = useLocation((state) => state.logPack);
  const listed = pack === null || packs.includes(pack) ? packs : [pack, ...packs];
  const words = pack === null ? t('comfy.log.allPacks') : titleOf(pack);
  return (
    <ChoiceMenu
      icon={<Package size={13} />}
      label={t('comfy.log.pack', { pack: words })}
      shown={words}
      isOn={pack !== null}
      value={pack ?? ''}
      options={[
        { value: '', label: t('comfy.log.allPacks') },
        ...listed.map((value) => ({ value, label: titleOf(value) })),
      ]}
      onChoose={(value) => go({ logPack: value === '' ? null : value })}
    />
  );
}

function HitWords({ hits, words }: { hits: LogHits; words: string }) {
  const { count, position } = hits;
  if (words === '') return null;
  const shown = formatCount(count);
  const text =
    count === 0
      ? t('comfy.log.noHits')
      : position === null
        ? t('comfy.log.hits', { count, shown })
        : t('comfy.log.position', { position: formatCount(position), shown });
  return (
    <span data-testid="log-hits" role="status" className="shrink-0 text-sm text-muted tabular">
      {text}
    </span>
  );
}

function LogSearch({ hits, words }: { hits: LogHits; words: string }) {
  const query = useLocation((state) => state.logQuery);
  const hasHits = hits.count > 0;
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1">
      <PlaceSearch
        testId="log-search"
        value={query}
        label={t('comfy.log.search')}
        className="w-full max-w-80 min-w-36 shrink"
        onChange={(logQuery) => go({ logQuery })}
        onEnter={(event) => hits.step(event.shiftKey ? -1 : 1)}
      />
      {query !== '' && (
        <>
          <IconButton
            isCompact
            disabled={!hasHits}
            label={t('comfy.log.previous')}
            icon={<ChevronUp size={15} />}
            onClick={() => hits.step(-1)}
          />
          <IconButton
            isCompact
            disabled={!hasHits}
            label={t('comfy.log.next')}
            icon={<ChevronDown size={15} />}
            onClick={() => hits.step(1)}
          />
        </>
      )}
      <HitWords hits={hits} words={words} />
    </div>
  );
}

interface LogToolbarProps {
  hits: LogHits;
  words: string;
  packs: readonly string[];
  shown: number;
  copyLabel: string;
  onCopy: () => void;
  isWrapped: boolean;
  onWrap: () => void;
  isFollowing: boolean;
  onFollow: () => void;
}

/** Search, filters, and what can be done with the lines that are shown. */
export function LogToolbar(props: LogToolbarProps) {
  const { hits, words, packs, shown, isWrapped, isFollowing } = props;
  const pressed = 'bg-accent-tint text-accent-text';
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-b border-border px-3">
      <LogSearch hits={hits} words={words} />
      <KindChoice />
      <PackChoice packs={packs} />
      <span data-testid="log-count" className="hidden shrink-0 text-sm text-faint tabular min-[1100px]:inline">
        {t('comfy.log.count', { count: shown, shown: formatCount(shown) })}
      </span>
      <div className="flex shrink-0 items-center gap-0.5">
        <IconButton
          isCompact
          aria-pressed={isWrapped}
          label={t('comfy.log.wrap')}
          icon={<WrapText size={15} />}
          className={classNames(isWrapped && pressed)}
          onClick={props.onWrap}
        />
        <IconButton
          isCompact
          aria-pressed={isFollowing}
          label={t('comfy.log.follow')}
          icon={<ArrowDownToLine size={15} />}
          className={classNames(isFollowing && pressed)}
          onClick={props.onFollow}
        />
        <IconButton
          isCompact
          disabled={shown === 0}
          label={props.copyLabel}
          icon={<Copy size={15} />}
          onClick={props.onCopy}
        />
      </div>
    </div>
  );
}
