import { Lock } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { DialogFoot } from '../components/dialog-foot';
import { Modal } from '../components/modal';
import { RiskChip } from '../components/risk-chip';
import { usePolicyWords } from '../texts/policy-words';
import { permissionMinutes, type PermissionQuestion, usePermissionQuestion } from '../state/policy/permissions';
import { openSecurity } from '../state/settings/settings-actions';
import { nameTask } from '../state/packs/task-title';
import { usePacks } from '../state/packs/use-packs';

function Question({ question: { verdict, task, isUndo, answer } }: { question: PermissionQuestion }) {
  const { t } = useTranslation();
  const words = usePolicyWords();
  const { findByName } = usePacks().packIndex;
  const cancelRef = useRef<HTMLButtonElement>(null);
  const subject = task === null ? '' : nameTask(task.params, findByName);
  const leaveForSecurity = (): void => {
    answer('no');
    openSecurity();
  };
  const footer = (
    <DialogFoot
      aside={
        <Button tone="quiet" onClick={leaveForSecurity}>
          {t('failure.openSecurity')}
        </Button>
      }
    >
      <Button ref={cancelRef} onClick={() => answer('no')}>
        {t('policy.cancel')}
      </Button>
      <Button tone={task === null ? 'primary' : 'plain'} onClick={() => answer('minutes')}>
        {t('policy.minutes', { count: permissionMinutes })}
      </Button>
      {task !== null && (
        <Button tone="primary" onClick={() => answer('once')}>
          {t('policy.once')}
        </Button>
      )}
    </DialogFoot>
  );
  return (
    <Modal
      isOpen
      isAlert
      isWide
      footer={footer}
      title={words.nameOf(verdict.operation)}
      description={`${words.effectOf(verdict.operation, isUndo)} ${words.askedBecause(verdict)}`}
      focusRef={cancelRef}
      onClose={() => answer('no')}
    >
      <div
        data-testid="permission"
        data-operation={verdict.operation}
        className="mt-3 flex flex-wrap items-center gap-2"
      >
        <RiskChip risk={verdict.risk} />
        {subject !== '' && <span className="min-w-0 truncate font-medium">{subject}</span>}
      </div>
      <p className="mt-3 flex gap-2 text-sm text-pretty text-muted">
        <Lock aria-hidden size={14} className="mt-0.5 shrink-0 text-faint" />
        {t('policy.onlyHere')}
      </p>
    </Modal>
  );
}

/** Asks before something that the policy refuses is done. Leaving it has the focus. */
export function PermissionDialog() {
  const question = usePermissionQuestion((state) => state.question);
  return question && <Question question={question} />;
}
