import type { KeyboardEvent, RefObject } from 'react';
import { useSearchRequest } from '../../navigation/use-search-request';
import type { RowListHandle } from '../rows/row-list';
import { SearchField, type SearchFieldProps } from './search-field';

interface PlaceSearchProps extends Pick<SearchFieldProps, 'value' | 'label' | 'testId' | 'className' | 'onChange'> {
  /** The list below, whose selection the arrows move while the cursor stays here. */
  listRef?: RefObject<RowListHandle | null>;
  /** Called by the Enter key; left out where it opens nothing. */
  onEnter?: (event: KeyboardEvent) => void;
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** The search of a place: the slash leads into it, arrows move in the list, Escape empties the field. */
export function PlaceSearch({ listRef, onEnter, className = 'flex-1', ...field }: PlaceSearchProps) {
  const inputRef = useSearchRequest();
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = steps[event.key];
    if (listRef && step !== undefined) listRef.current?.move(step);
    else if (event.key === 'Enter' && onEnter) onEnter(event);
    else if (event.key === 'Escape' && field.value !== '') field.onChange('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return <SearchField {...field} {...{ inputRef, className, onKeyDown }} shortcut="/" />;
}
