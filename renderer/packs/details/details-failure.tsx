import { CircleX, ExternalLink, ShieldX } from 'lucide-react';
import { t } from 'i18next';
import type { PackTaskKind } from '../../../src/contract/tasks/tasks';
import type { ErrorBody } from '../../../src/contract/error-body';
import { Button } from '../../components/button';
import { Notice } from '../../components/feedback/notice';
import { describeFailure } from '../../texts/policy-words';
import { pageOf, reportIssue } from '../../navigation/issue-links';
import { go } from '../../navigation/location-store';
import { openLink, retryTask } from '../../state/queue/actions';
import type { PackActivity } from '../../state/packs/pack-activity';
import type { PackRecord } from '../../state/packs/pack-record';
import { listPackKinds } from '../../state/packs/pack-task';
import { useQueue } from '../../state/queue/queue-store';
import { useIsOffered } from '../../state/installation/remote';
import { openSecurity } from '../../state/settings/settings-actions';
import { knowKind } from '../../../src/contract/text/task-words';
import { requestPack } from '../../state/packs/request-pack';

interface DetailsFailureProps {
  record: PackRecord;
  failure: Extract<PackActivity, { phase: 'failed' }>;
}

function findRetry(record: PackRecord, kind: string): PackTaskKind | undefined {
  return listPackKinds(record).find((possible) => possible === kind && possible !== 'uninstall');
}

/** A task that the policy refused is asked for as it was: what it answers to can lie in its version or its address. */
function retryRefused(uiId: string | null): boolean {
  const item = useQueue.getState().view?.finished.find((finished) => finished.ui_id === uiId);
  if (item) void retryTask(item);
  return item !== undefined;
}

interface AgainButtonProps extends DetailsFailureProps {
  isRefused: boolean;
  /** The person can allow it here. */
  isAllowable: boolean;
}

function AgainButton({ record, failure, isRefused, isAllowable }: AgainButtonProps) {
  const kind = findRetry(record, failure.kind);
  if (!kind) return null;
  const retry = (): void => {
    if (!isRefused || !retryRefused(failure.uiId)) void requestPack(record, { kind });
  };
  return (
    <Button size="small" onClick={retry}>
      {isAllowable ? t('policy.allow') : t('app.tryAgain')}
    </Button>
  );
}

/** A pack that contradicts itself is nothing that a person can mend, but something its author wants to know. */
function ReportButton({ record, error }: { record: PackRecord; error: ErrorBody }) {
  const report = {
    title: 'The requirements cannot be met together',
    message: error.error,
    version: record.latestVersion,
  };
  const issue = reportIssue(record, report) ?? pageOf(record);
  if (issue === null) return null;
  return (
    <Button size="small" tone="tinted" icon={<ExternalLink size={13} />} onClick={() => openLink(issue)}>
      {t('failure.report')}
    </Button>
  );
}

/** Why the last task of this pack failed, and what to do about it: one act and one beside it; the menu of the pack copies the details. A pack on disk is as it was before, so it is not painted red for it. */
export function DetailsFailure({ record, failure }: DetailsFailureProps) {
  const { error, kind, uiId } = failure;
  const { text, remedy, isRefused } = describeFailure(error);
  const isAllowable = useIsOffered('policy.allow') && isRefused;
  const isHopeless = error['isOwn'] === true;
  const title = isHopeless
    ? t('failure.cannotBeInstalled')
    : t(`task.failure.${knowKind(kind)}`, { name: record.title });
  return (
    <div className="px-4 pt-3">
      <Notice
        tone={record.local === null && !isRefused ? 'red' : 'neutral'}
        icon={isRefused ? <ShieldX size={16} /> : <CircleX size={16} />}
        title={title}
        text={text}
        remedy={isHopeless ? '' : remedy}
      >
        {isHopeless ? (
          <ReportButton record={record} error={error} />
        ) : (
          <AgainButton record={record} failure={failure} isRefused={isRefused} isAllowable={isAllowable} />
        )}
        {isAllowable ? (
          <Button size="small" tone="quiet" onClick={openSecurity}>
            {t('failure.openSecurity')}
          </Button>
        ) : (
          uiId !== null && (
            <Button size="small" tone="quiet" onClick={() => go({ place: 'activity', taskId: uiId })}>
              {t('app.showLog')}
            </Button>
          )
        )}
      </Notice>
    </div>
  );
}
