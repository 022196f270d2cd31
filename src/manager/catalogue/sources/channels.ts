import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import { AppSettings } from '../../../contract/settings';
import { isLoopbackUrl } from '../../../base/http/target';
import { pathExists, writeAtomic } from '../../../base/files/files';
import { readOwnTextNow } from '../../../base/files/own-file';
import { cacheByStamp } from '../../../base/files/cache-by-stamp';
import type { ConfigFile } from '../../installation/config';

export interface Channel {
  name: string;
  url: string;
}

/** The channel a load works on. */
export interface ChannelChoice {
  name: string;
  /** Base address without final slash; the catalogue files lie directly below it. */
  baseUrl: string;
  isDefault: boolean;
  /** Asked for as `local`: kept copies only. */
  isLocal: boolean;
}

/** The lists of packs this installation may use (docs/reference/on-disk.md 9 and 22). */
export interface Channels {
  /** The channels with the addresses of this run, which are below the host of the settings where it names another one. */
  list(): Promise<Channel[]>;
  /** The channels with the addresses that may be written into files: a host that was given for one run only is in none of them. */
  listPublished(): Promise<Channel[]>;
  /** Throws `channel-invalid` with the names that are allowed. Without a request: `channel_url` of the configuration. */
  resolve(requested?: string): Promise<ChannelChoice>;
}

/** The two addresses under which the reference publishes its own list; both mean the default channel. */
const publishedBases = [
  AppSettings.parse({})['hosts.channel'],
  'https://raw.githubusercontent.com/ltdrdata/ComfyUI-Manager/main',
].map(trimSlash);

/** Other addresses of the channel at `baseUrl`, under which the reference may have kept copies. */
export function publishedTwins(baseUrl: string): readonly string[] {
  return publishedBases.includes(baseUrl) ? publishedBases.filter((url) => url !== baseUrl) : [];
}

const otherTemplates: readonly Channel[] = [
  { name: 'recent', url: '/node_db/new' },
  { name: 'legacy', url: '/node_db/legacy' },
  { name: 'forked', url: '/node_db/forked' },
  { name: 'dev', url: '/node_db/dev' },
  { name: 'tutorial', url: '/node_db/tutorial' },
];

function trimSlash(url: string): string {
  return url.trim().replace(/\/+$/, '');
}

/** The six channels a new list starts with: the published ones, whatever host a run asks instead. */
function templateChannels(): Channel[] {
  const [base = ''] = publishedBases;
  return [{ name: 'default', url: base }, ...otherTemplates.map(({ name, url }) => ({ name, url: `${base}${url}` }))];
}

/** Reads `name::url` lines; others are ignored, as the reference does. */
function parseChannels(text: string): Channel[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [name, url, ...rest] = line.split('::').map((part) => part.trim());
    return name && url && rest.length === 0 ? [{ name, url: trimSlash(url) }] : [];
  });
}

function readIfPresent(file: string): string {
  try {
    return readOwnTextNow(file) ?? '';
  } catch (error) {
    if (error instanceof AppError) return '';
    throw error;
  }
}

/** An address under the published list, moved below the host of the settings, so that a mirror serves every channel. */
function rebase(url: string, base: string): string {
  for (const published of publishedBases) {
    if (url === published || url.startsWith(`${published}/`)) return base + url.slice(published.length);
  }
  return url;
}

function invalid(requested: string, reason: Message, channels: readonly Channel[]): AppError {
  const names = [...new Set(['default', 'local', ...channels.map(({ name }) => name)])];
  return new AppError('channel-invalid', msg`The channel "${requested}" cannot be used: ${reason}.`, {
    remedy: msg`Use ${names.map((name) => `"${name}"`).join(', ')}, or an https address.`,
    details: { channel: requested, allowed: names },
  });
}

function problemOf(url: string, isHttpAllowed: boolean): Message | null {
  if (!URL.canParse(url)) return msg`it is neither a name in channels.list nor an address`;
  const { protocol } = new URL(url);
  if (protocol === 'https:') return null;
  if (protocol !== 'http:') return msg`its address is neither http nor https`;
  return isHttpAllowed || isLoopbackUrl(url)
    ? null
    : msg`plain http is allowed on this machine only, unless http_channel_enabled = True`;
}

/** Opens `channels.list`, and creates it when there is none. */
export async function openChannels(options: {
  channelsFile: string;
  settings: Pick<AppSettings, 'hosts.channel'>;
  config: Pick<ConfigFile, 'current'>;
}): Promise<Channels> {
  const { channelsFile, config } = options;
  const readBase = () => trimSlash(options.settings['hosts.channel']);
  if (!(await pathExists(channelsFile))) {
    await writeAtomic(
      channelsFile,
      templateChannels()
        .map(({ name, url }) => `${name}::${url}\n`)
        .join(''),
    );
  }

  // Web UIs ask for it again and again; most of the time nothing has changed.
  const readListed = cacheByStamp(channelsFile, () => parseChannels(readIfPresent(channelsFile)));

  const listPublished = async (): Promise<Channel[]> => {
    const listed = readListed();
    const first = listed.find(({ name }) => name === 'default') ?? { name: 'default', url: publishedBases[0] ?? '' };
    return [first, ...listed.filter(({ name }) => name !== 'default')];
  };

  const list = async (): Promise<Channel[]> => {
    const base = readBase();
    const listed = readListed().map(({ name, url }) => ({ name, url: rebase(url, base) }));
    const first = listed.find(({ name }) => name === 'default');
    // A host given in the settings wins over the list for the default channel.
    const isMirror = base !== publishedBases[0];
    const chosen = isMirror || first === undefined ? base : first.url;
    return [{ name: 'default', url: chosen }, ...listed.filter(({ name }) => name !== 'default')];
  };

  const addressOf = (requested: string, channels: readonly Channel[], defaultUrl: string): string => {
    const given = channels.find(({ name }) => name === requested)?.url ?? trimSlash(requested);
    return publishedBases.includes(given) ? defaultUrl : rebase(given, readBase());
  };

  const resolve = async (requested: string = config.current().channel_url): Promise<ChannelChoice> => {
    const channels = await list();
    const defaultUrl = channels[0]?.url ?? readBase();
    if (requested === 'local') return { name: 'default', baseUrl: defaultUrl, isDefault: true, isLocal: true };
    const url = addressOf(requested, channels, defaultUrl);
    const problem = problemOf(url, config.current().http_channel_enabled);
    if (problem !== null) throw invalid(requested, problem, channels);
    const name = channels.find((channel) => channel.name === requested || channel.url === url)?.name ?? 'custom';
    return { name, baseUrl: url, isDefault: url === defaultUrl, isLocal: false };
  };
  return { list, listPublished, resolve };
}
