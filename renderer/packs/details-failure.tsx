import { CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PackTaskKind } from '../../src/contract/tasks';
import { Button } from '../components/button';
import { Notice } from '../components/notice';
import { usePolicyWords } from '../components/policy-words';
import { copyText } from '../state/actions';
import type { PackActivity } from '../state/pack-activity';
import type { PackRecord } from '../state/pack-record';
import { listPackKinds } from '../state/pack-task';
import { openSecurity } from '../state/settings-actions';
import { knowKind } from '../state/task-title';
import { usePackCommands } from './pack-commands';

interface DetailsFailureProps {
  record: PackRecord;
  failure: Extract<PackActivity, { phase: 'failed' }>;
}

function findRetry(record: PackRecord, kind: string): PackTaskKind | undefined {
  return listPackKinds(record).find((possible) => possible === kind && possible !== 'uninstall');
}

/** Why the last task of this pack failed, and what to do about it. A pack on disk is as it was before, so it is not painted red for it. */
export function DetailsFailure({ record, failure }: DetailsFailureProps) {
  const { t } = useTranslation();
  const { request, showLog } = usePackCommands();
  const { error, kind, uiId } = failure;
  const refusal = usePolicyWords().refusalOfFailure(error);
  const retryKind = findRetry(record, kind);
  const title = t(`failure.${knowKind(kind)}`, { name: record.title });
  const details = [title, error.code, error.error, error.remedy].filter(Boolean).join('\n');
  return (
    <div className="px-4 pt-3">
      <Notice
        tone={record.local === null && refusal === null ? 'red' : 'neutral'}
        icon={<CircleX size={16} />}
        title={title}
        text={refusal ?? error.error}
        remedy={refusal === null ? (error.remedy ?? '') : ''}
      >
        {error.code === 'policy-denied' && (
          <Button size="small" onClick={openSecurity}>
            {t('failure.openSecurity')}
          </Button>
        )}
        {retryKind && (
          <Button size="small" onClick={() => request(record, { kind: retryKind })}>
            {error.code === 'policy-denied' ? t('policy.allow') : t('actions.retry')}
          </Button>
        )}
        {uiId !== null && (
          <Button size="small" tone="quiet" onClick={() => showLog(uiId)}>
            {t('app.showLog')}
          </Button>
        )}
        <Button size="small" tone="quiet" onClick={() => copyText(details)}>
          {t('app.copyDetails')}
        </Button>
      </Notice>
    </div>
  );
}
