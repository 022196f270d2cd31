import { parseGitAddress, repositoryKey } from '../../../base/git/address';

const plainGithub = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)$/;

/** A text that is equal for equal repositories (or files); the catalogue's maps are keyed by it. The usual form is recognised without parsing: there are 28,000 of them. */
export function addressKey(url: string): string {
  const path = plainGithub.exec(url)?.[1];
  if (path !== undefined && !path.toLowerCase().endsWith('.git')) return `github.com/${path.toLowerCase()}`;
  return repositoryKey(url) ?? url;
}

/** The address of a repository as it is shown and compared; null when the text is none. */
export function normaliseRepository(url: string): string | null {
  if (plainGithub.test(url) && !url.toLowerCase().endsWith('.git')) return url;
  return parseGitAddress(url)?.normalised ?? null;
}

const coreKeys = new Set(['github.com/comfyanonymous/comfyui', 'github.com/comfy-org/comfyui']);

/** Whether an address is ComfyUI itself, which is listed in the node map but is no pack. */
export function isComfyCore(url: string): boolean {
  return coreKeys.has(addressKey(url));
}
