import { t } from 'i18next';
import { CheckBox } from '../components/form/check-box';
import type { PolicyVerdict } from '../../src/contract/policy';
import { Avatar } from '../components/avatar';
import { orderWork } from './workflow-commands';
import type { PackRow as Row } from './workflow-rows';
import { chooseForRow } from '../state/workflow/workflow-store';
import { PackNotes } from './pack-notes';
import { RowEnd } from './row-end';
import { RowFailure } from './row-failure';
import { RowOptions } from './row-options';
import { formatList } from '../texts/formatting';

interface PackRowProps {
  row: Row;
  /** What the policy says of its work; undefined until it has said. */
  verdict: PolicyVerdict | undefined;
}

const shownClasses = 4;

/** Names of the classes, the first few, with how many nodes have them. */
function ClassWords({ row: { pack } }: { row: Row }) {
  const names = pack.classes.slice(0, shownClasses).map(({ name, count }) => (count > 1 ? `${name} ×${count}` : name));
  const more = pack.classes.length - names.length;
  const words = [formatList(names), more > 0 ? t('workflow.moreClasses', { count: more }) : ''].filter(Boolean);
  return (
    <p className="truncate font-mono text-xs text-muted" title={pack.classes.map(({ name }) => name).join('\n')}>
      {words.join(' ')}
    </p>
  );
}

function RowTick({ row, isBlocked }: { row: Row; isBlocked: boolean }) {
  const isFixed = row.progress.phase === 'running' || row.progress.phase === 'waiting';
  if (row.work === null) return <span aria-hidden className="size-4 shrink-0" />;
  return (
    <CheckBox
      aria-label={row.candidate.title}
      isChecked={row.isSelected && !isBlocked}
      disabled={isBlocked || isFixed}
      onChoose={(isOn) => chooseForRow(row.id, { isSelected: isOn })}
      className="my-3"
    />
  );
}

/** A pack the workflow needs: what it is for, what it is on this machine, and what will be done. */
export function PackRow({ row, verdict }: PackRowProps) {
  const { candidate, work, progress } = row;
  const isBlocked = work !== null && verdict?.allowed === false;
  return (
    <li
      className="border-b border-border last:border-0"
      data-testid="workflow-pack"
      data-key={candidate.key}
      data-state={candidate.state}
      data-phase={progress.phase}
    >
      <div className="flex min-h-14 items-start gap-3 py-2">
        <RowTick row={row} isBlocked={isBlocked} />
        <span className="flex h-10 items-center">
          <Avatar id={candidate.key} title={candidate.title} />
        </span>
        <div className="min-w-0 flex-1">
          <p className="flex min-w-0 items-baseline gap-2">
            <span className="truncate font-medium">{candidate.title}</span>
            <span className="truncate text-sm text-muted">{candidate.author}</span>
          </p>
          <ClassWords row={row} />
          <PackNotes row={row} verdict={isBlocked ? verdict : undefined} />
        </div>
        <div className="flex min-h-10 max-w-80 shrink-0 flex-wrap items-center justify-end gap-2">
          {!isBlocked && <RowOptions row={row} />}
          <RowEnd row={row} />
        </div>
      </div>
      {progress.phase === 'failed' && work !== null && (
        <RowFailure
          name={candidate.title}
          kind={work}
          failure={progress}
          onRetry={() => void orderWork({ packs: [row], models: [] })}
        />
      )}
    </li>
  );
}
