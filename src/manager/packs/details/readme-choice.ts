import { parseGitAddress } from '../../../base/git/address';

/** Readmes that are shown as Markdown come first. */
const forms = [
  /^readme\.md$/i,
  /^readme\.markdown$/i,
  /^readme(?:[._-][\w-]+)?\.md$/i,
  /^readme$/i,
  /^readme\.(?:txt|rst)$/i,
];

/** The name of the readme among the names in a folder; null when there is none. */
export function chooseReadme(names: readonly string[]): string | null {
  const sorted = [...names].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  for (const form of forms) {
    const found = sorted.find((name) => form.test(name));
    if (found !== undefined) return found;
  }
  return null;
}

/** The length in characters up to which a readme is shown: a longer one would hold the window up. */
const maxShown = 128 * 1024;

/** The part of a text that is shown, cut at the end of a line. */
export function cutReadme(text: string): { text: string; isCut: boolean } {
  if (text.length <= maxShown) return { text, isCut: false };
  const end = text.lastIndexOf('\n', maxShown);
  return { text: text.slice(0, end > maxShown / 2 ? end : maxShown), isCut: true };
}

/** The pages about a repository on hosts whose addresses are known; all null for other hosts. */
export interface RepositoryPages {
  page: string | null;
  issues: string | null;
  /** What a relative link of the readme counts from; ends with a slash. */
  linkBase: string | null;
}

/** Hosts that keep pages beside repositories: where issues are, and where files of the newest commit are. */
const hosts: Readonly<Record<string, { issues: string; files: string }>> = {
  'github.com': { issues: '/issues', files: '/blob/HEAD/' },
  'gitlab.com': { issues: '/-/issues', files: '/-/blob/HEAD/' },
  'codeberg.org': { issues: '/issues', files: '/src/branch/HEAD/' },
};

/** The pages of a repository by its address. Only https pages: a link is opened in the person's browser. */
export function readPages(repository: string | null): RepositoryPages {
  const address = repository === null ? null : parseGitAddress(repository);
  if (address === null) return { page: null, issues: null, linkBase: null };
  const isWeb = /^https?:/i.test(address.normalised);
  const host = hosts[address.host];
  const page = host === undefined ? (isWeb ? address.normalised : null) : `https://${address.host}/${address.path}`;
  if (host === undefined || page === null) return { page, issues: null, linkBase: null };
  return { page, issues: `${page}${host.issues}`, linkBase: `${page}${host.files}` };
}
