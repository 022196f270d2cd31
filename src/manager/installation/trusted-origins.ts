import type { AppSettings } from '../../contract/settings';

const hosts = ['hosts.registry', 'hosts.channel', 'hosts.github', 'hosts.huggingface', 'hosts.civitai'] as const;

/** Origins that the settings name: a mirror may stand in a private network. Whatever a stranger names may not. */
export function trustedOrigins(settings: AppSettings): string[] {
  return hosts.map((host) => new URL(settings[host]).origin);
}
