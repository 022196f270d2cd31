import { AppError } from '../contract/errors';
import type { ManagerOperationName, ManagerOperations } from '../contract/operations';
import type { Rooms } from './rooms';

type SettingsOperations = Pick<
  ManagerOperations,
  Extract<ManagerOperationName, `config.${string}`> | 'comfyui.setArguments'
>;

async function findChannelUrl({ catalogue }: Pick<Rooms, 'catalogue'>, name: string): Promise<string> {
  const channels = await catalogue.channels();
  const found = channels.find((channel) => channel.name === name);
  if (found) return found.url;
  const names = channels.map((channel) => channel.name);
  throw new AppError('channel-invalid', `Invalid channel name "${name}".`, {
    remedy: `Use one of ${names.join(', ')}; further ones are lines \`name::address\` in channels.list.`,
    details: { channel: name, allowed: names },
  });
}

/**
 * The settings that the reference keeps in config.ini, read from and written to that file, so that both programs agree on them; and
 * those of the app that can change while it runs.
 */
export function createSettingsOperations({
  config,
  catalogue,
  comfyArguments,
}: Pick<Rooms, 'config' | 'catalogue' | 'comfyArguments'>): SettingsOperations {
  return {
    'comfyui.setArguments': async ({ arguments: text }) => {
      await comfyArguments.set(text);
      return {};
    },
    'config.dbMode': () => Promise.resolve({ value: config.current().db_mode }),
    'config.setDbMode': async ({ value }) => {
      await config.set({ db_mode: value });
      return {};
    },
    'config.updatePolicy': () => Promise.resolve({ value: config.current().update_policy }),
    'config.setUpdatePolicy': async ({ value }) => {
      await config.set({ update_policy: value });
      return {};
    },
    'config.channels': async () => ({ selected: await catalogue.selectedChannel(), list: await catalogue.channels() }),
    'config.setChannel': async ({ value }) => {
      await config.set({ channel_url: await findChannelUrl({ catalogue }, value) });
      return {};
    },
  };
}
