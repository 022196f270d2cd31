/** Parameters that say which file is meant; every other one may be a signature or a token. */
const harmless: readonly string[] = ['type', 'format', 'size', 'fp'];

/** The address of a model as it can be handed on: without whatever may be secret in it. Null for one that is not https, or has a login. Pure. */
export function shareableAddress(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return null;
  for (const name of new Set(url.searchParams.keys())) if (!harmless.includes(name)) url.searchParams.delete(name);
  url.hash = '';
  return url.href;
}
