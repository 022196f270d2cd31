import { CircleAlert, CircleCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button';
import { Modal } from '../components/modal';
import { Notice } from '../components/notice';
import { useRestorePlan } from '../state/snapshot-queries';
import { ChangeList } from '../components/change-list';

interface RestoreDialogProps {
  name: string;
  title: string;
  onClose: () => void;
  onConfirm: (isExact: boolean) => void;
}

function Preview({ name, isExact }: { name: string; isExact: boolean }) {
  const { t } = useTranslation();
  const plan = useRestorePlan(name, isExact);
  if (plan.error) {
    const { message, remedy } = plan.error;
    return (
      <Notice
        isAlert
        tone="red"
        icon={<CircleAlert size={16} />}
        title={t('snapshots.failedCompare')}
        text={message}
        remedy={remedy ?? ''}
      />
    );
  }
  if (!plan.data) return <p className="py-3 text-muted">{t('snapshots.comparing')}</p>;
  if (plan.data.length > 0) return <ChangeList changes={plan.data} />;
  return (
    <p className="flex items-center gap-2 py-3 text-muted">
      <CircleCheck aria-hidden size={15} className="text-green-text" />
      {t('snapshots.same')}
    </p>
  );
}

/** Shows every change a restore makes before it is made. Staying as it is has the focus. */
export function RestoreDialog({ name, title, onClose, onConfirm }: RestoreDialogProps) {
  const { t } = useTranslation();
  const [isExact, setExact] = useState(false);
  const cancelRef = useRef<HTMLButtonElement>(null);
  const { data } = useRestorePlan(name, isExact);
  const work = data?.filter(({ action }) => action !== 'leave').length ?? 0;
  return (
    <Modal
      isOpen
      isAlert
      title={t('snapshots.restore.title', { name: title })}
      description={t('snapshots.restore.text')}
      focusRef={cancelRef}
      onClose={onClose}
    >
      <div
        className="mt-4 max-h-80 min-h-24 overflow-y-auto"
        tabIndex={0}
        role="group"
        aria-label={t('snapshots.changes')}
      >
        <Preview name={name} isExact={isExact} />
      </div>
      <label className="mt-3 flex items-start gap-2">
        <input
          type="checkbox"
          checked={isExact}
          onChange={(event) => setExact(event.target.checked)}
          className="mt-0.5 size-4 accent-accent"
        />
        <span>
          <span className="block">{t('snapshots.restore.exact')}</span>
          <span className="block text-sm text-muted">{t('snapshots.restore.exactText')}</span>
        </span>
      </label>
      <div className="mt-5 flex justify-end gap-2">
        <Button tone="primary" disabled={work === 0} onClick={() => onConfirm(isExact)}>
          {t('snapshots.restore.confirm')}
        </Button>
        <Button ref={cancelRef} onClick={onClose}>
          {t('snapshots.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
