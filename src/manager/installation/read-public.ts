import { fetchPublic, type PublicFile } from '../../base/http/fetch-public';
import { AppError } from '../../contract/errors';
import type { AppSettings, NetworkMode } from '../../contract/settings';
import { msg } from '../../contract/text/message';

const hosts = ['hosts.registry', 'hosts.channel', 'hosts.github', 'hosts.huggingface', 'hosts.civitai'] as const;

/** How large a file may be, and how long it may take as a whole. */
interface ReadLimits {
  maxBytes: number;
  timeoutMs: number;
}

/** Reads a small file at an address that a stranger named. Throws `network-failed`, `download-failed`. */
export type PublicReader = (address: string, limits: ReadLimits) => Promise<PublicFile>;

/**
 * The one way to what a stranger names: not in offline mode, over https, and from nowhere but the public Internet, save the origins of the settings: a
 * mirror may stand in a private network.
 */
export function createPublicReader(settings: AppSettings, networkMode: () => NetworkMode): PublicReader {
  return async (address, limits) => {
    if (networkMode() === 'offline') {
      throw new AppError(
        'network-failed',
        msg`${new URL(address).host} was not asked, because network_mode = offline in config.ini.`,
        { remedy: msg`Set network_mode = public in user/__manager/config.ini to ask.` },
      );
    }
    const publicOnly = { trusted: hosts.map((host) => new URL(settings[host]).origin) };
    return fetchPublic(address, { publicOnly, proxy: settings['network.proxy'], ...limits });
  };
}
