import { useRef } from 'react';
import type { PackTaskKind } from '../../../src/contract/tasks/tasks';
import { Button } from '../../components/button';
import { DetailsButtons } from '../../components/details-panel';
import { lockOf } from '../../components/lock';
import { findOrderRefusal, hintOrder, type PackOrder, packOrders } from '../../state/acts/pack-orders';
import { usePackProblem } from '../../state/comfyui/pack-problem';
import { type Remedy, useRemedy } from '../../state/comfyui/use-remedy';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePackRefusals } from '../../state/packs/pack-refusals';
import { useDetailsRequest } from '../../navigation/use-details-request';
import { PackBusy } from '../pack-busy';
import { PackMenu } from '../pack-menu';
import { useNeedsReinstall } from './pack-details';

interface DetailsActionsProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

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
function useOrders(record: PackRecord, remedy: Remedy | null): PackOrder[] {
  const needsReinstall = useNeedsReinstall(record);
  const orders = packOrders.filter(({ doors, when }) => doors.includes('details') && when(record));
  if (remedy === null) return orders.filter(({ id }) => id !== 'fix' || needsReinstall).slice(0, mostActs);
  // What was found out is likelier to help than to install the same requirements once more.
  return orders.filter(({ id }) => id !== 'fix' && id !== doneByRemedy[remedy.kind]).slice(0, mostActs - 1);
}

function Orders({ record }: { record: PackRecord }) {
  const refusals = usePackRefusals();
  const remedy = useRemedy(usePackProblem(record));
  return (
    <>
      {remedy !== null && <RemedyOrder remedy={remedy} />}
      {useOrders(record, remedy).map((order) => {
        const { icon, title } = lockOf(findOrderRefusal(refusals, order, [record]));
        const isForward = remedy === null && order.isForward === true;
        return (
          <Button
            key={order.id}
            tone={isForward ? 'primary' : order.isRemoval ? 'warning' : 'plain'}
            data-testid={`details-${order.id}`}
            data-primary={isForward ? '' : undefined}
            icon={icon}
            title={title ?? hintOrder(order)}
            onClick={() => order.run([record])}
          >
            {order.words()}
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
