import { CircleCheck, CircleX, X } from 'lucide-react';
import { t } from 'i18next';
import type { RestartOutcome, RestartReport } from '../../../src/contract/comfyui/restart';
import { Button } from '../../components/button';
import { IconButton } from '../../components/icon-button';
import { go } from '../../navigation/location-store';
import { applyRemedy, createRemedyTask } from '../../state/comfyui/comfy-actions';
import { putReportAway, wordReport } from '../../state/comfyui/restart';
import { usePacks } from '../../state/packs/use-packs';
import { NamesLine } from './names-line';
import { RailSign } from './rail-sign';
import { RestartList } from './restart-list';
import { RestartPane } from './restart-pane';

/** What can be done about a pack that did not load, as long as it is enabled. */
function FailedButtons({ failed }: { failed: readonly RestartOutcome[] }) {
  const { findByName } = usePacks().packIndex;
  const [only] = failed;
  const isAlone = only !== undefined && failed.length === 1 && findByName(only.name)?.local?.enabled === true;
  const disable = (name: string): void => {
    const task = createRemedyTask({ kind: 'disable-pack', text: '', packages: [] }, name, findByName);
    if (task !== null) void applyRemedy(task);
  };
  if (only === undefined) return null;
  return (
    <div className="flex flex-wrap gap-1.5">
      {isAlone && (
        <Button size="small" data-testid="report-disable" onClick={() => disable(only.name)}>
          {t('actions.disable')}
        </Button>
      )}
      <Button size="small" data-testid="report-why" onClick={() => go({ place: 'comfyui', comfyTab: 'overview' })}>
        {t('restart.report.why')}
      </Button>
    </div>
  );
}

function PutAway() {
  return (
    <Button size="small" tone="quiet" onClick={putReportAway}>
      {t('app.dismiss')}
    </Button>
  );
}

function OutcomeIcon({ isBad, sizePx }: { isBad: boolean; sizePx: number }) {
  const Icon = isBad ? CircleX : CircleCheck;
  return (
    <Icon
      aria-hidden
      size={sizePx}
      className={isBad ? 'mt-0.5 shrink-0 text-red-text' : 'mt-0.5 shrink-0 text-green-text'}
    />
  );
}

interface NarrowReportProps {
  title: string;
  failed: readonly RestartOutcome[];
  outcomes: readonly RestartOutcome[];
}

/** The sign of a report in the narrow rail, which opens it. */
function NarrowReport({ title, failed, outcomes }: NarrowReportProps) {
  return (
    <div className="min-[1000px]:hidden">
      <RestartPane
        title={title}
        buttons={
          <>
            <FailedButtons failed={failed} />
            <PutAway />
          </>
        }
        trigger={
          <RailSign label={title}>
            <OutcomeIcon isBad={failed.length > 0} sizePx={16} />
          </RailSign>
        }
      >
        <RestartList changes={outcomes} />
      </RestartPane>
    </div>
  );
}

/** What the last restart brought, until a person puts it away. */
export function ReportCard({ report }: { report: RestartReport }) {
  const failed = report.outcomes.filter(({ outcome }) => outcome === 'failed');
  const isBad = failed.length > 0;
  const title = wordReport(report);
  const named = isBad ? failed : report.outcomes.filter(({ subject }) => subject !== 'python');
  return (
    <section aria-label={title} data-testid="restart-report">
      <div className="hidden rounded-control border border-border-strong bg-raised p-2 min-[1000px]:block">
        <div className="flex items-start gap-1.5">
          <OutcomeIcon isBad={isBad} sizePx={13} />
          <p role="status" className="min-w-0 flex-1 text-sm font-medium">
            {title}
          </p>
          <IconButton
            isCompact
            side="right"
            label={t('app.dismiss')}
            icon={<X size={13} />}
            className="-mt-1 -mr-1 size-6"
            onClick={putReportAway}
          />
        </div>
        <RestartPane title={title} trigger={<NamesLine changes={named.length > 0 ? named : report.outcomes} />}>
          <RestartList changes={report.outcomes} />
        </RestartPane>
        {isBad && (
          <div className="mt-1.5">
            <FailedButtons failed={failed} />
          </div>
        )}
      </div>
      <NarrowReport title={title} failed={failed} outcomes={report.outcomes} />
    </section>
  );
}
