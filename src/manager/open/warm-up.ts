import { createSoon } from '../../base/async/soon';
import type { Logger } from '../../base/log';
import { collectGarbage } from '../../base/process/collect-garbage';
import type { LiveCatalogue } from '../catalogue/catalogue';
import type { ComfyProcess } from '../comfyui/process/process';
import type { Packs } from '../packs/packs';
import type { Python } from '../python/python';

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

interface ReadAheadAreas {
  python: Pick<Python, 'readAhead'>;
  comfy: Pick<ComfyProcess, 'status' | 'onChange'>;
}

/** The window and ComfyUI come first. */
const afterStartMs = 3000;

/**
 * Reads, once, what the first installation would otherwise read while a person waits for it: a moment after the start, when no task runs and ComfyUI is not
 * just being started. The garbage of the start is collected at its end. Answers what ends it.
 */
export function readPackagesSoon({ python, comfy }: ReadAheadAreas, whenIdle: () => Promise<void>): () => void {
  let isOver = false;
  const read = async () => {
    await whenIdle();
    if (isOver || comfy.status().state === 'starting') return;
    stop();
    // Whoever installs something is told what is wrong there.
    await python.readAhead().catch(() => undefined);
    await whenIdle();
    collectGarbage();
  };
  const soon = createSoon(() => void read().catch(() => undefined), afterStartMs);
  const stopListening = comfy.onChange(soon.ask);
  const stop = () => {
    isOver = true;
    stopListening();
  };
  soon.ask();
  return stop;
}
