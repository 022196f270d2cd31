import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { ScrollBox } from '../components/rows/short-list';
import type { TransferPlan } from '../../src/contract/operations/transfer';
import { type SettingId, settingEntries } from '../state/settings/settings-list';
import { formatCount, formatList } from '../texts/formatting';
import { labelOfOption } from './option-label';

/** More names than these are told as a number. */
const shownNames = 4;

/** Whether a file has something that is not here. The list of its trash is nothing that would change anything. Pure. */
export function bringsSomething({ holds, history, batches, snapshots, settings }: TransferPlan): boolean {
  const counts = [holds.added.length, snapshots.added.length, history.added, batches.added, settings.length];
  return counts.some((count) => count > 0);
}

function Part({ label, facts, children }: { label: string; facts: string; children?: ReactNode }) {
  return (
    <div className="grid grid-cols-[8.5rem_minmax(0,1fr)] gap-x-3 border-b border-border px-3 py-2 last:border-0">
      <dt className="font-medium">{label}</dt>
      <dd className="min-w-0">
        <span className="text-soft tabular">{facts}</span>
        {children}
      </dd>
    </div>
  );
}

/** How much is new, and how much is here already; nothing where the file has none. */
function describeCounts({ added, here }: { added: number; here: number }): string {
  return formatList([
    ...(added > 0 ? [t('transfer.added', { count: added, shown: formatCount(added) })] : []),
    ...(here > 0 ? [t('transfer.here', { count: here, shown: formatCount(here) })] : []),
  ]);
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  const more = names.length - shownNames;
  const shown = formatList(names.slice(0, shownNames));
  return (
    <p className="text-sm break-words text-muted selectable">
      {more > 0 ? t('transfer.more', { names: shown, count: more, shown: formatCount(more) }) : shown}
    </p>
  );
}

function settingOf(name: string): SettingId | undefined {
  const ids = Object.keys(settingEntries) as SettingId[];
  return ids.find((id) => {
    const { place } = settingEntries[id];
    return (place.of === 'app' ? place.name : place.key) === name;
  });
}

function SettingChange({ name, from, to }: TransferPlan['settings'][number]) {
  const id = settingOf(name);
  const valueOf = (value: string): string => (value === '' ? t('settings.empty') : labelOfOption(value));
  return (
    <li className="text-sm break-words">
      <span className="text-soft">{id === undefined ? name : t(`settings.titles.${id}`)}: </span>
      <span className="text-muted">{valueOf(from)}</span>
      <ArrowRight aria-label={t('changes.becomes')} size={12} className="mx-1.5 inline text-faint" />
      <span className="font-medium">{valueOf(to)}</span>
    </li>
  );
}

/** What a file would bring, part by part: what is new, what is here already, and what becomes another value. */
export function TransferPlanList({ plan }: { plan: TransferPlan }) {
  const parts = [
    { id: 'holds', added: plan.holds.added.length, here: plan.holds.here, names: plan.holds.added },
    { id: 'snapshots', added: plan.snapshots.added.length, here: plan.snapshots.here, names: plan.snapshots.added },
    { id: 'history', ...plan.history, names: [] },
    { id: 'batches', ...plan.batches, names: [] },
  ] as const;
  const { settings, trash } = plan;
  return (
    <ScrollBox label={t('transfer.contents')} className="mt-4 max-h-80">
      <dl data-testid="transfer-plan">
        {parts
          .filter(({ added, here }) => added + here > 0)
          .map(({ id, names, ...counts }) => (
            <Part key={id} label={t(`transfer.parts.${id}`)} facts={describeCounts(counts)}>
              <Names names={names} />
            </Part>
          ))}
        {settings.length > 0 && (
          <Part
            label={t('transfer.parts.settings')}
            facts={t('transfer.replaced', { count: settings.length, shown: formatCount(settings.length) })}
          >
            <ul className="mt-0.5">
              {settings.map((change) => (
                <SettingChange key={change.name} {...change} />
              ))}
            </ul>
          </Part>
        )}
        {trash > 0 && (
          <Part
            label={t('transfer.parts.trash')}
            facts={t('transfer.trash', { count: trash, shown: formatCount(trash) })}
          />
        )}
      </dl>
    </ScrollBox>
  );
}
