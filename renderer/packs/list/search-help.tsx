import { CircleHelp } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useRef } from 'react';
import { t } from 'i18next';
import { go, useLocation } from '../../navigation/location-store';
import { requestSearch } from '../../navigation/window-store';

/** What can be put into the search, and what it finds. Those that want a word go on after the colon. */
const tokens = [
  ['node', 'node:'],
  ['author', 'author:'],
  ['tag', 'tag:'],
  ['quoted', '"two words"'],
  ['broken', '@broken'],
  ['installed', '@installed'],
  ['update', '@update'],
  ['disabled', '@disabled'],
  ['held', '@held'],
  ['favourite', '@favourite'],
  ['failed', '@failed'],
  ['absent', '@absent'],
  ['registry', '@registry'],
  ['unfit', '@unfit'],
] as const;

function insert(token: string): void {
  const { query } = useLocation.getState();
  go({ query: query.includes(token) ? query : [query.trim(), token].filter(Boolean).join(' ') });
  requestSearch();
}

/** Tells what the search understands besides words; each line puts its token into the search. */
export function SearchHelp() {
  // The cursor belongs into the search after a choice, and back to the button otherwise.
  const hasChosen = useRef(false);
  const keepCursor = (event: Event): void => {
    if (hasChosen.current) event.preventDefault();
    hasChosen.current = false;
  };
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          aria-label={t('searchHelp.open')}
          title={t('searchHelp.open')}
          data-testid="search-help"
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-control text-muted transition-colors hover:bg-hover hover:text-text data-[state=open]:bg-hover"
        >
          <CircleHelp aria-hidden size={15} />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={keepCursor}
          aria-label={t('searchHelp.title')}
          className="z-40 w-90 max-h-(--radix-popover-content-available-height) animate-rise overflow-y-auto rounded-panel border border-border-strong bg-raised p-1.5 shadow-float outline-none"
        >
          <p className="px-2 pt-1 pb-1.5 text-sm text-muted">{t('searchHelp.words')}</p>
          {tokens.map(([name, token]) => (
            <Popover.Close key={name} asChild>
              <button
                type="button"
                aria-label={t('searchHelp.insert', { token })}
                onClick={() => {
                  hasChosen.current = true;
                  insert(token);
                }}
                className="grid w-full grid-cols-[118px_1fr] items-baseline gap-2 rounded-control px-2 py-1 text-left hover:bg-hover"
              >
                <span className="font-mono text-sm text-accent-text">{token}</span>
                <span className="text-sm text-soft">{t(`searchHelp.${name}`, { git: '@git' })}</span>
              </button>
            </Popover.Close>
          ))}
          <p className="px-2 pt-1.5 pb-1 text-sm text-muted">{t('searchHelp.all')}</p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
