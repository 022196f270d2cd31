import { Copy, Package, ScrollText, SquareCheck } from 'lucide-react';
import { type MouseEvent, type ReactNode, useState } from 'react';
import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import { MenuItem, MenuLine } from '../../components/menu';
import { AnchoredMenu } from '../../components/menus/anchored-menu';
import { isTextMarked, type MenuAnchor, readMenuAnchor } from '../../components/menus/menu-anchor';
import { go } from '../../navigation/location-store';
import { usePacks } from '../../state/packs/use-packs';
import { formatCount } from '../../texts/formatting';
import type { ComfyLine } from './comfy-line';
import { isSelected, type LineSelection } from './line-position';
import { showPack } from '../../navigation/show-pack';

interface LineMenuOptions {
  shown: readonly ComfyLine[];
  selection: LineSelection | null;
  setSelection: (selection: LineSelection | null) => void;
}

/** What is meant by the menu: the chosen lines when the one under the pointer is among them, else that one. */
function readMeant({ shown, selection }: LineMenuOptions, line: ComfyLine): readonly ComfyLine[] {
  if (!isSelected(selection, line.number)) return [line];
  return shown.filter(({ number }) => isSelected(selection, number));
}

function PackItems({ pack }: { pack: string }) {
  const record = usePacks().packIndex.findByName(pack);
  return (
    <>
      <MenuLine />
      <MenuItem
        icon={ScrollText}
        onSelect={() => go({ logPack: pack })}
        label={t('comfy.log.onlyPack', { name: pack })}
      />
      {record && (
        <MenuItem
          icon={Package}
          onSelect={() => showPack(record)}
          label={t('comfy.log.showPack', { name: record.title })}
        />
      )}
    </>
  );
}

function LineItems({ line, ...options }: LineMenuOptions & { line: ComfyLine }) {
  const meant = readMeant(options, line);
  const words = { count: meant.length, shown: formatCount(meant.length) };
  return (
    <>
      <MenuItem
        icon={Copy}
        onSelect={() => copyText(meant.map(({ text }) => text).join('\n'))}
        label={t('actions.copyLines', words)}
      />
      <MenuItem
        icon={SquareCheck}
        onSelect={() => options.setSelection({ anchor: line.number, head: line.number })}
        label={t('comfy.log.selectLine')}
      />
      {line.pack !== null && <PackItems pack={line.pack} />}
    </>
  );
}

/** The menu of the log's lines. Marked text has the menu of the system, which copies it. */
export function useLineMenu(options: LineMenuOptions): {
  ask: (event: MouseEvent<HTMLElement>) => void;
  shown: ReactNode;
} {
  const [opened, setOpened] = useState<{ line: ComfyLine; anchor: MenuAnchor } | null>(null);
  const ask = (event: MouseEvent<HTMLElement>): void => {
    const { target, currentTarget } = event;
    if (!(target instanceof Element) || isTextMarked()) return;
    const element = target === currentTarget ? currentTarget.querySelector('[aria-pressed="true"]') : target;
    const row = element?.closest<HTMLElement>('[data-index]') ?? null;
    const line = row === null ? undefined : options.shown[Number(row.dataset['index'])];
    if (!line) return;
    event.preventDefault();
    setOpened({ line, anchor: readMenuAnchor(event, row) });
  };
  const shown = (
    <AnchoredMenu anchor={opened?.anchor ?? null} onClose={() => setOpened(null)}>
      {opened && <LineItems line={opened.line} {...options} />}
    </AnchoredMenu>
  );
  return { ask, shown };
}
