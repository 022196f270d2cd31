import { z } from 'zod';
import { fetchJson, openHttp } from '../../../base/http/fetch';
import type { ComfyWorkload } from '../../../contract/comfyui/comfyui-status';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';

const timeoutMs = 4000;

// As ComfyUI answers `GET /system_stats` and `GET /prompt`; older versions lack parts of it.
const Bytes = z.number().min(0);
const Stats = z.object({
  system: z.object({ ram_total: Bytes.nullish(), ram_free: Bytes.nullish() }),
  devices: z.array(z.object({ name: z.string(), vram_total: Bytes, vram_free: Bytes })).catch([]),
});
const Prompt = z.object({ exec_info: z.object({ queue_remaining: z.int().min(0) }) });

function unreachable(cause: unknown): AppError {
  return new AppError('comfyui-unreachable', msg`ComfyUI does not answer right now.`, {
    remedy: msg`Start ComfyUI, or try again in a moment.`,
    cause,
  });
}

/** torch calls a card "cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync"; people know the middle of it. */
export function nameDevice(name: string): string {
  return name.replace(/^[a-z]+(?::\d+)?\s+(?=\S)/u, '').replace(/\s+:\s+\w+$/u, '');
}

/**
 * Asks a running ComfyUI what memory it has and how many prompts it has to do.
 *
 * @param baseUrl Without a slash at its end.
 * @throws `comfyui-unreachable`.
 */
export async function readWorkload(baseUrl: string): Promise<ComfyWorkload> {
  const ask = (path: string) => fetchJson(`${baseUrl}${path}`, { timeoutMs, isToOurselves: true });
  try {
    const [stats, prompt] = await Promise.all([ask('/system_stats'), ask('/prompt').catch(() => null)]);
    const { system, devices } = Stats.parse(stats);
    const { ram_total: total, ram_free: free } = system;
    return {
      devices: devices.map((device) => ({
        ...{ name: nameDevice(device.name), total: device.vram_total, free: device.vram_free },
      })),
      system: typeof total === 'number' && typeof free === 'number' ? { total, free } : null,
      prompts: Prompt.safeParse(prompt).data?.exec_info.queue_remaining ?? null,
    };
  } catch (error) {
    throw unreachable(error);
  }
}

/** Has ComfyUI unload its models and give their memory back, which it does between two prompts. Throws `comfyui-unreachable`. */
export async function freeMemory(baseUrl: string): Promise<void> {
  const body = JSON.stringify({ unload_models: true, free_memory: true });
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await openHttp(`${baseUrl}/free`, { body, headers, timeoutMs, isToOurselves: true });
    answer.body.resume();
  } catch (error) {
    throw unreachable(error);
  }
}
