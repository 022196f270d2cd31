import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SearchField } from '../components/form/search-field';

/** Looks for a pack from Home: Enter shows what is found among all packs. */
export function FindPack({ onFind }: { onFind: (query: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && text !== '') setText('');
    else if (event.key === 'Enter' && text.trim() !== '') onFind(text.trim());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <SearchField
      testId="home-search"
      value={text}
      label={t('home.find')}
      className="flex-1"
      onChange={setText}
      onKeyDown={onKeyDown}
    />
  );
}
