/** What the app came up with. */
export interface Readiness {
  address: string;
  /** The folder that is open. */
  folder: string | null;
  /** Where ComfyUI's web UI answers; null: it does not. */
  web: string | null;
  /** Where the door listens, when that lets other machines in. */
  exposedAt: string | null;
}

/** The line that tells scripts where everything is: one `name=value` after the other, the last of the run. */
export function composeReadyLine({ address, folder, web, exposedAt }: Readiness): string {
  const parts = [`ready api=${address}`, `comfyui=${folder ?? 'none'}`];
  if (web !== null) parts.push(`web=${web}`);
  if (exposedAt !== null) parts.push(`exposed=${exposedAt}`);
  return parts.join(' ');
}
