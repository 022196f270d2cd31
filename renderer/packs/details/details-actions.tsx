import { useRef } from 'react';
import { t } from 'i18next';
import type { PackTaskKind } from '../../../src/contract/tasks/tasks';
import { Button } from '../../components/button';
import { DetailsButtons } from '../../components/details-panel';
import { lockOf } from '../../components/lock';
import { usePackProblem } from '../../state/comfyui/pack-problem';
import { type Remedy, useRemedy } from '../../state/comfyui/use-remedy';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { findRefusal, usePackRefusals } from '../../state/packs/pack-refusals';
import { listPackKinds } from '../../state/packs/pack-task';
import { useDetailsRequest } from '../../navigation/use-details-request';
import { PackBusy } from '../pack-busy';
import { hintOrder } from '../order-words';
import { usePackCommands } from '../pack-commands';
import { PackMenu } from '../pack-menu';
import { useNeedsReinstall } from './pack-details';

interface DetailsActionsProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

const forward: readonly PackTaskKind[] = ['install', 'update', 'enable'];

/** What a remedy does itself, so that no order beside it says the same. */
const doneByRemedy: Partial<Record<Remedy['kind'], PackTaskKind>> = {
  'fix-pack': 'fix',
  'restore-files': 'fix',
  'update-pack': 'update',
  'disable-pack': 'disable',
};

/** One act that goes on and one beside it; the menu has all of them. */
const mostActs = 2;

/** What helps a pack that did not load. */
function RemedyOrder({ remedy }: { remedy: Remedy }) {
  const { icon, title } = lockOf(remedy.refusal);
  return (
    <Button
      tone="primary"
      data-testid="details-remedy"
      data-primary=""
      icon={icon}
      title={title}
      onClick={remedy.apply}
    >
      {remedy.label}
    </Button>
  );
}

/** The orders that stand beside what helps a pack that did not load, or by themselves. */
function useOrders(record: PackRecord, remedy: Remedy | null): PackTaskKind[] {
  const needsReinstall = useNeedsReinstall(record);
  const kinds = listPackKinds(record);
  if (remedy === null) return kinds.filter((kind) => kind !== 'fix' || needsReinstall).slice(0, mostActs);
  // What was found out is likelier to help than to install the same requirements once more.
  return kinds.filter((kind) => kind !== 'fix' && kind !== doneByRemedy[remedy.kind]).slice(0, mostActs - 1);
}

function Orders({ record }: { record: PackRecord }) {
  const { request, uninstall } = usePackCommands();
  const refusals = usePackRefusals();
  const remedy = useRemedy(usePackProblem(record));
  const kinds = useOrders(record, remedy);
  const isForward = (kind: PackTaskKind): boolean => remedy === null && forward.includes(kind);
  return (
    <>
      {remedy !== null && <RemedyOrder remedy={remedy} />}
      {kinds.map((kind) => {
        const { icon, title } = lockOf(findRefusal(refusals, record, { kind }));
        return (
          <Button
            key={kind}
            tone={isForward(kind) ? 'primary' : kind === 'uninstall' ? 'warning' : 'plain'}
            data-testid={`details-${kind}`}
            data-primary={isForward(kind) ? '' : undefined}
            icon={icon}
            title={title ?? hintOrder(kind)}
            onClick={() => (kind === 'uninstall' ? uninstall(record) : request(record, { kind }))}
          >
            {t(`actions.${kind}`)}
          </Button>
        );
      })}
    </>
  );
}

/** What can be done with the pack; while the queue is busy with it, how far that is. */
export function DetailsActions({ record, activity }: DetailsActionsProps) {
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  const ref = useRef<HTMLDivElement>(null);
  useDetailsRequest(ref);
  return (
    <div ref={ref} className="mt-4 flex items-start gap-2 px-4">
      <DetailsButtons busy={isBusy ? <PackBusy activity={activity} name={record.title} /> : null}>
        <Orders record={record} />
      </DetailsButtons>
      <PackMenu record={record} activity={activity} />
    </div>
  );
}
