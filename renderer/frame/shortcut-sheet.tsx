import { useTranslation } from 'react-i18next';
import { Key } from '../components/form/key';
import { Modal } from '../components/modal';
import { places } from '../navigation/location';
import { showSheet, useWindow } from '../navigation/window-store';

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
  ['check', ['space']],
  ['checkRange', ['shift', '↓']],
  ['checkAll', [mod, 'A']],
  ['close', ['escape']],
  ['paste', [mod, 'V']],
  ['news', ['alt', 'T']],
  ['sheet', ['?']],
] as const;

const namedKeys = ['ctrl', 'shift', 'alt', 'enter', 'space', 'escape'] as const;

/** A key as its keyboard labels it; letters, digits and arrows are the same everywhere. */
function KeyName({ name }: { name: string }) {
  const { t } = useTranslation();
  const named = namedKeys.find((key) => key === name);
  return <Key>{named === undefined ? name : t(`shortcuts.keys.${named}`)}</Key>;
}

/** Every shortcut there is. */
export function ShortcutSheet() {
  const { t } = useTranslation();
  const isOpen = useWindow((state) => state.isSheetOpen);
  return (
    <Modal title={t('shortcuts.title')} isOpen={isOpen} onClose={() => showSheet(false)} isWide>
      <dl className="mt-2 columns-2 gap-8">
        {shortcuts.map(([name, keys]) => (
          <div
            key={keys.join()}
            className="flex break-inside-avoid items-center justify-between gap-3 border-b border-border py-1.5"
          >
            <dt className="text-soft">{t(`shortcuts.${name}`)}</dt>
            <dd className="flex shrink-0 gap-1">
              {keys.map((key) => (
                <KeyName key={key} name={key} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
