import { isAbsolute } from 'node:path';
import { isLoopbackUrl } from '../../base/http/target';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import type { OperationsOf } from '../../contract/operations';
import type { ConfigState, ManagerConfig } from '../../contract/settings';
import { readManagerConfig } from '../installation/config-values';
import type { Paths } from '../installation/paths';
import { isProgram } from '../python/environment/python-files';
import type { Areas } from '../areas';

type ConfigOperations = OperationsOf<'config'>;

async function findChannelUrl({ catalogue }: Pick<Areas, 'catalogue'>, name: string): Promise<string> {
  const channels = await catalogue.publishedChannels();
  const found = channels.find((channel) => channel.name === name);
  if (found) return found.url;
  const names = channels.map((channel) => channel.name);
  throw new AppError('channel-invalid', msg`Invalid channel name "${name}".`, {
    remedy: msg`Use one of ${names.join(', ')}; further ones are lines \`name::address\` in channels.list.`,
    details: { channel: name, allowed: names },
  });
}

function refuseValue(key: keyof ManagerConfig, reason: string, remedy: string): AppError {
  return new AppError('invalid-input', msg`${key} was not changed: ${reason}.`, { remedy, details: { key } });
}

/** What a schema cannot know. A channel over plain http could be exchanged on its way (decision 25). */
async function checkConfig(changes: Partial<ManagerConfig>, now: ManagerConfig): Promise<void> {
  const { channel_url: channel, git_exe: git } = changes;
  if (git !== undefined && git !== '' && !(isAbsolute(git) && (await isProgram(git)))) {
    throw refuseValue(
      'git_exe',
      `there is no program at "${git}"`,
      'Give its whole path, or nothing for the git on PATH.',
    );
  }
  if (channel === undefined) return;
  const isHttpAllowed = now.http_channel_enabled || isLoopbackUrl(channel);
  const allowed = isHttpAllowed ? /^https?:\/\/\S+$/i : /^https:\/\/\S+$/i;
  if (URL.canParse(channel) && allowed.test(channel)) return;
  throw refuseValue('channel_url', `"${channel}" is no https address`, 'Give the https address of a channel.');
}

/** Makes the operations on the whole of config.ini, as the window shows it. */
function createWholeFileOperations(
  config: Areas['config'],
  file: string,
): Pick<ConfigOperations, 'config.read' | 'config.change'> {
  const read = (): ConfigState => ({
    values: config.current(),
    fallbacks: readManagerConfig(new Map()),
    file,
    problem: config.problem(),
  });
  return {
    'config.read': () => Promise.resolve(read()),
    'config.change': async ({ changes }, { caller }) => {
      if (caller !== 'person') {
        throw new AppError('not-trusted', msg`The whole of config.ini can be changed only in the window of the app.`, {
          remedy: msg`Change it under Settings in the app.`,
        });
      }
      await checkConfig(changes, config.current());
      await config.set(changes);
      return read();
    },
  };
}

/** The settings that the reference keeps in config.ini, read from and written to that file, so that both programs agree on them. */
export function createConfigOperations(
  { config, catalogue }: Pick<Areas, 'config' | 'catalogue'>,
  { configFile }: Pick<Paths, 'configFile'>,
): ConfigOperations {
  return {
    ...createWholeFileOperations(config, configFile),
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
