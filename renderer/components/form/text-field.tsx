import type { ComponentProps, ReactNode } from 'react';
import { classNames } from '../class-names';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange'> {
  id: string;
  label: string;
  /** The text is read letter by letter, as a path is. */
  isExact?: boolean;
  isInvalid: boolean;
  /** Below the field, read out when it changes; its line is there also when it is empty. */
  words: ReactNode;
  onChange: (value: string) => void;
}

/** A labelled field of a dialog with a line for what is to be said of its text. */
export function TextField({ id, label, isExact = false, isInvalid, words, onChange, ...rest }: TextFieldProps) {
  return (
    <>
      <label className="block text-sm font-medium text-muted" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="text"
        autoComplete="off"
        aria-invalid={isInvalid}
        aria-describedby={`${id}-words`}
        onChange={(event) => onChange(event.target.value)}
        className={classNames(
          'mt-1 h-8 w-full rounded-control border border-border-strong bg-raised px-2.5 select-text focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent aria-invalid:border-red-border',
          isExact ? 'font-mono text-sm' : 'text-base',
        )}
        {...rest}
      />
      <p
        id={`${id}-words`}
        aria-live="polite"
        className={classNames('mt-1 min-h-5 text-sm break-words', isInvalid ? 'text-red-text' : 'text-muted')}
      >
        {words}
      </p>
    </>
  );
}
