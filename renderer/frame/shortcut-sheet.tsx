import { useTranslation } from 'react-i18next';
import { Key } from '../components/key';
import { Modal } from '../components/modal';
import { places } from '../state/location';
import { showSheet, useWindow } from '../state/window-store';

const isMac = /mac/iu.test(navigator.userAgent);
const mod = isMac ? '⌘' : 'Ctrl';

const shortcuts = [
  ['palette', [mod, 'K']],
  ['search', ['/']],
  ['search', [mod, 'F']],
  ['hits', ['F3']],
  ['hits', ['Shift', 'F3']],
  ...places.map((place, position) => [place, [mod, String(position + 1)]] as const),
  ['move', ['↑', '↓']],
  ['open', ['Enter']],
  ['close', ['Esc']],
  ['sheet', ['?']],
] as const;

/** Every shortcut there is. */
export function ShortcutSheet() {
  const { t } = useTranslation();
  const isOpen = useWindow((state) => state.isSheetOpen);
  return (
    <Modal title={t('shortcuts.title')} isOpen={isOpen} onClose={() => showSheet(false)}>
      <dl className="mt-3">
        {shortcuts.map(([name, keys]) => (
          <div
            key={keys.join()}
            className="flex items-center justify-between border-b border-border py-2 last:border-0"
          >
            <dt className="text-soft">{t(`shortcuts.${name}`)}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
