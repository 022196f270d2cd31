import { t } from 'i18next';
import type { PackagePlan, PlannedChange } from '../../../src/contract/python/package-plan';
import { classNames } from '../class-names';
import { formatBytes, formatCount, formatList } from '../../texts/formatting';

function countOf(changes: readonly PlannedChange[], kind: PlannedChange['kind']): { count: number; shown: string } {
  const count = changes.filter((change) => change.kind === kind).length;
  return { count, shown: formatCount(count) };
}

function describeTorch({ torch }: PackagePlan): { words: string; isMoved: boolean } | null {
  if (torch === null) return null;
  const { from, to } = torch;
  if (from === to) return { words: t('plan.torchStays'), isMoved: false };
  return { words: t('plan.torchMoves', { from: from ?? '–', to: to ?? '–' }), isMoved: true };
}

function describeSize({ bytes, unknownSizes }: PackagePlan): string | null {
  if (bytes === null) return unknownSizes > 0 ? t('plan.sizeUnknown') : null;
  const size = formatBytes(bytes);
  return unknownSizes > 0 ? t('plan.sizeAtLeast', { size }) : size;
}

/** The plan in one line: what comes, what moves, torch, the size, and whose packages move. */
export function PlanSummary({ plan, nameOf }: { plan: PackagePlan; nameOf: (name: string) => string }) {
  const torch = describeTorch(plan);
  const size = describeSize(plan);
  const counted = (['added', 'up', 'down', 'removed'] as const).map((key) => ({ key, ...countOf(plan.changes, key) }));
  const parts = [
    // What there is none of needs no word.
    ...counted.flatMap(({ key, count, shown }) =>
      count === 0
        ? []
        : [{ key, words: t(`plan.${key}`, { count, shown }), isLoud: key === 'down' || key === 'removed' }],
    ),
    ...(torch === null ? [] : [{ key: 'torch', words: torch.words, isLoud: torch.isMoved }]),
    ...(size === null ? [] : [{ key: 'size', words: size, isLoud: false }]),
  ];
  return (
    <div data-testid="plan-summary" className="mt-4 rounded-control border border-border bg-panel px-3 py-2.5">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 tabular">
        {parts.map(({ key, words, isLoud }) => (
          <li
            key={key}
            data-part={key}
            className={classNames('whitespace-nowrap', isLoud ? 'text-amber-text' : 'text-soft')}
          >
            {words}
          </li>
        ))}
      </ul>
      {plan.touches.length > 0 && (
        <ul className="mt-2 space-y-0.5 border-t border-border pt-2 text-sm">
          {plan.touches.map(({ pack, packages }) => (
            <li key={pack} data-testid="plan-touched" className="break-words">
              {t('plan.touches', { pack: nameOf(pack), packages: formatList([...packages]) })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
