/** What a git address says, whatever form it was written in. */
export interface GitAddress {
  /** Lower case, with the port when it is not the scheme's own; empty for `file:` addresses. */
  host: string;
  /** Without leading and trailing slash and without a final `.git`; letter case as written. */
  path: string;
  /** The folder before the repository's name; null when there is none. */
  owner: string | null;
  repo: string;
  /** `owner/repo` for repositories on github.com, letter case as written; null for every other host. */
  githubId: string | null;
  /** `https://github.com/owner/repo` for GitHub, else the address without credentials, final slash and `.git`. For comparing and showing; clone what was asked for. */
  normalised: string;
}

const githubHosts = new Set(['github.com', 'www.github.com', 'ssh.github.com', 'ssh.github.com:443']);
const knownSchemes = new Set(['http:', 'https:', 'ssh:', 'git:', 'git+ssh:', 'file:']);
const defaultPorts: Readonly<Record<string, string>> = { 'ssh:': '22', 'git+ssh:': '22', 'git:': '9418' };
const scpForm = /^(?:[\w.-]+@)?([\w.-]+\.[\w.-]+|\[[0-9a-f:]+\]):(?!\/\/)\/?(.+)$/i;
const accountAtHost = /^[\w.-]+@([\w.-]+):(?!\/\/)\/?(.+)$/;
const shorthand = /^[\w.-]+\/[\w.-]+$/;

function trimPath(path: string): string {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .join('/')
    .replace(/\.git$/i, '');
}

/** `a/b` and the pages `a/b/tree/...` name a repository; deeper paths (`raw`, `blob`) name a file in one. */
function githubIdOf(segments: readonly string[]): string | null {
  const [owner, repo, page] = segments;
  if (owner === undefined || repo === undefined) return null;
  if (page !== undefined && page !== 'tree') return null;
  return `${owner}/${repo.replace(/\.git$/i, '')}`;
}

function describeAddress(host: string, rawPath: string, scheme: string): GitAddress | null {
  const path = trimPath(rawPath);
  const segments = path.split('/');
  const githubId = githubHosts.has(host) ? githubIdOf(segments) : null;
  if (githubId !== null) {
    const [owner = '', repo = ''] = githubId.split('/');
    const normalised = `https://github.com/${githubId}`;
    return { host: 'github.com', path: githubId, owner, repo, githubId, normalised };
  }
  const repo = segments.at(-1) ?? '';
  if (repo === '' || repo === '.' || repo === '..') return null;
  const owner = segments.at(-2) ?? null;
  return { host, path, owner, repo, githubId: null, normalised: `${scheme}//${host}/${path}` };
}

function parseUrl(text: string): GitAddress | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  if (!knownSchemes.has(url.protocol)) return null;
  const port = url.port === '' || url.port === defaultPorts[url.protocol] ? '' : `:${url.port}`;
  const host = `${url.hostname.toLowerCase()}${port}`;
  if (host === '' && url.protocol !== 'file:') return null;
  return describeAddress(host, decodePath(url.pathname), url.protocol);
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}

/**
 * Reads a git address: http(s), ssh, git and file addresses, the scp form `git@host:owner/repo` and the shorthand `owner/repo`, which
 * means GitHub. Only the real github.com hosts count as GitHub. Null when the text is none of these. Letter case of paths is kept;
 * compare with `isSameRepository`.
 */
export function parseGitAddress(text: string): GitAddress | null {
  const trimmed = text.trim();
  if (trimmed === '' || /\p{Cc}/u.test(trimmed)) return null;
  if (trimmed.includes('://')) return parseUrl(trimmed);
  const scp = accountAtHost.exec(trimmed) ?? scpForm.exec(trimmed);
  if (scp) return describeAddress((scp[1] ?? '').toLowerCase(), scp[2] ?? '', 'ssh:');
  return shorthand.test(trimmed) ? describeAddress('github.com', trimmed, 'https:') : null;
}

/**
 * A text that is equal for equal repositories, for maps: host and path without scheme, folded for GitHub, whose names ignore case.
 * Null when the text is no git address.
 */
export function repositoryKey(text: string): string | null {
  const address = parseGitAddress(text);
  if (address === null) return null;
  return address.githubId === null ? `${address.host}/${address.path}` : `github.com/${address.githubId.toLowerCase()}`;
}

/** Whether two addresses name the same repository, whatever their form (https, ssh, scp, with or without `.git` and credentials). */
export function isSameRepository(a: string, b: string): boolean {
  const key = repositoryKey(a);
  return key !== null && key === repositoryKey(b);
}
