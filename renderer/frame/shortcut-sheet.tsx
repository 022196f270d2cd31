import { t } from 'i18next';
import { Dialog } from '../components/dialogs/dialog';
import { Chord } from '../components/form/key';
import { showSheet, useWindow } from '../navigation/window-store';
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
          <section key={name} aria-labelledby={`shortcuts-${name}`} className="mb-4 break-inside-avoid">
            <h3 id={`shortcuts-${name}`} className="pb-0.5 text-sm font-medium text-muted">
              {t(`shortcuts.groups.${name}`)}
            </h3>
            <dl>
              {shortcuts.map((shortcut) => (
                <Row key={shortcut.name} label={t(`shortcuts.${shortcut.name}`)} chords={shortcut.chords} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
