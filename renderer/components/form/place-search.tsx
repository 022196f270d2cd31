import type { KeyboardEvent, RefObject } from 'react';
import { go, useLocation } from '../../navigation/location-store';
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

/** What is looked for in a place, as it stands in the address. */
const searches = {
  query: (query: string) => go({ query }),
  modelQuery: (modelQuery: string) => go({ modelQuery }),
  historyQuery: (historyQuery: string) => go({ historyQuery, historyKey: null }),
  settingQuery: (settingQuery: string) => go({ settingQuery }),
} as const;

/** The search of a place whose words stand in the address. Only the field follows them: a key draws nothing else of the place by it. */
export function AddressSearch({
  of,
  ...props
}: Omit<PlaceSearchProps, 'value' | 'onChange'> & { of: keyof typeof searches }) {
  const value = useLocation((state) => state[of]);
  return <PlaceSearch {...props} value={value} onChange={searches[of]} />;
}
