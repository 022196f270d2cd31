import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useMemo, useRef, useState } from 'react';
import { t } from 'i18next';
import { Avatar } from '../components/avatar';
import { Chord } from '../components/form/key';
import { go } from '../navigation/location-store';
import { useCoreClass } from '../state/packs/core-classes';
import { createPackSearch } from '../state/packs/pack-search';
import { usePacks } from '../state/packs/use-packs';
import { giveFocusBack, rememberFocus } from '../hooks/focus-home';
import { showPalette, useWindow, requestDetails } from '../navigation/window-store';
import type { PaletteCommand } from './palette-command';
import { searchCommands, usePaletteCommands } from './palette-commands';

const maxPacks = 8;
const noFailures: ReadonlySet<string> = new Set();
const itemClass =
  'flex min-h-9 items-center gap-2.5 rounded-control px-2 text-base data-[selected=true]:bg-pressed [&>svg]:shrink-0 [&>svg]:text-muted';

interface GroupProps {
  title: string;
  children: ReactNode;
}

function Group({ title, children }: GroupProps) {
  return (
    <Command.Group
      heading={title}
      className="pb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint"
    >
      {children}
    </Command.Group>
  );
}

function PackItems({ text }: { text: string }) {
  const { packIndex } = usePacks();
  const searchPacks = useMemo(() => createPackSearch(packIndex), [packIndex]);
  const packs = useMemo(() => {
    if (text.trim() === '') return [];
    const search = { text, filter: 'all', sort: 'relevance', failedKeys: noFailures } as const;
    return searchPacks(search).records.slice(0, maxPacks);
  }, [searchPacks, text]);
  const core = useCoreClass(text);
  if (packs.length === 0 && core === null) return null;
  const open = (packKey: string): void => {
    showPalette(false);
    go({ place: 'packs', filter: 'all', query: text, packKey, isDetailsOpen: true });
    requestDetails();
  };
  return (
    <Group title={t('palette.packs')}>
      {core !== null && <p className="px-2 py-1.5 text-sm text-soft">{t('packs.isCore', { name: core })}</p>}
      {packs.map((pack) => (
        <Command.Item key={pack.key} value={`pack ${pack.key}`} onSelect={() => open(pack.key)} className={itemClass}>
          <Avatar id={pack.key} title={pack.title} size="small" />
          <span className="min-w-0 flex-1">
            <span className="block truncate leading-4">{pack.title}</span>
            <span className="block truncate text-xs text-faint">{pack.author}</span>
          </span>
          {pack.state !== 'absent' && <span className="shrink-0 text-xs text-muted">{t(`states.${pack.state}`)}</span>}
        </Command.Item>
      ))}
    </Group>
  );
}

function CommandItem({ command: { id, label, icon: Icon, keys, run } }: { command: PaletteCommand }) {
  return (
    <Command.Item
      value={`command ${id}`}
      onSelect={() => {
        showPalette(false);
        run();
      }}
      className={itemClass}
    >
      <Icon aria-hidden size={16} />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {keys && (
        <span aria-hidden className="flex shrink-0">
          <Chord keys={keys} />
        </span>
      )}
    </Command.Item>
  );
}

function CommandItems({ text }: { text: string }) {
  const words = text.toLowerCase().split(/\s+/u);
  const isMeant = ({ label }: PaletteCommand): boolean => words.every((word) => label.toLowerCase().includes(word));
  return usePaletteCommands().map(({ title, commands }) => {
    const meant = commands.filter(isMeant);
    if (meant.length === 0) return null;
    return (
      <Group key={title} title={title}>
        {meant.map((command) => (
          <CommandItem key={command.id} command={command} />
        ))}
      </Group>
    );
  });
}

/** The ways to look for what was typed elsewhere; there are some for every text, so the palette never ends in nothing. */
function SearchItems({ text }: { text: string }) {
  if (text === '') return null;
  return (
    <Group title={t('palette.searchIn', { text })}>
      {searchCommands(text).map((command) => (
        <CommandItem key={command.id} command={command} />
      ))}
    </Group>
  );
}

function PaletteBody() {
  const [text, setText] = useState('');
  return (
    <Command shouldFilter={false} loop label={t('palette.title')} className="flex min-h-0 flex-col">
      <div className="flex h-10 shrink-0 items-center gap-2 border-b border-border px-2.5">
        <Search aria-hidden size={15} className="shrink-0 text-muted" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t('palette.placeholder')}
          className="h-full min-w-0 flex-1 bg-transparent outline-none select-text"
        />
      </div>
      <Command.List className="min-h-0 scroll-steady p-1.5 pr-0">
        <CommandItems text={text.trim()} />
        <PackItems text={text} />
        <SearchItems text={text.trim()} />
      </Command.List>
    </Command>
  );
}

/** Over the search field of Home where that is shown, so that its results come where it is typed; else in the upper middle of the window. */
const placeClass =
  'fixed top-[anchor(--home-search_top,12vh)] left-[anchor(--home-search_left,calc(50%-min(280px,50%-24px)))] w-[anchor-size(--home-search_width,min(560px,100%-48px))] min-w-100 -translate-y-1';

/** Ctrl+K: places, commands and packs in one field. */
export function Palette() {
  const isOpen = useWindow((state) => state.isPaletteOpen);
  const formerRef = useRef<(() => void) | null>(null);
  return (
    <Dialog.Root open={isOpen} onOpenChange={showPalette}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => (formerRef.current = rememberFocus())}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            giveFocusBack(formerRef.current);
          }}
          className={`${placeClass} z-40 flex max-h-[70vh] flex-col overflow-hidden rounded-panel border border-border-strong bg-raised shadow-float outline-none`}
        >
          <Dialog.Title className="sr-only">{t('palette.title')}</Dialog.Title>
          <PaletteBody />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
