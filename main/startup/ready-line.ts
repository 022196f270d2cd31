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

/** What a person has to know of such a door: what it lets in, and how it is closed. */
export function warnOfExposure(exposedAt: string): string {
  return (
    `The API and the gateway listen on ${exposedAt}, so other machines on the network can use this ComfyUI and install packs through it. ` +
    'Programs are asked for the API token before they change something, people in a browser for nothing. ' +
    'Set gateway.host to 127.0.0.1 to keep both on this machine.'
  );
}
