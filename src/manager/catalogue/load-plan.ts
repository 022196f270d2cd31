import { AppError } from '../../contract/errors';
import { say, sayAll, type Said } from '../../contract/text/said';
import type { CatalogueMode, NetworkMode } from '../../contract/settings';
import type { ViewPlan } from './channel-view';
import type { ChannelChoice, Channels } from './sources/channels';

/** What mode and network mode together allow (decision 25): offline touches no network, private leaves the registry alone. */
export function planLoad(mode: CatalogueMode, networkMode: NetworkMode, isLocalChannel: boolean): ViewPlan {
  if (mode === 'local' || isLocalChannel || networkMode === 'offline') return { channel: 'kept', registry: 'kept' };
  const freshness = mode === 'remote' ? 'now' : 'daily';
  return { channel: freshness, registry: networkMode === 'private' ? 'kept' : freshness };
}

/** Whether direct questions to the registry are allowed. */
export function isRegistryAllowed(networkMode: NetworkMode): boolean {
  return networkMode !== 'offline' && networkMode !== 'private';
}

/** Throws `network-failed` where the network mode forbids asking the registry. */
export function assertRegistryAllowed(networkMode: NetworkMode): void {
  if (isRegistryAllowed(networkMode)) return;
  throw new AppError(
    'network-failed',
    say`The registry was not asked, because network_mode = ${networkMode} in config.ini.`,
    {
      remedy: say`Set network_mode = public in user/__manager/config.ini.`,
      details: { networkMode },
    },
  );
}

/** The channel of a load. Without a usable `channel_url` the default one is shown, with the reason: a typing error must not empty the window. */
export async function chooseChannel(
  channels: Channels,
  wish: string | undefined,
): Promise<{ choice: ChannelChoice; problem: Said | null }> {
  try {
    return { choice: await channels.resolve(wish), problem: null };
  } catch (error) {
    if (wish !== undefined || !(error instanceof AppError)) throw error;
    return {
      choice: await channels.resolve('default'),
      problem: sayAll([error.words.message, say`The default channel is shown instead.`]),
    };
  }
}
