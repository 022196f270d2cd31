import {
  ArrowLeftRight,
  ArrowUp,
  FileDown,
  FileInput,
  FileSearch,
  FileUp,
  FolderMinus,
  FolderPlus,
  FolderX,
  Globe,
  HardDrive,
  Keyboard,
  KeyRound,
  Pause,
  Play,
  RefreshCw,
  ScrollText,
  Server,
  Shield,
  SunMoon,
} from 'lucide-react';
import { t } from 'i18next';
import { attempt } from '../state/queue/actions';
import { type Location, places } from '../navigation/location';
import { go } from '../navigation/location-store';
import { refreshNow } from '../state/packs/pack-queries';
import { useQueue } from '../state/queue/queue-store';
import { importSnapshot } from '../state/snapshots/snapshot-import';
import { useOffers } from '../state/installation/remote';
import { chooseTheme, nextTheme, useTheme } from '../state/settings/theme';
import { showConnect, showSheet } from '../navigation/window-store';
import { useComfyCommands } from './comfy-commands';
import { useChosenPackCommands, usePackPaletteCommands } from './pack-commands';
import { placeIcons } from './place-icons';
import type { PaletteCommand } from './palette-command';
import { chordOfPlace } from './shortcut-list';
import { askToClose, forgetFolder, openAnother, showFolder } from './installation-actions';
import { useInstallations } from '../state/installation/installation-queries';
import { openTransfer } from '../state/settings/settings-actions';
import { openWorkflowFile, reopenWorkflow, useWorkflow } from '../state/workflow/workflow-store';

/** Opening a workflow, and looking at the last one again. */
function useWorkflowCommands(): PaletteCommand[] {
  const last = useWorkflow((state) => state.workflow);
  const open = { id: 'workflow-open', label: t('workflow.open'), icon: FileInput, run: openWorkflowFile };
  if (last === null) return [open];
  const label = t('workflow.reopen', { name: last.name ?? t('workflow.pasted') });
  return [open, { id: 'workflow-last', label, icon: FileSearch, run: reopenWorkflow }];
}

/** What can be done with installations: show, open another, take one along, close, forget. */
function useInstallationCommands(): PaletteCommand[] {
  const rows = useInstallations();
  return [
    ...rows
      .filter((row) => !row.isShown && (row.isOpen || !row.isMissing))
      .map((row) => ({
        id: `installation-show ${row.folder}`,
        label: t('installations.switchTo', { name: row.name }),
        icon: ArrowLeftRight,
        run: () => void showFolder(row.folder),
      })),
    {
      id: 'installation-open',
      label: t('installations.another'),
      icon: FolderPlus,
      run: () => void openAnother(t('onboarding.dialogTitle')),
    },
    { id: 'installation-connect', label: t('remote.menu'), icon: Server, run: () => showConnect('') },
    { id: 'transfer', label: t('installations.transfer'), icon: FileUp, run: openTransfer },
    ...rows
      .filter(({ isOpen }) => isOpen)
      .map((row) => ({
        id: `installation-close ${row.folder}`,
        label: t('installations.closeOne', { name: row.name }),
        icon: FolderMinus,
        run: () => void askToClose(row),
      })),
    ...rows
      .filter(({ isOpen }) => !isOpen)
      .map((row) => ({
        id: `installation-forget ${row.folder}`,
        label: t('installations.forget', { name: row.name }),
        icon: FolderX,
        run: () => void forgetFolder(row.folder),
      })),
  ];
}

/** The ways to each place. */
function listPlaceCommands(): PaletteCommand[] {
  return places.map((place) => ({
    id: place,
    label: t('palette.openPlace', { place: t(`places.${place}`) }),
    icon: placeIcons[place],
    keys: chordOfPlace(place),
    run: () => go({ place }),
  }));
}

/** What is about packs, and about what needs or holds them. */
function useLibraryCommands(): PaletteCommand[] {
  return [
    ...useChosenPackCommands(),
    ...usePackPaletteCommands(),
    {
      id: 'updates',
      label: t('palette.updates'),
      icon: ArrowUp,
      run: () => go({ place: 'packs', filter: 'updates', query: '' }),
    },
    {
      id: 'installed',
      label: t('palette.installed'),
      icon: HardDrive,
      run: () => go({ place: 'packs', filter: 'installed', query: '' }),
    },
    ...useWorkflowCommands(),
    {
      id: 'snapshot-import',
      label: t('palette.importSnapshot'),
      icon: FileDown,
      run: () => void importSnapshot(t('snapshots.import.title')),
    },
    { id: 'refresh', label: t('palette.refresh'), icon: RefreshCw, run: refreshNow },
  ];
}

/** What is about the app itself. */
function useAppCommands(): PaletteCommand[] {
  const isPaused = useQueue((state) => state.view?.isPaused ?? false);
  const theme = nextTheme(useTheme((state) => state.theme));
  return [
    {
      id: 'pause',
      label: isPaused ? t('palette.resume') : t('palette.pause'),
      icon: isPaused ? Play : Pause,
      run: () => void attempt(isPaused ? 'queue.resume' : 'queue.pause', {}),
    },
    {
      id: 'security',
      label: t('palette.security'),
      icon: Shield,
      run: () => go({ place: 'settings', settingSection: 'security', settingQuery: '' }),
    },
    {
      id: 'accounts',
      label: t('palette.accounts'),
      icon: KeyRound,
      run: () => go({ place: 'settings', settingSection: 'accounts', settingQuery: '' }),
    },
    {
      id: 'theme',
      label: t('palette.theme', { theme: t(`rail.themes.${theme}`) }),
      icon: SunMoon,
      run: () => chooseTheme(theme),
    },
    { id: 'shortcuts', label: t('palette.shortcuts'), icon: Keyboard, keys: ['?'], run: () => showSheet(true) },
  ];
}

/** Everything the palette can do besides opening a pack, by what it is about. */
export function usePaletteCommands(): { title: string; commands: PaletteCommand[] }[] {
  const offers = useOffers();
  const isOffered = ({ operation }: PaletteCommand): boolean => operation === undefined || offers(operation);
  const groups = [
    { title: t('palette.groups.places'), commands: listPlaceCommands() },
    { title: t('palette.groups.packs'), commands: useLibraryCommands() },
    { title: t('palette.groups.comfyui'), commands: useComfyCommands() },
    { title: t('palette.groups.installations'), commands: useInstallationCommands() },
    { title: t('palette.groups.app'), commands: useAppCommands() },
  ];
  return groups.map(({ title, commands }) => ({ title, commands: commands.filter(isOffered) }));
}

/** The places that what was typed can be looked for in. */
export function searchCommands(text: string): PaletteCommand[] {
  const inPlaces = [
    { place: 'packs', filter: 'all', query: text },
    { place: 'models', modelFilter: 'all', modelType: '', modelBase: '', modelQuery: text },
    { place: 'activity', historyFilter: 'all', historyQuery: text },
    { place: 'settings', settingQuery: text },
  ] as const satisfies Partial<Location>[];
  return [
    ...inPlaces.map((to) => ({
      id: `search ${to.place}`,
      label: t(`places.${to.place}`),
      icon: placeIcons[to.place],
      run: () => go(to),
    })),
    {
      id: 'search online',
      label: t('palette.online'),
      icon: Globe,
      run: () => go({ place: 'models', modelFilter: 'online', modelType: '', modelBase: '', modelQuery: text }),
    },
    {
      id: 'search log',
      label: t('palette.log'),
      icon: ScrollText,
      run: () => go({ place: 'comfyui', comfyTab: 'log', logKind: 'all', logPack: null, logQuery: text }),
    },
  ];
}
