import {
  Activity,
  ArrowUp,
  Bookmark,
  FileDown,
  FileSearch,
  HardDrive,
  House,
  KeyRound,
  Keyboard,
  Package,
  Pause,
  Play,
  RefreshCw,
  Settings,
  Shield,
  SunMoon,
  Workflow,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { attempt } from '../state/queue/actions';
import { type Place, places } from '../navigation/location';
import { useLocation } from '../navigation/location-store';
import { refreshNow } from '../state/packs/pack-queries';
import { useQueue } from '../state/queue/queue-store';
import { importSnapshot } from '../state/snapshots/snapshot-import';
import { chooseTheme, nextTheme, useTheme } from '../state/settings/theme';
import { showSheet } from '../navigation/window-store';
import { useComfyCommands } from './comfy-commands';
import { useInstallationCommands } from './installation-commands';
import { usePackPaletteCommands } from './pack-commands';
import type { PaletteCommand } from './palette-command';
import { useWorkflowCommands } from './workflow-commands';

const placeIcons: Record<Place, ReactNode> = {
  home: <House size={16} />,
  packs: <Package size={16} />,
  models: <HardDrive size={16} />,
  workflow: <FileSearch size={16} />,
  snapshots: <Bookmark size={16} />,
  comfyui: <Workflow size={16} />,
  activity: <Activity size={16} />,
  settings: <Settings size={16} />,
};

function usePlaceCommands(): PaletteCommand[] {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  return [
    ...places.map((place) => ({
      id: place,
      label: t('palette.openPlace', { place: t(`places.${place}`) }),
      icon: placeIcons[place],
      run: () => go({ place }),
    })),
    {
      id: 'updates',
      label: t('palette.updates'),
      icon: <ArrowUp size={16} />,
      run: () => go({ place: 'packs', filter: 'updates', query: '' }),
    },
    {
      id: 'installed',
      label: t('palette.installed'),
      icon: <HardDrive size={16} />,
      run: () => go({ place: 'packs', filter: 'installed', query: '' }),
    },
  ];
}

/** Everything the palette can do besides opening a pack. */
export function usePaletteCommands(): PaletteCommand[] {
  const { t } = useTranslation();
  const packs = usePackPaletteCommands();
  const go = useLocation((state) => state.go);
  const toPlaces = usePlaceCommands();
  const comfy = useComfyCommands();
  const workflows = useWorkflowCommands();
  const installations = useInstallationCommands();
  const isPaused = useQueue((state) => state.view?.isPaused ?? false);
  const theme = nextTheme(useTheme((state) => state.theme));
  return [
    ...toPlaces,
    ...packs,
    ...comfy,
    ...workflows,
    {
      id: 'snapshot-import',
      label: t('palette.importSnapshot'),
      icon: <FileDown size={16} />,
      run: () => void importSnapshot(t('snapshots.import.title')),
    },
    { id: 'refresh', label: t('palette.refresh'), icon: <RefreshCw size={16} />, run: refreshNow },
    {
      id: 'pause',
      label: isPaused ? t('palette.resume') : t('palette.pause'),
      icon: isPaused ? <Play size={16} /> : <Pause size={16} />,
      run: () => void attempt(isPaused ? 'queue.resume' : 'queue.pause', {}),
    },
    ...installations,
    {
      id: 'security',
      label: t('palette.security'),
      icon: <Shield size={16} />,
      run: () => go({ place: 'settings', settingSection: 'security', settingQuery: '' }),
    },
    {
      id: 'accounts',
      label: t('palette.accounts'),
      icon: <KeyRound size={16} />,
      run: () => go({ place: 'settings', settingSection: 'accounts', settingQuery: '' }),
    },
    {
      id: 'theme',
      label: t('palette.theme', { theme: t(`rail.themes.${theme}`) }),
      icon: <SunMoon size={16} />,
      run: () => chooseTheme(theme),
    },
    { id: 'shortcuts', label: t('palette.shortcuts'), icon: <Keyboard size={16} />, run: () => showSheet(true) },
  ];
}
