import { ArrowDown, ArrowUp, Minus, Plus, RotateCcw } from 'lucide-react';
import { t } from 'i18next';
import type { PlannedChange } from '../../../src/contract/python/package-plan';
import { classNames } from '../class-names';
import { formatBytes, formatList } from '../../texts/formatting';

const icons = { added: Plus, up: ArrowUp, down: ArrowDown, removed: Minus, replaced: RotateCcw } as const;
/** What moves is read first. */
const order: readonly PlannedChange['kind'][] = ['down', 'removed', 'up', 'replaced', 'added'];

function versionsOf({ from, to, kind }: PlannedChange): string {
  const next = to ?? (kind === 'removed' ? null : t('plan.fromAddress'));
  return [from, next].filter((version) => version !== null).join(' → ');
}

/** What a person has to look at twice. */
function isLoud({ kind, isMajor, isHardware }: PlannedChange): boolean {
  return kind === 'down' || kind === 'removed' || isMajor || (isHardware && kind !== 'added');
}

function Versions({ change }: { change: PlannedChange }) {
  const { bytes, form } = change;
  const isSource = form === 'source';
  return (
    <span className="shrink-0 text-right">
      <span
        className={classNames(
          'block font-mono text-xs tabular selectable',
          isLoud(change) ? 'text-amber-text' : 'text-soft',
        )}
      >
        {versionsOf(change)}
      </span>
      {change.isMajor && <span className="block text-xs text-amber-text">{t('plan.major')}</span>}
      {(isSource || bytes !== null) && (
        <span className="block text-xs text-faint tabular">
          {isSource ? t('plan.source') : formatBytes(bytes ?? 0)}
        </span>
      )}
    </span>
  );
}

function ChangeRow({ change, nameOf }: { change: PlannedChange; nameOf: (name: string) => string }) {
  const { name, kind, askedBy } = change;
  const Icon = icons[kind];
  const who = formatList([...new Set(askedBy.map(({ by }) => by))].map(nameOf));
  return (
    <li
      data-testid="plan-change"
      data-name={name}
      data-kind={kind}
      className="flex items-baseline gap-3 border-b border-border px-3 py-1.5 last:border-0"
    >
      <Icon
        aria-hidden
        size={13}
        className={classNames('shrink-0 self-center', isLoud(change) ? 'text-amber-text' : 'text-faint')}
      />
      <span className="sr-only">{t(`plan.kinds.${kind}`)}</span>
      <span className="min-w-0 flex-1">
        <span className="font-mono text-sm break-all selectable">{name}</span>
        {who !== '' && <span className="block text-xs break-words text-faint">{t('plan.askedBy', { who })}</span>}
      </span>
      <Versions change={change} />
    </li>
  );
}

interface PlanChangesProps {
  changes: readonly PlannedChange[];
  /** What whoever asks for a package is called. */
  nameOf: (name: string) => string;
}

/** Every package that would be otherwise, what moves first. */
export function PlanChanges({ changes, nameOf }: PlanChangesProps) {
  const rows = [...changes].sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
  return (
    <ul aria-label={t('plan.changes')} className="mt-3 rounded-control border border-border">
      {rows.map((change) => (
        <ChangeRow key={change.name} change={change} nameOf={nameOf} />
      ))}
    </ul>
  );
}
