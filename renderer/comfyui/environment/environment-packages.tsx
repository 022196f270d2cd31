import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUpDown, CircleHelp, Trash2 } from 'lucide-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { t } from 'i18next';
import type { PythonPackage } from '../../../src/contract/python/python-environment';
import type { PackageUse, PackageUser } from '../../../src/contract/python/package-uses';
import { MenuItem } from '../../components/menu';
import { MoreMenu } from '../../components/menus/more-menu';
import { PlaceSearch } from '../../components/form/place-search';
import { useLocation } from '../../navigation/location-store';
import { usePackNames } from '../../state/packs/task-words';
import { usePackageUses } from '../../state/comfyui/package-uses';
import { formatCount, formatList } from '../../texts/formatting';
import { PackageRemovalDialog, PackageVersionDialog } from './change-package-dialog';
import { PackageReasonsDialog } from './package-reasons-dialog';
import { PackageFilters, UnneededBar } from './unneeded-packages';

/** More names than these are a number, in a row of one line. */
const mostNames = 2;

/** What packs are called by the names of their folders. */
type TitleOf = (name: string) => string;

function nameUser(titleOf: TitleOf, { name, kind }: PackageUser): string {
  const title = titleOf(name);
  return kind === 'disabled-pack' ? t('comfy.environment.use.disabled', { name: title }) : title;
}

function shorten(names: readonly string[]): string {
  if (names.length <= mostNames + 1) return formatList([...names]);
  const more = names.length - mostNames;
  const shown = formatList(names.slice(0, mostNames));
  return t('comfy.environment.use.more', { names: shown, count: more, shown: formatCount(more) });
}

type Shown = (names: readonly string[]) => string;

function describeUsers(titleOf: TitleOf, users: readonly PackageUser[], shown: Shown): string {
  const direct = users.filter(({ through }) => through === null);
  if (direct.length > 0) return shown(direct.map((user) => nameUser(titleOf, user)));
  const names = shown(users.map((user) => nameUser(titleOf, user)));
  const through = [...new Set(users.flatMap((user) => user.through ?? []))];
  return t('comfy.environment.use.through', { packages: shown(through), names });
}

function describe(titleOf: TitleOf, use: PackageUse, shown: Shown): string {
  switch (use.standing) {
    case 'needed':
      return describeUsers(titleOf, use.users, shown);
    case 'package':
      return shown(use.neededBy);
    case 'came':
      return t('comfy.environment.use.came', { names: shown(use.cameWith.map(titleOf)) });
    default:
      return t(`comfy.environment.use.${use.standing}`);
  }
}

/** Who needs a package, in the room of a row. Pure. */
function describeUse(titleOf: TitleOf, use: PackageUse): string {
  return describe(titleOf, use, shorten);
}

/** The same with every name. Pure. */
function describeWholeUse(titleOf: TitleOf, use: PackageUse): string {
  return describe(titleOf, use, (names) => formatList([...names]));
}

const rowHeightPx = 32;

/** What a person wants of a package. */
interface PackageAsk {
  what: 'why' | 'version' | 'remove';
  packaged: PythonPackage;
}

interface PackageRowProps {
  packaged: PythonPackage;
  /** Who needs it; undefined while nobody knows. */
  use: PackageUse | undefined;
  onAsk: (ask: PackageAsk) => void;
}

function PackageRow({ packaged, use, onAsk }: PackageRowProps) {
  const titleOf = usePackNames();
  const { name, version, address } = packaged;
  // Its plan could only end in a refusal.
  const isFixed = use?.standing === 'protected' || (use?.users.some(({ kind }) => kind === 'comfyui') ?? false);
  return (
    <>
      <span role="gridcell" className="min-w-0 flex-1 truncate font-mono text-sm selectable" title={address ?? name}>
        {name}
        {address !== null && <span className="ml-2 text-xs text-faint">{address}</span>}
      </span>
      <span
        role="gridcell"
        data-testid="package-use"
        title={use && describeWholeUse(titleOf, use)}
        className="min-w-0 flex-1 truncate text-sm text-muted"
      >
        {use && describeUse(titleOf, use)}
      </span>
      <span
        role="gridcell"
        title={version}
        className="w-36 shrink-0 truncate text-right font-mono text-sm text-soft tabular selectable"
      >
        {version}
      </span>
      <span role="gridcell" className="flex shrink-0">
        <MoreMenu isOfRow label={t('packs.more', { name })}>
          <MenuItem
            icon={CircleHelp}
            onSelect={() => onAsk({ what: 'why', packaged })}
            label={t('comfy.environment.why.of', { name })}
          />
          <MenuItem
            icon={ArrowUpDown}
            onSelect={() => onAsk({ what: 'version', packaged })}
            label={t('comfy.environment.change.versionOf', { name })}
          />
          {!isFixed && (
            <MenuItem
              isDanger
              icon={Trash2}
              onSelect={() => onAsk({ what: 'remove', packaged })}
              label={t('comfy.environment.change.removeOf', { name })}
            />
          )}
        </MoreMenu>
      </span>
    </>
  );
}

interface RowsProps {
  rows: readonly PythonPackage[];
  uses: ReadonlyMap<string, PackageUse>;
  /** The element that scrolls; null while it is not there. A ref would not do: React sets it after the rows in it have looked. */
  scroller: HTMLElement | null;
  onAsk: (ask: PackageAsk) => void;
}

/** The rows scroll with what stands above them, and only those in sight exist. */
function Rows({ rows, uses, scroller, onAsk }: RowsProps) {
  const listRef = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(0);
  // What stands above the rows grows and shrinks, for example when a check finds something.
  useLayoutEffect(() => {
    const list = listRef.current;
    if (!list || !scroller) return;
    const measure = (): void =>
      setAbove(list.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop);
    measure();
    const observer = new ResizeObserver(measure);
    if (scroller.firstElementChild) observer.observe(scroller.firstElementChild);
    return () => observer.disconnect();
  }, [scroller]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollMargin: above,
  });
  return (
    <div
      ref={listRef}
      role="grid"
      aria-label={t('comfy.environment.packages')}
      aria-rowcount={rows.length}
      className="relative"
      style={{ height: virtualizer.getTotalSize() }}
    >
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <div
            key={row.name}
            role="row"
            aria-rowindex={index + 1}
            data-testid="package-row"
            data-name={row.name}
            className="group/row absolute inset-x-0 top-0 flex h-8 items-center gap-3 border-b border-border px-3.5"
            style={{ transform: `translateY(${start - above}px)` }}
          >
            <PackageRow packaged={row} use={uses.get(row.name)} onAsk={onAsk} />
          </div>
        );
      })}
    </div>
  );
}

interface EnvironmentPackagesProps {
  packages: readonly PythonPackage[];
  scroller: HTMLElement | null;
}

function QuestionDialog({ ask: { what, packaged }, onClose }: { ask: PackageAsk; onClose: () => void }) {
  const { name, version } = packaged;
  if (what === 'version') return <PackageVersionDialog name={name} version={version} onClose={onClose} />;
  if (what === 'remove') return <PackageRemovalDialog names={[name]} onClose={onClose} />;
  return <PackageReasonsDialog name={name} onClose={onClose} />;
}

function useUses(): ReadonlyMap<string, PackageUse> {
  const { data } = usePackageUses();
  return useMemo(() => new Map(data?.packages.map((use) => [use.name, use])), [data]);
}

/** Every installed Python package with who needs it, searchable by name and version. */
export function EnvironmentPackages({ packages, scroller }: EnvironmentPackagesProps) {
  const [query, setQuery] = useState('');
  const [question, setQuestion] = useState<PackageAsk | null>(null);
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  const filter = useLocation((state) => state.packageFilter);
  const uses = useUses();
  const rows = packages.filter(
    ({ name, version }) =>
      (filter === 'all' || uses.get(name)?.standing === filter) &&
      words.every((word) => `${name} ${version}`.includes(word)),
  );
  return (
    <section
      aria-label={t('comfy.environment.packages')}
      className="overflow-hidden rounded-panel border border-border bg-raised"
    >
      <div className="flex h-11 items-center gap-2 border-b border-border px-3">
        <PlaceSearch
          testId="packages-search"
          value={query}
          label={t('comfy.environment.search')}
          className="w-full max-w-64"
          onChange={setQuery}
        />
        <PackageFilters all={packages.length} />
        <span role="status" className="ml-auto shrink-0 text-sm text-faint tabular">
          {/* How many there are in all says the filter. */}
          {words.length > 0 && t('comfy.environment.count', { count: rows.length, shown: formatCount(rows.length) })}
        </span>
      </div>
      {filter === 'unneeded' && <UnneededBar />}
      {rows.length === 0 && filter === 'unneeded' && words.length === 0 ? null : rows.length === 0 ? (
        <p className="p-6 text-center text-muted">
          {query.trim() === '' ? t('comfy.environment.none') : t('comfy.environment.noMatch', { query })}
        </p>
      ) : (
        <Rows rows={rows} uses={uses} scroller={scroller} onAsk={setQuestion} />
      )}
      {question !== null && <QuestionDialog ask={question} onClose={() => setQuestion(null)} />}
    </section>
  );
}
