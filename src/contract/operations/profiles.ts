import { z } from 'zod';
import { changes, Nothing, reads } from './shape';

const maxProfiles = 100;
/** More packs than anybody has; ComfyUI gets their names on its command line. */
const maxPacks = 2000;

/** What a person calls some of the packs. */
export const ProfileName = z.string().trim().min(1).max(80);

/** Packs by their folder or file below `custom_nodes`. */
export const PackNames = z.array(z.string().min(1).max(255)).max(maxPacks);

/** A pack of a profile, and whether a start now would load it. */
const ProfilePack = z.object({ name: z.string(), state: z.enum(['there', 'disabled', 'missing']) });

/** A named set of packs that ComfyUI can be started with. */
export const Profile = z.object({
  name: z.string(),
  packs: z.array(ProfilePack),
  /** The saved workflow it was made from, below the folder of users; null where it was made by hand. */
  workflow: z.string().nullable(),
});
export type Profile = z.infer<typeof Profile>;

/** The profiles of an installation, by name, and the one that the next start takes. */
export const Profiles = z.object({ profiles: z.array(Profile).max(maxProfiles), chosen: z.string().nullable() });
export type Profiles = z.infer<typeof Profiles>;

export const ProfileInput = z.object({
  name: ProfileName,
  packs: PackNames,
  workflow: z.string().max(1024).nullish(),
  /** Whether a profile of that name is overwritten; else it is refused. */
  replace: z.boolean().default(false),
});
export type ProfileInput = z.infer<typeof ProfileInput>;

/** Named sets of packs that ComfyUI can be started with. */
export const profilesOperations = {
  'profiles.list': reads(Nothing, Profiles),
  /** Throws `profile-exists`, `invalid-input` for the hundred and first. */
  'profiles.save': changes(ProfileInput, Profiles, 'start-comfyui'),
  /** Throws `profile-not-found`, `profile-exists`. */
  'profiles.rename': changes(z.object({ name: ProfileName, to: ProfileName }), Profiles, 'start-comfyui'),
  /** The next start takes all packs, where it would have taken this profile. Throws `profile-not-found`. */
  'profiles.remove': changes(z.object({ name: ProfileName }), Profiles, 'start-comfyui'),
} as const;
