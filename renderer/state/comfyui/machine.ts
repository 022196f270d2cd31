import { useQuery } from '@tanstack/react-query';
import { unknownMachine } from '../../../src/contract/library/pack-fit';
import type { Machine } from '../../../src/contract/library/pack-needs';
import { call } from '../../bridge';
import { useComfyStatus } from './comfy-queries';

/** What packs would run on here; asked again when another ComfyUI lies on disk. `isWanted`: false while the window has more pressing questions. */
export function useMachine(isWanted = true): Machine {
  const version = useComfyStatus().data?.versions.installed.version ?? null;
  const { data } = useQuery({
    queryKey: ['comfyui', 'machine', version],
    queryFn: () => call('comfyui.machine', {}),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? unknownMachine;
}
