import type { ReactNode } from 'react';
import { t } from 'i18next';
import { Dialog } from '../components/dialogs/dialog';
import { Chord } from '../components/form/key';
import { showSheet, useWindow } from '../navigation/window-store';
import { favouriteAct } from '../state/acts/pack-acts';
import { packOrders } from '../state/acts/pack-orders';
import { shortcutGroups } from './shortcut-list';

/** One shortcut: what it does, and every chord that does it. */
function Row({ label, chords }: { label: string; chords: readonly (readonly string[])[] }) {
  return (
    <div className="flex break-inside-avoid items-center justify-between gap-3 border-b border-border py-1.5 last:border-0">
      <dt className="min-w-0 text-pretty text-soft">{label}</dt>
      <dd className="flex shrink-0 gap-2.5">
        {chords.map((keys) => (
          <Chord key={keys.join()} keys={keys} />
        ))}
      </dd>
    </div>
  );
}

/** The keys of packs, and what they do. */
function listKeys(): ReadonlyMap<string, string> {
  const orders = packOrders.map(({ key, keyWords, words }) => [key, (keyWords ?? words)()] as const);
  const all = [...orders, [favouriteAct.key, t('shortcuts.favourite')] as const];
  return new Map(all.flatMap(([key, label]) => (key === undefined ? [] : [[key, label]])));
}

interface GroupProps {
  name: (typeof shortcutGroups)[number]['name'] | 'packs';
  children: ReactNode;
}

function Group({ name, children }: GroupProps) {
  return (
    <section aria-labelledby={`shortcuts-${name}`} className="mb-4 break-inside-avoid">
      <h3 id={`shortcuts-${name}`} className="pb-0.5 text-sm font-medium text-muted">
        {t(`shortcuts.groups.${name}`)}
      </h3>
      <dl>{children}</dl>
    </section>
  );
}

/** Every shortcut there is, by where it works. */
export function ShortcutSheet() {
  const isOpen = useWindow((state) => state.isSheetOpen);
  if (!isOpen) return null;
  return (
    <Dialog isWide title={t('shortcuts.title')} onClose={() => showSheet(false)}>
      {/* It scrolls on small windows, which the keyboard does too. */}
      <div
        tabIndex={0}
        role="group"
        aria-label={t('shortcuts.title')}
        className="mt-3 columns-2 gap-8 rounded-control outline-offset-4 focus-visible:outline-1 focus-visible:outline-border-strong max-[600px]:columns-1"
      >
        {shortcutGroups.map(({ name, shortcuts }) => (
          <Group key={name} name={name}>
            {shortcuts.map((shortcut) => (
              <Row key={shortcut.name} label={t(`shortcuts.${shortcut.name}`)} chords={shortcut.chords} />
            ))}
          </Group>
        ))}
        <Group name="packs">
          {[...listKeys()].map(([key, label]) => (
            <Row key={key} label={label} chords={[[key]]} />
          ))}
        </Group>
      </div>
    </Dialog>
  );
}
