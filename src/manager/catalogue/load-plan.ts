import { AppError } from '../../contract/errors';
import { msg, joinMessages, type Message } from '../../contract/text/message';
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
    msg`The registry was not asked, because network_mode = ${networkMode} in config.ini.`,
    {
      remedy: msg`Set network_mode = public in user/__manager/config.ini.`,
      details: { networkMode },
    },
  );
}

/** The channel of a load. Without a usable `channel_url` the default one is shown, with the reason: a typing error must not empty the window. */
export async function chooseChannel(
  channels: Channels,
  requested: string | undefined,
): Promise<{ choice: ChannelChoice; problem: Message | null }> {
  try {
    return { choice: await channels.resolve(requested), problem: null };
  } catch (error) {
    if (requested !== undefined || !(error instanceof AppError)) throw error;
    return {
      choice: await channels.resolve('default'),
      problem: joinMessages([error.words.message, msg`The default channel is shown instead.`]),
    };
  }
}
