const reference = /^[A-Za-z0-9][\w.-]*\s*(?:\[[^\]]*\])?\s*@\s*(?=\S)/u;

/** What of a requirement line is its address: no name in front of it, no conditions and hashes behind it. */
function addressIn(line: string): string {
  return line
    .replace(reference, '')
    .replace(/\s+(?:;|--hash).*$/u, '')
    .trim();
}

/** The commit that an address is pinned to; null for a branch, for none, and for what is no repository. */
export function commitOf(address: string): string | null {
  return /@([0-9a-f]{40})(?:#.*)?$/u.exec(address)?.[1] ?? null;
}

/** The version that the name of a wheel tells at the end of an address; null for everything else, which has to be built to know it. */
export function versionOfWheel(address: string): string | null {
  const version = /\/[^/]+?-([^-/]+)(?:-[^-/]+){3,4}\.whl(?:[#?].*)?$/u.exec(address)?.[1];
  return version === undefined ? null : decodeURIComponent(version);
}

/**
 * Where a requirement line, or what an installer tells of it, leads to: the same for the line and for the `direct_url.json` of what it brought, which has
 * neither login nor branch. Of a file of this machine its name alone counts, because installers resolve links on the way to it. Null for a line without
 * an address. Pure.
 */
export function placeOfAddress(line: string): string | null {
  const [, vcs = '', plain = ''] = /^(?:([a-z]+)\+)?(\S+)/u.exec(addressIn(line)) ?? [];
  if (!URL.canParse(plain)) return null;
  const url = new URL(plain);
  const path = vcs === '' ? url.pathname : url.pathname.replace(/@[^/]*$/u, '');
  const whole = decodeURIComponent(path).replace(/\/+$/u, '');
  if (url.protocol === 'file:') return `file:${whole.split('/').at(-1) ?? ''}`;
  return `${url.protocol}//${url.host}${whole}${url.search}`;
}
