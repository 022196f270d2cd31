import type { KeyboardEvent, RefObject } from 'react';
import type { RowListHandle } from '../rows/row-list';
import { SearchField } from './search-field';

interface ListSearchFieldProps {
  inputRef: RefObject<HTMLInputElement | null>;
  /** The list below, whose selection the arrows move while the cursor stays here. */
  listRef: RefObject<RowListHandle | null>;
  value: string;
  label: string;
  testId: string;
  onChange: (text: string) => void;
  /** Called by the Enter key; left out where it opens nothing. */
  onOpen?: () => void;
}

/** The search of a place that is a list: arrows move in the list, Escape empties the field. */
export function ListSearchField(props: ListSearchFieldProps) {
  const { inputRef, listRef, value, label, testId, onChange, onOpen } = props;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') listRef.current?.move(1);
    else if (event.key === 'ArrowUp') listRef.current?.move(-1);
    else if (event.key === 'Enter' && onOpen) onOpen();
    else if (event.key === 'Escape' && value !== '') onChange('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <SearchField
      ref={inputRef}
      data-testid={testId}
      value={value}
      label={label}
      shortcut="/"
      className="flex-1"
      onClear={() => {
        onChange('');
        inputRef.current?.focus();
      }}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
