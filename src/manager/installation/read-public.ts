import { fetchPublic, type PublicFile } from '../../base/http/fetch-public';
import type { AppSettings, NetworkMode } from '../../contract/settings';
import { msg } from '../../contract/text/message';
import { refuseOffline } from './offline';

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
    const { host } = new URL(address);
    refuseOffline(networkMode(), msg`${host} was not asked, because network_mode = offline in config.ini.`);
    const publicOnly = { trusted: hosts.map((host) => new URL(settings[host]).origin) };
    return fetchPublic(address, { publicOnly, proxy: settings['network.proxy'], ...limits });
  };
}
