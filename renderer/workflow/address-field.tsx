import { Link, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { t } from 'i18next';
import { IconButton } from '../components/icon-button';
import { useSearchRequest } from '../navigation/use-search-request';
import { openWorkflowAt } from '../state/workflow/workflow-store';

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/u.test(new URL(text).protocol);

const fieldClass =
  'h-8 w-full min-w-0 rounded-control border border-border-strong bg-raised pr-9 pl-8 text-base text-ellipsis transition-colors select-text hover:border-icon-faint focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent aria-invalid:border-red-border';

/** What stands in the field, and what its keys do with it. */
function useAddress() {
  const [text, setText] = useState('');
  const [isRefused, setRefused] = useState(false);
  const change = (next: string): void => {
    setText(next);
    setRefused(false);
  };
  const open = (): void => {
    const address = text.trim();
    if (!isWebAddress(address)) return setRefused(true);
    setText('');
    void openWorkflowAt(address);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && text !== '') change('');
    else if (event.key === 'Enter' && text.trim() !== '') open();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { text, isRefused, change, onKeyDown };
}

function Refused() {
  return (
    <p
      id="workflow-address-words"
      role="alert"
      className="absolute top-9 left-0 z-10 rounded-control border border-red-border bg-raised px-2.5 py-1 text-sm text-red-text shadow-float"
    >
      {t('workflow.noAddress')}
    </p>
  );
}

/** The address of a workflow: Enter fetches it. It stands where other places have their search, and has its key. */
export function AddressField() {
  const { text, isRefused, change, onKeyDown } = useAddress();
  const inputRef = useSearchRequest();
  return (
    <div className="relative flex min-w-0 flex-1 items-center">
      <Link aria-hidden size={15} className="pointer-events-none absolute left-2.5 text-faint" />
      <input
        ref={inputRef}
        type="text"
        inputMode="url"
        data-testid="workflow-address"
        aria-label={t('workflow.address')}
        aria-invalid={isRefused}
        aria-describedby={isRefused ? 'workflow-address-words' : undefined}
        placeholder={t('workflow.address')}
        spellCheck={false}
        autoComplete="off"
        maxLength={2000}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        className={fieldClass}
      />
      {text !== '' && (
        <IconButton
          isCompact
          label={t('workflow.clearAddress')}
          icon={<X size={14} />}
          onClick={() => change('')}
          className="absolute right-0.5"
        />
      )}
      {isRefused && <Refused />}
    </div>
  );
}
