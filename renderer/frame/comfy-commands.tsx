import {
  ExternalLink,
  History,
  ListFilter,
  Package,
  Play,
  RotateCw,
  ScrollText,
  Search,
  SlidersHorizontal,
  Square,
} from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../src/contract/comfyui/comfyui-status';
import { isSafeMode } from '../state/comfyui/shown-state';
import { formatCount } from '../texts/formatting';
import { restartComfy, startComfy, stopComfy } from '../state/comfyui/comfy-actions';
import { useComfyStatus } from '../state/comfyui/comfy-queries';
import type { ComfyTab } from '../navigation/location';
import { go } from '../navigation/location-store';
import { askBisect, chooseLean } from '../navigation/window-store';
import { canStart, hasWebUi, readShownState } from '../state/comfyui/shown-state';
import { useOpenWeb } from '../state/comfyui/use-comfy';
import type { PaletteCommand } from './palette-command';

function show(comfyTab: ComfyTab): void {
  go({ place: 'comfyui', comfyTab });
}

function start(mode?: 'bare'): void {
  show('overview');
  void startComfy(mode);
}

/** What a restart is for, where something waits for it. */
function wordRestart(status: ComfyStatus): string {
  if (isSafeMode(status)) return t('palette.comfyNormally');
  const { count } = status.restart;
  return count === 0 ? t('palette.comfyRestart') : t('palette.comfyRestartFor', { count, shown: formatCount(count) });
}

/** The orders that ComfyUI takes in its state. */
function useOrders(): PaletteCommand[] {
  const status = useComfyStatus().data;
  const state = status && readShownState(status);
  const stop: PaletteCommand = {
    id: 'comfy-stop',
    label: t('palette.comfyStop'),
    icon: Square,
    run: () => void stopComfy(),
  };
  if (state === 'starting') return [stop];
  if (status && state === 'running') {
    const icon = RotateCw;
    return [{ id: 'comfy-restart', label: wordRestart(status), icon, run: () => void restartComfy() }, stop];
  }
  if (!state || !canStart(state)) return [];
  const icon = Play;
  return [
    { id: 'comfy-start', label: t('palette.comfyStart'), icon, run: () => start() },
    { id: 'comfy-bare', label: t('palette.comfyBare'), icon, run: () => start('bare') },
  ];
}

function useWebCommand(): PaletteCommand[] {
  const openWeb = useOpenWeb();
  const status = useComfyStatus().data;
  if (!openWeb || !status || !hasWebUi(readShownState(status))) return [];
  return [{ id: 'comfy-web', label: t('palette.comfyWeb'), icon: ExternalLink, run: openWeb }];
}

/** Starts with some of the packs, and with all of them again. */
function useLeanCommands(): PaletteCommand[] {
  const status = useComfyStatus().data;
  const isOpen = status !== undefined && ['stopped', 'crashed', 'running'].includes(readShownState(status));
  if (!isOpen) return [];
  const icon = ListFilter;
  const all: PaletteCommand = {
    id: 'comfy-all',
    label: t('palette.comfyAll'),
    icon,
    run: () => {
      show('overview');
      void startComfy('normal');
    },
  };
  return [
    ...(status.lean === null ? [] : [all]),
    { id: 'comfy-some', label: t('palette.comfySome'), icon, run: () => chooseLean(status.lean) },
  ];
}

/** What can be asked of ComfyUI in the state it is in. */
export function useComfyCommands(): PaletteCommand[] {
  return [
    ...useWebCommand(),
    ...useOrders(),
    ...useLeanCommands(),
    { id: 'comfy-log', label: t('palette.comfyLog'), icon: ScrollText, run: () => show('log') },
    {
      id: 'comfy-arguments',
      label: t('palette.comfyArguments'),
      icon: SlidersHorizontal,
      run: () => show('arguments'),
    },
    { id: 'comfy-bisect', label: t('palette.bisect'), icon: Search, run: () => askBisect() },
    { id: 'comfy-versions', label: t('palette.comfyVersions'), icon: History, run: () => show('versions') },
    { id: 'comfy-environment', label: t('palette.comfyEnvironment'), icon: Package, run: () => show('environment') },
  ];
}
