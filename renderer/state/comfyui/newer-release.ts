import type { ComfyVersions } from '../../../src/contract/comfyui/comfyui-versions';

/**
 * The newest release when it is newer than the one that is checked out, else null. The list has the newest release first, after
 * `nightly`; whoever is between releases, or on none of the list, has chosen to be there.
 */
export function findNewerRelease(versions: Pick<ComfyVersions, 'versions' | 'current'> | undefined): string | null {
  const releases = versions?.versions.filter((version) => /^v?\d/u.test(version)) ?? [];
  const [latest] = releases;
  const position = versions === undefined ? -1 : releases.indexOf(versions.current);
  return latest !== undefined && position > 0 ? latest : null;
}
