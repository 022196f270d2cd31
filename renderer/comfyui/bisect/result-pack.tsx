import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import { Button } from '../../components/button';
import { applyRemedy, createRemedyTask, startWithout, useComfyOrders } from '../../state/comfyui/comfy-actions';
import { useComfyStatus } from '../../state/comfyui/comfy-queries';
import { canStart, readShownState } from '../../state/comfyui/shown-state';
import { holdPack } from '../../state/packs/holds';
import type { PackRecord } from '../../state/packs/pack-record';
import { usePacks } from '../../state/packs/use-packs';
import { openLink } from '../../state/queue/actions';
import { PanelRow } from '../panel';
import { showPack } from '../../navigation/show-pack';
import { issuesOf } from '../../navigation/issue-links';

interface ResultPackProps {
  name: string;
  isFirst: boolean;
  /** It is the only one: what was found names it already. */
  isAlone: boolean;
  report: string;
}

const disableTask = { kind: 'disable-pack', text: '', packages: [] } as const;

/** Leaves the pack out: at once by a start where ComfyUI is down, else from its next start on. */
function DisableButton({ name, title, isFirst, isAlone }: Omit<ResultPackProps, 'report'> & { title: string }) {
  const { findByName } = usePacks().packIndex;
  const status = useComfyStatus().data;
  const isBusy = useComfyOrders(({ isSending, recovery }) => isSending || recovery !== null);
  const isDown = status !== undefined && canStart(readShownState(status));
  const startWords = isAlone ? t('bisect.withoutIt') : t('comfy.actions.without', { name: title });
  const press = (): void => {
    const task = createRemedyTask({ ...disableTask, packages: [] }, name, findByName);
    if (isDown) void startWithout(name, findByName);
    else if (task !== null) void applyRemedy(task);
  };
  return (
    <Button
      size="small"
      tone={isFirst ? 'primary' : 'plain'}
      data-testid="bisect-disable"
      disabled={isBusy}
      onClick={press}
    >
      {isDown ? startWords : t('actions.disable')}
    </Button>
  );
}

function KnownButtons({ record, report }: { record: PackRecord; report: string }) {
  const { local } = record;
  const issues = issuesOf(record);
  const canHold = (local?.source === 'registry' || local?.source === 'git') && local.hold === undefined;
  const openReport = (url: string): void => {
    copyText(report);
    openLink(url);
  };
  return (
    <>
      {canHold && (
        <Button size="small" onClick={() => void holdPack(record, t('bisect.holdReason'))}>
          {t('actions.hold')}
        </Button>
      )}
      <Button size="small" data-testid="bisect-details" onClick={() => showPack(record)}>
        {t('actions.details')}
      </Button>
      {issues !== null && (
        <Button size="small" tone="quiet" title={t('bisect.reportHint')} onClick={() => openReport(issues)}>
          {t('bisect.report')}
        </Button>
      )}
    </>
  );
}

function Naming({ title, name }: { title: string; name: string }) {
  return (
    <>
      {title}
      {title !== name && <span className="ml-2 font-mono text-sm text-faint">{name}</span>}
    </>
  );
}

/** One pack that a search named, and what can be done with it. */
export function ResultPack({ name, isFirst, isAlone, report }: ResultPackProps) {
  const record = usePacks().packIndex.findByName(name);
  const title = record?.title ?? name;
  const isDisabled = record?.local?.enabled === false;
  const naming = isAlone ? undefined : <Naming title={title} name={name} />;
  const label = isDisabled ? t('states.disabled') : t(isAlone ? 'bisect.next' : 'bisect.pack');
  return (
    <PanelRow label={label} text={naming}>
      {!isDisabled && <DisableButton name={name} title={title} isFirst={isFirst} isAlone={isAlone} />}
      {record && <KnownButtons record={record} report={report} />}
    </PanelRow>
  );
}
