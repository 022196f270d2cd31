import { queryOptions, useQuery } from '@tanstack/react-query';
import type { OperationArgument } from '../../../src/contract/operations';
import type { Profile, Profiles } from '../../../src/contract/operations/profiles';
import { call } from '../../bridge';
import { queryClient } from '../query-client';
import { createSharedWrite, type WriteState } from '../shared-write';

const profilesQuery = queryOptions({ queryKey: ['comfyui', 'profiles'], queryFn: () => call('profiles.list', {}) });

/** The named sets of packs that ComfyUI can be started with; undefined until they are known. */
export function useProfiles(): Profiles | undefined {
  return useQuery(profilesQuery).data;
}

/** The profiles known now, for those who act on them. */
export function readProfiles(): Profiles | undefined {
  return queryClient.getQueryData(profilesQuery.queryKey);
}

/** Takes in the profiles, as an event or an operation brought them. */
export function acceptProfiles(profiles: Profiles): void {
  queryClient.setQueryData(profilesQuery.queryKey, profiles);
}

/** To be called when packs came or went: a profile may name one of them. */
export function forgetProfiles(): void {
  void queryClient.invalidateQueries({ queryKey: profilesQuery.queryKey });
}

/** The packs of a profile that a start would not load, by name. */
export function missingOf({ packs }: Pick<Profile, 'packs'>): string[] {
  return packs.flatMap(({ name, state }) => (state === 'there' ? [] : [name]));
}

/** A profile as it is filled in; `former` is what it was called, where it is one that is kept. */
export type ProfileWrite = OperationArgument<'profiles.save'> & { former: string | null };

const saves = createSharedWrite<ProfileWrite, Profiles>({
  key: ['comfyui', 'profile-save'],
  async run({ former, ...profile }, by) {
    const isRenamed = former !== null && former !== profile.name;
    if (isRenamed) await by('profiles.rename', { name: former, to: profile.name });
    return by('profiles.save', { ...profile, replace: former !== null });
  },
  onDone: acceptProfiles,
});

/** How the newest request to keep a profile goes, or why it was refused. */
export function useProfileSave(): WriteState<ProfileWrite, Profiles> {
  return saves.use();
}

/** Keeps a profile, under another name where it got one. Answers whether it was kept. */
export function saveProfile(profile: ProfileWrite): Promise<boolean> {
  return saves.start(profile);
}

/** Forgets why the last request was refused. */
export function forgetProfileRefusal(): void {
  saves.forget();
}
