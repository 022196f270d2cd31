import {
  Activity,
  ArrowUp,
  FolderSync,
  HardDrive,
  Keyboard,
  Package,
  Pause,
  Play,
  RefreshCw,
  SunMoon,
  Workflow,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { toAppError } from '../../src/contract/errors';
import { attempt } from '../state/actions';
import { useLocation } from '../state/location-store';
import { refreshCatalogue } from '../state/queries';
import { showFailure, useQueue } from '../state/queue-store';
import { chooseTheme, nextTheme, useTheme } from '../state/theme';
import { showSheet } from '../state/window-store';
import { useComfyCommands } from './comfy-commands';
import type { PaletteCommand } from './palette-command';

function refresh(): void {
  refreshCatalogue().catch((thrown: unknown) => showFailure(toAppError(thrown)));
}

function usePlaceCommands(): PaletteCommand[] {
  const { t } = useTranslation();
  const go = useLocation((state) => state.go);
  return [
    {
      id: 'packs',
      label: t('palette.openPlace', { place: t('places.packs') }),
      icon: <Package size={16} />,
      run: () => go({ place: 'packs' }),
    },
    {
      id: 'comfyui',
      label: t('palette.openPlace', { place: t('places.comfyui') }),
      icon: <Workflow size={16} />,
      run: () => go({ place: 'comfyui' }),
    },
    {
      id: 'activity',
      label: t('palette.openPlace', { place: t('places.activity') }),
      icon: <Activity size={16} />,
      run: () => go({ place: 'activity' }),
    },
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
  const places = usePlaceCommands();
  const comfy = useComfyCommands();
  const isPaused = useQueue((state) => state.view?.isPaused ?? false);
  const theme = nextTheme(useTheme((state) => state.theme));
  return [
    ...places,
    ...comfy,
    { id: 'refresh', label: t('palette.refresh'), icon: <RefreshCw size={16} />, run: refresh },
    {
      id: 'pause',
      label: isPaused ? t('palette.resume') : t('palette.pause'),
      icon: isPaused ? <Play size={16} /> : <Pause size={16} />,
      run: () => void attempt(isPaused ? 'queue.resume' : 'queue.pause', {}),
    },
    {
      id: 'folder',
      label: t('palette.changeFolder'),
      icon: <FolderSync size={16} />,
      run: () => void attempt('installation.close', {}),
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
