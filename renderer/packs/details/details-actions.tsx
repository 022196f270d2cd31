import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PackTaskKind } from '../../../src/contract/tasks';
import { Button, type ButtonTone } from '../../components/button';
import { DetailsButtons } from '../../components/details-panel';
import { makeLock } from '../../components/use-lock';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { findRefusal, usePackRefusals } from '../../state/packs/pack-refusals';
import { listPackKinds } from '../../state/packs/pack-task';
import { usePolicyWords } from '../../texts/policy-words';
import { useDetailsWish } from '../../navigation/use-details-wish';
import { BusyCell } from '../busy-cell';
import { hintOrder } from '../order-words';
import { usePackCommands } from '../pack-commands';
import { PackMenu } from '../pack-menu';
import { useNeedsReinstall } from './pack-details';

interface DetailsActionsProps {
  record: PackRecord;
  activity: PackActivity | undefined;
}

const forward: readonly PackTaskKind[] = ['install', 'update', 'enable'];

function toneOf(kind: PackTaskKind): ButtonTone {
  if (forward.includes(kind)) return 'primary';
  return kind === 'uninstall' ? 'warning' : 'plain';
}

function Orders({ record }: { record: PackRecord }) {
  const { t } = useTranslation();
  const { request, uninstall } = usePackCommands();
  const needsReinstall = useNeedsReinstall(record);
  const refusals = usePackRefusals();
  const words = usePolicyWords();
  // A pack that is fine has nothing to mend; its menu still offers it.
  const kinds = listPackKinds(record).filter((kind) => kind !== 'fix' || needsReinstall);
  return kinds.map((kind) => {
    const { icon, title } = makeLock(findRefusal(refusals, record, { kind }), words);
    return (
      <Button
        key={kind}
        tone={toneOf(kind)}
        data-testid={`details-${kind}`}
        data-primary={forward.includes(kind) ? '' : undefined}
        icon={icon}
        title={title ?? hintOrder(t, kind)}
        onClick={() => (kind === 'uninstall' ? uninstall(record) : request(record, { kind }))}
      >
        {t(`actions.${kind}`)}
      </Button>
    );
  });
}

/** What can be done with the pack; while the queue is busy with it, how far that is. */
export function DetailsActions({ record, activity }: DetailsActionsProps) {
  const isBusy = activity !== undefined && activity.phase !== 'failed';
  const ref = useRef<HTMLDivElement>(null);
  useDetailsWish(ref);
  return (
    <div ref={ref} className="mt-4 flex items-start gap-2 px-4">
      <DetailsButtons busy={isBusy ? <BusyCell activity={activity} name={record.title} /> : null}>
        <Orders record={record} />
      </DetailsButtons>
      <PackMenu record={record} activity={activity} />
    </div>
  );
}
