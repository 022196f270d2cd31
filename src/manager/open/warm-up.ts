import type { Logger } from '../../base/log';
import type { LiveCatalogue } from '../catalogue/catalogue';
import type { ComfyProcess } from '../comfyui/process/process';
import type { Packs } from '../packs/packs';

interface WarmUpAreas {
  catalogue: Pick<LiveCatalogue, 'mappings'>;
  packs: Pick<Packs, 'list'>;
  comfy: Pick<ComfyProcess, 'nodeClasses' | 'onChange'>;
}

/**
 * Begins, once, the work that the first caller of the API would otherwise wait for: when the API is first used, or when ComfyUI is being started,
 * whose web UI will ask. The window needs none of it, and a large catalogue takes a hundred megabytes of memory.
 */
export function createWarmUp({ catalogue, packs, comfy }: WarmUpAreas, log: Logger): () => void {
  let isBegun = false;
  const prepare = async () => catalogue.mappings('local', await packs.list(), comfy.nodeClasses());
  const begin = (): void => {
    if (isBegun) return;
    isBegun = true;
    prepare().catch((error: unknown) => log.warn('The mappings could not be prepared.', { error }));
  };
  comfy.onChange(({ state }) => {
    if (state !== 'stopped') begin();
  });
  return begin;
}
