import { z } from 'zod';
import { fetchJson } from '../../base/http/fetch';

const probeMs = 3000;
const Stats = z.object({
  system: z.object({ comfyui_version: z.string(), argv: z.array(z.string()).nullish() }),
});
/** What a ComfyUI says of itself, as far as the gateway asks. */
export type ComfyStats = z.infer<typeof Stats>;

/** Asks a program whether it is a ComfyUI, and how it was started; null when it is none or does not answer. */
export async function readComfyStats(url: string): Promise<ComfyStats | null> {
  const answer: unknown = await fetchJson(`${url}/system_stats`, { timeoutMs: probeMs, isToOurselves: true }).catch(
    () => null,
  );
  const stats = Stats.safeParse(answer);
  return stats.success ? stats.data : null;
}

const corsFlag = '--enable-cors-header';

/** The page origin that a ComfyUI with these arguments invites: `*` when the switch stands alone, null without it. The last one counts, as for ComfyUI. */
export function corsOriginOf(argv: readonly string[]): string | null {
  const at = argv.findLastIndex((word) => word === corsFlag || word.startsWith(`${corsFlag}=`));
  const word = argv[at];
  if (word === undefined) return null;
  const value = word === corsFlag ? (argv[at + 1] ?? '--') : word.slice(corsFlag.length + 1);
  return value.startsWith('--') ? '*' : value;
}
