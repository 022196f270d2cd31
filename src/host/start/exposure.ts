import type { Host } from '../host';

/** What a person has to know of such a door: what it lets in, and how it is closed. */
function warnOfExposure(exposedAt: string): string {
  return (
    `The API and the gateway listen on ${exposedAt}, so other machines on the network can use this ComfyUI and install packs through it. ` +
    'Programs are asked for the API token before they change something, people in a browser for nothing. ' +
    'Set gateway.host to 127.0.0.1 to keep both on this machine.'
  );
}

type Exposed = Pick<Host, 'workspace' | 'apiToken'>;

/**
 * Tells what a door lets in that other machines reach, if this one does. It has a token from its first start on, so that an app whose window nobody
 * sees can be used from elsewhere; the token goes to `tell` alone, for a log is kept. One that was revoked stays so.
 */
export async function reportExposure(
  { workspace, apiToken }: Exposed,
  { notify, tell }: Record<'notify' | 'tell', (sentence: string) => void>,
): Promise<void> {
  const { exposedAt } = workspace.door;
  if (exposedAt === null) return;
  notify(warnOfExposure(exposedAt));
  if (!apiToken.isUntouched()) return;
  try {
    const { token } = await apiToken.make();
    tell(
      `The API token, told this once: ${token}\nPrograms on other machines send it as "Authorization: Bearer TOKEN" to change something. ` +
        'The settings of the window make another one, or revoke it. Without a window, remove api-token.json from the profile and start again.',
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    notify(`No API token could be made: ${reason} Programs on other machines can only read until one is made.`);
  }
}
