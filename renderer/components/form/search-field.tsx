import { Search, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useRef } from 'react';
import { t } from 'i18next';
import { IconButton } from '../icon-button';
import { Key } from './key';

export interface SearchFieldProps {
  value: string;
  label: string;
  testId?: string;
  className?: string;
  shortcut?: string;
  inputRef?: RefObject<HTMLInputElement | null>;
  onChange: (text: string) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

/** A field to search in, with a cross that empties it. */
export function SearchField({ value, label, shortcut, className, onChange, ...props }: SearchFieldProps) {
  const ownRef = useRef<HTMLInputElement>(null);
  const { inputRef = ownRef } = props;
  const clear = (): void => {
    onChange('');
    inputRef.current?.focus();
  };
  return (
    <div className={`relative flex min-w-0 items-center ${className ?? ''}`}>
      <Search aria-hidden size={15} className="pointer-events-none absolute left-2.5 text-faint" />
      <input
        ref={inputRef}
        type="text"
        role="searchbox"
        aria-label={label}
        data-testid={props.testId}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        value={value}
        className="h-8 w-full min-w-0 rounded-control border border-border-strong bg-raised pr-9 pl-8 text-base text-ellipsis transition-colors select-text hover:border-icon-faint focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={props.onKeyDown}
      />
      {value === '' ? (
        shortcut !== undefined && (
          <span className="pointer-events-none absolute right-2 max-[559px]:hidden">
            <Key>{shortcut}</Key>
          </span>
        )
      ) : (
        <IconButton
          isCompact
          label={t('actions.clearSearch')}
          icon={<X size={14} />}
          onClick={clear}
          className="absolute right-0.5"
        />
      )}
    </div>
  );
}
