import { type KeyboardEvent, type RefObject, useRef, useState } from 'react';
import { classNames } from '../components/class-names';

interface TextControlProps {
  name: string;
  describedBy: string;
  value: string;
  placeholder?: string;
  unit?: string;
  isNumber?: boolean;
  isDisabled: boolean;
  isInvalid: boolean;
  /** A number that changes when what was typed was given up elsewhere. */
  round: number;
  /** Called with what was typed, when it differs from the value: on Enter, or when the field is left. */
  onCommit: (text: string) => void;
  /** Called on Escape, when what was typed is given up. */
  onGiveUp: () => void;
}

/** What is typed lives here until it is kept; a refused text stays to be corrected. */
function useDraft(props: TextControlProps, inputRef: RefObject<HTMLInputElement | null>) {
  const { value, round, onCommit, onGiveUp } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const [shown, setShown] = useState({ value, round });
  /** What was asked for last: Enter and then leaving the field ask once. */
  const committed = useRef<string | null>(null);
  // The kept value changed, so what was typed is either kept now or out of date.
  if (shown.value !== value || shown.round !== round) {
    setShown({ value, round });
    setDraft(null);
  }
  const type = (text: string): void => {
    committed.current = null;
    setDraft(text);
  };
  const commit = (): void => {
    const text = draft?.trim() ?? value;
    if (text === value) return setDraft(null);
    if (committed.current === text) return;
    committed.current = text;
    onCommit(text);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      // Without this the same press of Enter would answer the question that may follow.
      event.preventDefault();
      commit();
    }
    if (event.key !== 'Escape' || draft === null) return;
    event.preventDefault();
    setDraft(null);
    onGiveUp();
    inputRef.current?.select();
  };
  return { text: draft ?? value, type, commit, onKeyDown };
}

/** A field whose text is kept with Enter or by leaving it; Escape gives it up. */
export function TextControl(props: TextControlProps) {
  const { name, describedBy, placeholder, unit, isNumber = false, isDisabled, isInvalid } = props;
  const inputRef = useRef<HTMLInputElement>(null);
  const { text, type, commit, onKeyDown } = useDraft(props, inputRef);
  return (
    <div className={classNames('flex w-full min-w-0 items-center gap-2', isNumber && '@min-[30rem]:justify-end')}>
      <input
        ref={inputRef}
        type="text"
        inputMode={isNumber ? 'decimal' : undefined}
        spellCheck={false}
        autoComplete="off"
        aria-label={unit === undefined ? name : `${name} (${unit})`}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
        disabled={isDisabled}
        placeholder={placeholder}
        value={text}
        onChange={(event) => type(event.target.value)}
        onBlur={commit}
        onKeyDown={onKeyDown}
        className={classNames(
          'h-8 min-w-0 rounded-control border border-border-strong bg-raised px-2.5 text-ellipsis select-text hover:border-icon-faint focus:border-accent focus:outline-1 focus:outline-offset-0 focus:outline-accent disabled:opacity-60 aria-invalid:border-red-border',
          isNumber ? 'w-28 text-right tabular' : 'w-full font-mono text-sm',
        )}
      />
      {unit !== undefined && <span className="min-w-16 shrink-0 text-sm text-muted">{unit}</span>}
    </div>
  );
}
