import type { InstallParams } from './pack-params';

/** As much of a pack as says where it comes from. */
interface PackSource {
  registryId: string | null;
  /** What it is called by where the registry does not know it. */
  key: string;
  repository: string | null;
  files: readonly string[];
}

/** What an installation of a pack asks for, at a version, `latest` or `nightly`; left out, the newest that there is. */
export function installParamsOf(
  { registryId, key, repository, files }: PackSource,
  version = registryId === null ? 'nightly' : 'latest',
): InstallParams {
  return {
    ...{ id: registryId ?? key, version, selected_version: version },
    ...{ mode: 'cache', channel: 'default', repository: repository ?? '', files: [...files] },
  };
}
