import { useTranslation } from 'react-i18next';
import { Key } from '../components/form/key';
import { Modal } from '../components/modal';
import { places } from '../navigation/location';
import { showSheet, useWindow } from '../navigation/window-store';
import { nameKey } from '../texts/key-names';

const isMac = /mac/iu.test(navigator.userAgent);
const mod = isMac ? '⌘' : 'ctrl';

const shortcuts = [
  ['palette', [mod, 'K']],
  ['search', ['/']],
  ['search', [mod, 'F']],
  ['hits', ['F3']],
  ['hits', ['shift', 'F3']],
  ...places.map((place, position) => [place, [mod, String(position + 1)]] as const),
  ['installations', [mod, 'shift', '1 … 9']],
  ['move', ['↑', '↓']],
  ['open', ['enter']],
  ['install', ['I']],
  ['update', ['U']],
  ['disable', ['D']],
  ['uninstall', ['delete']],
  ['favourite', ['F']],
  ['menu', ['shift', 'F10']],
  ['check', ['space']],
  ['checkRange', ['shift', '↓']],
  ['checkAll', [mod, 'A']],
  ['close', ['escape']],
  ['back', ['alt', '←']],
  ['back', ['alt', '→']],
  ['paste', [mod, 'V']],
  ['undo', [mod, 'Z']],
  ['news', ['alt', 'T']],
  ['sheet', ['?']],
] as const;

/** Every shortcut there is. */
export function ShortcutSheet() {
  const { t } = useTranslation();
  const isOpen = useWindow((state) => state.isSheetOpen);
  return (
    <Modal title={t('shortcuts.title')} isOpen={isOpen} onClose={() => showSheet(false)} isWide>
      {/* It scrolls on small windows, which the keyboard does too. */}
      <div
        tabIndex={0}
        role="group"
        aria-label={t('shortcuts.title')}
        className="rounded-control outline-offset-4 focus-visible:outline-1 focus-visible:outline-border-strong"
      >
        <dl className="mt-2 columns-2 gap-8">
          {shortcuts.map(([name, keys]) => (
            <div
              key={keys.join()}
              className="flex break-inside-avoid items-center justify-between gap-3 border-b border-border py-1.5"
            >
              <dt className="text-soft">{t(`shortcuts.${name}`)}</dt>
              <dd className="flex shrink-0 gap-1">
                {keys.map((key) => (
                  <Key key={key}>{nameKey(t, key)}</Key>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Modal>
  );
}
