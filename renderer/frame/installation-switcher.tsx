import {
  Check,
  ChevronsUpDown,
  CircleSlash2,
  Command,
  Copy,
  FileUp,
  Folder,
  FolderMinus,
  FolderPlus,
  FolderX,
  Keyboard,
  Layers,
  LoaderCircle,
  PackagePlus,
  Plug,
  Server,
} from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import type { Installation, InstallationRow } from '../../src/contract/installation';
import { Mark } from '../components/mark';
import { Menu, MenuBranch, MenuEntry, MenuItem, MenuLine } from '../components/menu';
import { useWebAddress } from '../state/comfyui/use-comfy';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import {
  askToClose,
  closeFolder,
  forgetFolder,
  keepOpen,
  openAnother,
  showFolder,
  useCloseQuestion,
  useFolderWork,
} from './installation-actions';
import { refreshInstallations, useInstallations } from '../state/installation/installation-queries';
import { describePlace } from '../state/installation/remote';
import { writeVersion } from '../state/comfyui/comfy-build';
import { readShownState } from '../state/comfyui/shown-state';
import { openTransfer } from '../state/settings/settings-actions';
import { showConnect, showPalette, showSetup, showSheet } from '../navigation/window-store';
import { isSetupOpen, useSetup } from '../state/setup/setup';
import { formatList, formatNamed, shortenPath } from '../texts/formatting';
import { comfyDots } from './comfy-dot';
import { keysOf, useInstallationKeys } from './installation-keys';
import { nameKey } from '../texts/key-names';
import { paletteChord } from './shortcut-list';
import { ConfirmDialog } from '../components/dialogs/confirm-dialog';
import type { ReactNode } from 'react';
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
function InstallationLine({ row, keys }: { row: InstallationRow; keys: string | null }) {
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

function CloseDialog({ row }: { row: InstallationRow }) {
  const isComfyWorking = row.comfy === 'running' || row.comfy === 'starting';
  const stops = [
    row.running > 0 && t('installations.close.tasks', { count: row.running }),
    isComfyWorking && t('installations.close.comfy'),
    row.pending > 0 && t('installations.close.waiting', { count: row.pending }),
  ].filter((line) => line !== false);
  return (
    <ConfirmDialog
      title={t('installations.close.title', { name: row.name })}
      text={t('installations.close.text')}
      confirmLabel={t('installations.close.confirm')}
      keepLabel={t('installations.close.keep')}
      onClose={keepOpen}
      onConfirm={() => void closeFolder(row.folder, true)}
    >
      <ul className="mt-3 list-disc space-y-1 pl-5 text-soft">
        {stops.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="mt-3 font-mono text-xs break-all text-muted">
        {describePlace({ ...row, rootDir: row.folder }).whole}
      </p>
    </ConfirmDialog>
  );
}

/** Asks before an installation is closed that works; keeping it open is the safe choice and has the focus. */
function InstallationCloseDialog() {
  const row = useCloseQuestion((state) => state.row);
  return row && <CloseDialog row={row} />;
}

/** The mark of the app, or of another machine, with the state of the shown ComfyUI at its corner: all there is room for in the narrow rail. */
function StateMark({ isRemote }: { isRemote: boolean }) {
  const status = useComfyStatus().data;
  return (
    <span className="relative inline-flex size-7 shrink-0 items-center justify-center rounded-control bg-accent text-on-accent">
      {isRemote ? <Server aria-hidden size={16} /> : <Mark size={18} />}
      {status && (
        <span className="absolute -right-1 -bottom-1 inline-flex rounded-full bg-panel p-px text-faint">
          {comfyDots[readShownState(status)]}
        </span>
      )}
    </span>
  );
}

/** Closing and forgetting those that are not shown. */
function Others({ rows }: { rows: readonly InstallationRow[] }) {
  const others = rows.filter(({ isShown }) => !isShown);
  if (others.length === 0) return null;
  return (
    <MenuBranch icon={Layers} label={t('installations.others')}>
      {others.map((row) =>
        row.isOpen ? (
          <MenuItem
            key={row.folder}
            icon={FolderMinus}
            onSelect={() => void askToClose(row)}
            label={t('installations.closeOne', { name: row.name })}
          />
        ) : (
          <MenuItem
            key={row.folder}
            icon={FolderX}
            onSelect={() => void forgetFolder(row.folder)}
            label={t('installations.forget', { name: row.name })}
          />
        ),
      )}
    </MenuBranch>
  );
}

function SwitcherMenu({ folder }: { folder: string | null }) {
  const rows = useInstallations();
  const shown = rows.find(({ isShown }) => isShown);
  const setup = useSetup();
  const address = useWebAddress();
  return (
    <>
      {rows.map((row, position) => (
        <InstallationLine key={row.folder} row={row} keys={keysOf(position)} />
      ))}
      <MenuLine />
      <MenuItem
        icon={FolderPlus}
        onSelect={() => void openAnother(t('onboarding.dialogTitle'))}
        label={t('installations.another')}
      />
      <MenuItem icon={Server} onSelect={() => showConnect('')} label={t('remote.menu')} />
      <MenuItem
        icon={PackagePlus}
        onSelect={() => showSetup(true)}
        label={t(isSetupOpen(setup) ? 'setup.goOnMenu' : 'setup.menu')}
      />
      {folder !== null && <MenuItem icon={Copy} onSelect={() => copyText(folder)} label={t('rail.copyPath')} />}
      {address !== null && (
        <MenuItem
          icon={Plug}
          onSelect={() => copyText(address)}
          label={t('rail.copyAddress', { port: new URL(address).port })}
        />
      )}
      <MenuItem icon={FileUp} onSelect={openTransfer} label={t('installations.transfer')} />
      {shown && (
        <MenuItem
          icon={FolderMinus}
          onSelect={() => void askToClose(shown)}
          label={t('installations.closeOne', { name: shown.name })}
        />
      )}
      <Others rows={rows} />
      <MenuLine />
      <MenuItem
        icon={Command}
        shortcut={paletteChord.map((key) => nameKey(key)).join(' ')}
        onSelect={() => showPalette(true)}
        label={t('rail.palette')}
      />
      <MenuItem icon={Keyboard} shortcut="?" onSelect={() => showSheet(true)} label={t('rail.shortcuts')} />
    </>
  );
}

/** What the installation is called, and below it that it is on another machine, or what it is on this one. */
function Words({ name, host, facts }: { name: string; host: string | null; facts: string }) {
  const elsewhere = host === name ? t('remote.elsewhere') : host;
  return (
    <span className="hidden min-w-0 flex-1 min-[1000px]:block">
      <span className="block truncate leading-4 font-semibold">{name}</span>
      <span className="block truncate text-xs text-faint">{elsewhere ?? facts}</span>
    </span>
  );
}

/** Which ComfyUI folder the window is about, and the way to the others: they go on working meanwhile. */
export function InstallationSwitcher({ installation }: { installation: Installation }) {
  useInstallationKeys();
  const status = useComfyStatus().data;
  const words = status && t('status.comfyui', { state: t(`comfy.states.${readShownState(status)}`) });
  const { name, host, whole, path } = describePlace(installation);
  const label = formatNamed(t('rail.installation'), host === null ? whole : t('remote.at', { name, host }));
  const version = (status?.versions.running ?? status?.versions.installed)?.version ?? installation.version;
  const facts = [t(`kinds.${installation.kind}`), version && writeVersion(version)].filter(Boolean).join(' · ');
  const trigger = (
    <button
      type="button"
      data-testid="installation-switcher"
      title={whole}
      aria-label={formatList([label, words].filter((part) => part !== undefined))}
      className="flex h-11 w-full items-center justify-center gap-2.5 rounded-control px-1.5 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover min-[1000px]:justify-start"
    >
      <StateMark isRemote={host !== null} />
      <Words {...{ name, host, facts }} />
      <ChevronsUpDown aria-hidden size={14} className="hidden shrink-0 text-faint min-[1000px]:block" />
    </button>
  );
  return (
    <>
      <Menu trigger={trigger} align="start" isWide onOpen={refreshInstallations}>
        <SwitcherMenu folder={path} />
      </Menu>
      <p role="status" className="sr-only">
        {t('installations.shown', { name })}
      </p>
      <InstallationCloseDialog />
    </>
  );
}
