import {
  ChevronRight,
  ChevronsUpDown,
  Command,
  Copy,
  FileUp,
  FolderMinus,
  FolderPlus,
  FolderX,
  Keyboard,
  Layers,
  PackagePlus,
} from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import type { Installation, InstallationRow } from '../../src/contract/installation';
import { Mark } from '../components/mark';
import { Menu, MenuBranch, MenuItem, MenuLine } from '../components/menu';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import { askToClose, forgetFolder, openAnother } from './installation-actions';
import { refreshInstallations, useInstallations } from '../state/installation/installation-queries';
import { writeVersion } from '../state/comfyui/comfy-build';
import { readShownState } from '../state/comfyui/shown-state';
import { openTransfer } from '../state/settings/settings-actions';
import { showPalette, showSetup, showSheet } from '../navigation/window-store';
import { isSetupOpen, useSetup } from '../state/setup/setup';
import { formatList, formatNamed, lastSegment } from '../texts/formatting';
import { comfyDots } from './comfy-dot';
import { InstallationCloseDialog } from './installation-close-dialog';
import { keysOf, useInstallationKeys } from './installation-keys';
import { nameKey } from '../texts/key-names';
import { paletteChord } from './shortcut-list';
import { InstallationLine } from './installation-line';

/** The mark of the app with the state of the shown ComfyUI at its corner: all there is room for in the narrow rail. */
function StateMark() {
  const status = useComfyStatus().data;
  return (
    <span className="relative inline-flex size-7 shrink-0 items-center justify-center rounded-control bg-accent text-on-accent">
      <Mark size={18} />
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
    <MenuBranch
      icon={<Layers size={15} />}
      label={t('installations.others')}
      onOpen={() => undefined}
      mark={<ChevronRight size={14} />}
    >
      {others.map((row) =>
        row.isOpen ? (
          <MenuItem key={row.folder} icon={<FolderMinus size={15} />} onSelect={() => void askToClose(row)}>
            {t('installations.closeOne', { name: row.name })}
          </MenuItem>
        ) : (
          <MenuItem key={row.folder} icon={<FolderX size={15} />} onSelect={() => void forgetFolder(row.folder)}>
            {t('installations.forget', { name: row.name })}
          </MenuItem>
        ),
      )}
    </MenuBranch>
  );
}

function SwitcherMenu({ folder }: { folder: string }) {
  const rows = useInstallations();
  const shown = rows.find(({ isShown }) => isShown);
  const setup = useSetup();
  const copyPath = (): void => copyText(folder);
  return (
    <>
      {rows.map((row, position) => (
        <InstallationLine key={row.folder} row={row} keys={keysOf(position)} />
      ))}
      <MenuLine />
      <MenuItem icon={<FolderPlus size={15} />} onSelect={() => void openAnother(t('onboarding.dialogTitle'))}>
        {t('installations.another')}
      </MenuItem>
      <MenuItem icon={<PackagePlus size={15} />} onSelect={() => showSetup(true)}>
        {t(isSetupOpen(setup) ? 'setup.goOnMenu' : 'setup.menu')}
      </MenuItem>
      <MenuItem icon={<Copy size={15} />} onSelect={copyPath}>
        {t('rail.copyPath')}
      </MenuItem>
      <MenuItem icon={<FileUp size={15} />} onSelect={openTransfer}>
        {t('installations.transfer')}
      </MenuItem>
      {shown && (
        <MenuItem icon={<FolderMinus size={15} />} onSelect={() => void askToClose(shown)}>
          {t('installations.closeOne', { name: shown.name })}
        </MenuItem>
      )}
      <Others rows={rows} />
      <MenuLine />
      <MenuItem
        icon={<Command size={15} />}
        shortcut={paletteChord.map((key) => nameKey(key)).join(' ')}
        onSelect={() => showPalette(true)}
      >
        {t('rail.palette')}
      </MenuItem>
      <MenuItem icon={<Keyboard size={15} />} shortcut="?" onSelect={() => showSheet(true)}>
        {t('rail.shortcuts')}
      </MenuItem>
    </>
  );
}

/** Which ComfyUI folder the window is about, and the way to the others: they go on working meanwhile. */
export function InstallationSwitcher({ installation }: { installation: Installation }) {
  useInstallationKeys();
  const status = useComfyStatus().data;
  const words = status && t('status.comfyui', { state: t(`comfy.states.${readShownState(status)}`) });
  const name = formatNamed(t('rail.installation'), installation.rootDir);
  const version = (status?.versions.running ?? status?.versions.installed)?.version ?? installation.version;
  const facts = [t(`kinds.${installation.kind}`), version && writeVersion(version)].filter(Boolean).join(' · ');
  const trigger = (
    <button
      type="button"
      data-testid="installation-switcher"
      title={installation.rootDir}
      aria-label={formatList([name, words].filter((part) => part !== undefined))}
      className="flex h-11 w-full items-center justify-center gap-2.5 rounded-control px-1.5 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover min-[1000px]:justify-start"
    >
      <StateMark />
      <span className="hidden min-w-0 flex-1 min-[1000px]:block">
        <span className="block truncate leading-4 font-semibold">{lastSegment(installation.rootDir)}</span>
        <span className="block truncate text-xs text-faint">{facts}</span>
      </span>
      <ChevronsUpDown aria-hidden size={14} className="hidden shrink-0 text-faint min-[1000px]:block" />
    </button>
  );
  return (
    <>
      <Menu trigger={trigger} align="start" isWide onOpen={refreshInstallations}>
        <SwitcherMenu folder={installation.rootDir} />
      </Menu>
      <p role="status" className="sr-only">
        {t('installations.shown', { name: lastSegment(installation.rootDir) })}
      </p>
      <InstallationCloseDialog />
    </>
  );
}
