import { AppError } from '../../contract/errors';
import type { OperationsOf } from '../../contract/operations';
import type { Profile } from '../../contract/operations/profiles';

/** One kept set of packs at a time. */
export function profilesOf(): OperationsOf<'profiles'> {
  let profiles: Profile[] = [];
  const answer = () => Promise.resolve({ profiles, chosen: null });
  const find = (name: string): Profile => {
    const found = profiles.find((one) => one.name === name);
    if (found === undefined) throw new AppError('profile-not-found', `There is no profile "${name}".`);
    return found;
  };
  return {
    'profiles.list': answer,
    'profiles.save': async ({ name, packs, workflow }) => {
      const named = packs.map((pack) => ({ name: pack, state: 'there' as const }));
      profiles = [{ name, packs: named, workflow: workflow ?? null }];
      return answer();
    },
    'profiles.rename': async ({ name, to }) => {
      profiles = [{ ...find(name), name: to }];
      return answer();
    },
    'profiles.remove': async ({ name }) => {
      find(name);
      profiles = [];
      return answer();
    },
  };
}

/** Variables of an installation, none of them secret. */
export function variablesOf(): OperationsOf<'variables'> {
  const known = new Map<string, string>();
  const answer = () => ({ variables: [...known].map(([name, value]) => ({ name, value, isSecret: false })) });
  return {
    'variables.list': async () => answer(),
    'variables.set': async ({ name, value }) => {
      known.set(name, value);
      return answer();
    },
    'variables.remove': async ({ name }) => {
      if (!known.delete(name)) throw new AppError('variable-not-found', `There is no ${name}.`);
      return answer();
    },
  };
}
