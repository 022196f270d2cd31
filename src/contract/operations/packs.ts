import { z } from 'zod';
import { ImportFailure } from '../comfyui/imports';
import { HeldPack, HoldReason } from '../packs/holds';
import {
  PackChanges,
  PackDetails,
  PackNightly,
  PackReadme,
  PackRequirements,
  PackUpdateRisk,
  PackVersions,
} from '../packs/pack-details';
import { PackStates } from '../packs/pack-state';
import { LocalPacksAnswer } from '../packs/local-packs';
import { InstalledPacks, PackUpdates } from '../packs/local-packs';
import { PackMappings } from '../packs/catalogue-packs';
import { PackRef, VersionRef } from '../packs/pack-ref';
import { CatalogueMode } from '../settings';
import { reads, changes, Nothing, Asker } from './shape';

const PictureAddress = z.object({ url: z.url({ protocol: /^https?$/ }).max(2000) });
const RepositoryRef = z.string().max(400);

/** Packs: what is asked about them, and what is done without a task of its own. */
export const packsOperations = {
  'packs.installed': reads(z.object({ mode: z.enum(['default', 'imported']).default('default') }), InstalledPacks),
  /** What every pack is to ComfyUI: one value for rows, details and scripts. */
  'packs.states': reads(Nothing, PackStates),
  'packs.mappings': reads(
    z.object({ mode: z.enum([...CatalogueMode.options, 'nickname']).default('cache') }),
    PackMappings,
  ),
  'packs.updateAll': changes(
    Asker.extend({ mode: CatalogueMode.default('remote') }),
    z.object({ queued: z.int() }),
    'update-all',
  ),
  /** Packs that a person keeps at their versions, installed or not. */
  'packs.holds': reads(Nothing, z.object({ holds: z.array(HeldPack) })),
  /** Holds a pack, or with the reason null releases it. */
  'packs.setHold': changes(z.object({ key: PackRef, reason: HoldReason.nullable() }), Nothing, 'update'),
  /** Offers this version of a pack no more until there is another one; null offers it again. Nothing but the offer changes. */
  'packs.skipUpdate': changes(z.object({ key: PackRef, version: VersionRef.nullable() }), Nothing, 'update'),
  /** Ends the checks for updates that the window has running: they answer `cancelled`. */
  'packs.updates': reads(z.object({ mode: CatalogueMode.default('remote') }), PackUpdates),
  'packs.importFailure': reads(
    z.object({ cnr_id: RepositoryRef.nullish(), url: RepositoryRef.nullish() }),
    ImportFailure,
  ),
  'packs.importFailures': reads(
    z.object({
      cnr_ids: z.array(RepositoryRef).max(10_000).nullish(),
      urls: z.array(RepositoryRef).max(10_000).nullish(),
    }),
    z.record(z.string(), z.object({ error: z.string(), traceback: z.string() }).nullable()),
  ),
  /** With the revision of an earlier answer, only what differs from that one, as far as the core still knows it. */
  'packs.local': reads(z.object({ since: z.string().max(100).optional() }), LocalPacksAnswer),
  /** Kept for when the registry cannot be asked: then with its date and the reason. */
  'packs.versions': reads(z.object({ key: PackRef }), PackVersions),
  /** What each pack takes on disk, in bytes by its key there. Walks through every folder, so it takes its time where there are many. */
  'packs.sizes': reads(Nothing, z.object({ sizes: z.record(z.string(), z.number()) })),
  /** What the catalogue at hand calls packs, by any name that tasks and folders have for them; who is not listed is left out. */
  'packs.titles': reads(
    z.object({ names: z.array(RepositoryRef).max(2000) }),
    z.object({ titles: z.record(z.string(), z.string()) }),
  ),
  /** What is known of one pack without asking its repository. */
  'packs.details': reads(z.object({ key: PackRef }), PackDetails),
  /** Of a pack that is not installed the repository is asked, and what it said kept for an hour; `fresh` asks again. */
  'packs.readme': reads(z.object({ key: PackRef, fresh: z.boolean().optional() }), PackReadme),
  /** The picture of a pack as a `data:` address, kept for a month; null where it cannot be had. */
  'packs.picture': reads(PictureAddress, z.object({ data: z.string().nullable() })),
  /** Any other picture that a readme names, as a `data:` address. Nothing of it is kept. */
  'packs.pictureAt': reads(PictureAddress, z.object({ data: z.string() })),
  'packs.requirements': reads(z.object({ key: PackRef, fresh: z.boolean().optional() }), PackRequirements),
  /** How far the repository is ahead of the newest release and of what is installed. */
  'packs.nightly': reads(z.object({ key: PackRef, fresh: z.boolean().optional() }), PackNightly),
  /** What lies between two versions: left out, `from` is what is installed and `to` what an update would bring. */
  'packs.changes': reads(
    z.object({ key: PackRef, from: VersionRef.optional(), to: VersionRef.optional() }),
    PackChanges,
  ),
  /** What an update to this version asks for anew and takes away; asks the registry or the repository for it. */
  'packs.updateRisk': reads(z.object({ key: PackRef, to: VersionRef }), PackUpdateRisk),
} as const;
