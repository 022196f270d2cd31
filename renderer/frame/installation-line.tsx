import { Check, CircleSlash2, Folder, LoaderCircle, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import type { InstallationRow } from '../../src/contract/installation';
import { MenuEntry } from '../components/menu';
import { showFolder, useFolderWork } from './installation-actions';
import { describePlace } from '../state/installation/remote';
import { shortenPath } from '../texts/formatting';
import { comfyDots } from './comfy-dot';
import { describeDoing } from './installation-words';

/** This many characters fit beside the keys, so a longer name is shortened once, here. */
const pathChars = 34;

function signOf(row: InstallationRow): ReactNode {
  if (row.isOpen) return comfyDots[row.comfy ?? 'stopped'];
  return row.isMissing ? <CircleSlash2 aria-hidden size={12} /> : <Folder aria-hidden size={12} />;
}

/** Its folder, or its address with the sign of another machine; and its keys. */
function Where({ whole, isRemote, keys }: { whole: string; isRemote: boolean; keys: string | null }) {
  return (
    <span className="flex items-baseline gap-2 text-xs text-faint">
      {isRemote && <Server role="img" aria-label={t('remote.elsewhere')} size={11} className="shrink-0 self-center" />}
      <span className="min-w-0 flex-1 truncate font-mono">{shortenPath(whole, pathChars)}</span>
      {keys !== null && <span className="shrink-0">{keys}</span>}
    </span>
  );
}

/** One installation in the switcher: what it is, where it is, what it does. A click shows it. */
export function InstallationLine({ row, keys }: { row: InstallationRow; keys: string | null }) {
  const { isOpening, isClosing } = useFolderWork(row.folder);
  const isOnItsWay = isOpening || isClosing;
  const doing = isClosing ? t('installations.closing') : isOpening ? t('installations.opening') : describeDoing(row);
  const { whole } = describePlace({ ...row, rootDir: row.folder });
  const turning = <LoaderCircle aria-hidden size={12} className="animate-turn text-accent-text" />;
  return (
    <MenuEntry
      testId="installation-line"
      isDisabled={(row.isMissing && !row.isOpen) || isOnItsWay}
      isCurrent={row.isShown}
      onSelect={() => void showFolder(row.folder)}
    >
      <span className="inline-flex w-4 shrink-0 justify-center self-start pt-1 text-faint">
        {isOnItsWay ? turning : signOf(row)}
      </span>
      <span className="min-w-0 flex-1" title={whole}>
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{row.name}</span>
          <span className="shrink-0 text-xs text-muted tabular">{doing}</span>
        </span>
        <Where {...{ whole, keys }} isRemote={row.remote !== undefined} />
      </span>
      <span className="inline-flex w-4 shrink-0 justify-center text-accent-text">
        {row.isShown && <Check aria-hidden size={14} />}
      </span>
    </MenuEntry>
  );
}
