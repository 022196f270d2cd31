import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../components/confirm-dialog';
import { type Consent, newlyAllowed } from './settings-consent';
import { usePolicyTable } from '../state/settings/settings-queries';
import { usePolicyWords } from '../texts/policy-words';
import { useOptionLabel } from './option-label';

/** What the other level allows beyond the present one. */
function NewlyAllowed({ from, to }: Extract<Consent, { kind: 'level' }>) {
  const { t } = useTranslation();
  const { nameOf } = usePolicyWords();
  const table = usePolicyTable().data;
  const operations = table ? newlyAllowed(table, from, to) : [];
  return (
    <div className="mt-3">
      <p className="text-sm font-medium">
        {operations.length === 0 ? t('settings.consent.nothingNew') : t('settings.consent.becomesPossible')}
      </p>
      <ul className="mt-1 list-disc pl-5 text-sm text-soft">
        {operations.map((operation) => (
          <li key={operation}>{nameOf(operation)}</li>
        ))}
      </ul>
    </div>
  );
}

function useWords(consent: Consent): { title: string; text: string; confirm: string } {
  const { t } = useTranslation();
  const labelOf = useOptionLabel();
  if (consent.kind === 'opening') {
    const title = t(`settings.titles.${consent.id}`);
    return { title, text: t(`settings.opens.${consent.id}`), confirm: t('settings.consent.allow') };
  }
  const level = labelOf(consent.to);
  return {
    title: t('settings.consent.levelTitle', { level }),
    text: t('settings.consent.levelText'),
    confirm: t('settings.consent.levelConfirm', { level }),
  };
}

/** Asks before a door opens. Keeping it closed is the safe choice and has the focus. */
export function ConsentDialog({ consent, onAnswer }: { consent: Consent; onAnswer: (isAgreed: boolean) => void }) {
  const { t } = useTranslation();
  const { title, text, confirm } = useWords(consent);
  return (
    <ConfirmDialog
      title={title}
      text={text}
      confirmLabel={confirm}
      keepLabel={t('settings.consent.keep')}
      onClose={() => onAnswer(false)}
      onConfirm={() => onAnswer(true)}
    >
      {consent.kind === 'level' && <NewlyAllowed {...consent} />}
    </ConfirmDialog>
  );
}
