import type { CataloguePack } from '../../contract/packs/catalogue-packs';
import type { CatalogueMode, NetworkMode } from '../../contract/settings';
import { planLoad, isRegistryAllowed } from './load-plan';
import type { ChannelView } from './channel-view';
import type { ChannelChoice, Channels } from './sources/channels';
import { packOfRecord } from './table/merge';
import type { RecordIndex } from './table/record-index';
import type { Registry } from './sources/registry';

export interface FindParts {
  channels: Channels;
  registry: Registry;
  records: RecordIndex;
  viewOf(choice: ChannelChoice): ChannelView;
  networkMode(): NetworkMode;
}

export interface FindOptions {
  mode: CatalogueMode;
  channel: string;
  signal?: AbortSignal;
}

const registryIdForm = /^[\w.-]+$/;

async function findListed(
  parts: FindParts,
  ref: string,
  about: { mode: CatalogueMode; choices: readonly ChannelChoice[] },
): Promise<CataloguePack | null> {
  const { mode, choices } = about;
  const views = await Promise.all(
    choices.map((choice) => parts.viewOf(choice).load(planLoad(mode, parts.networkMode(), choice.isLocal))),
  );
  for (const view of views) {
    const found = view.index.find(ref);
    if (found !== null) return found;
  }
  return null;
}

async function askRegistry(
  parts: FindParts,
  ref: string,
  signal: AbortSignal | undefined,
): Promise<CataloguePack | null> {
  if (!registryIdForm.test(ref) || !isRegistryAllowed(parts.networkMode())) return null;
  const record = await parts.registry.pack(ref, signal);
  if (record === null || record.isRemoved) return null;
  parts.records.add(record);
  return packOfRecord(record);
}

/**
 * Looks where it is cheapest first: the copies at hand, then one question to the registry, then the lists as fresh as `mode` asks for. Web
 * UIs name a channel as a constant (`dev`, `default`), so what is not in the named channel is looked for in the default one too.
 */
export async function findPack(parts: FindParts, ref: string, options: FindOptions): Promise<CataloguePack | null> {
  const named = await parts.channels.resolve(options.channel);
  const choices = named.isDefault ? [named] : [named, await parts.channels.resolve('default')];
  const known = await findListed(parts, ref, { mode: 'local', choices });
  if (known !== null || options.mode === 'local' || named.isLocal) return known;
  try {
    const answered = await askRegistry(parts, ref, options.signal);
    if (answered !== null) return answered;
  } catch (error) {
    const listed = await findListed(parts, ref, { mode: options.mode, choices });
    // A pack must not be called unlisted while the source that may list it cannot be reached.
    if (listed === null) throw error;
    return listed;
  }
  return findListed(parts, ref, { mode: options.mode, choices });
}
