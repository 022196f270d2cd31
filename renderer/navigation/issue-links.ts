/** What is known of where a pack comes from. */
interface Origin {
  repository: string | null;
}

/** Longer addresses are refused by browsers and hosts. */
const longestText = 1500;

const onGitHub = /^https?:\/\/(?:www\.)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/iu;

/** The page on which the makers of a pack take reports; null for other hosts than these, whose addresses of issues nobody knows. */
export function issuesOf({ repository }: Origin): string | null {
  const isHosted = repository !== null && /^https:\/\/(?:github|gitlab|codeberg)\.[a-z]+\//iu.test(repository);
  return isHosted ? `${repository.replace(/(?:\.git)?\/*$/u, '')}/issues` : null;
}

/** The same at GitHub alone, which takes what is searched for and what is reported in the address. */
function issuesAtGitHub({ repository }: Origin): string | null {
  const [, owner, name] = onGitHub.exec(repository ?? '') ?? [];
  return owner === undefined || name === undefined ? null : `https://github.com/${owner}/${name}/issues`;
}

/** The page of a pack; null where it has none that a browser opens. */
export function pageOf({ repository }: Origin): string | null {
  return repository !== null && /^https?:\/\//iu.test(repository) ? repository : null;
}

/** Where others may have written about a problem already. */
export function searchIssues(record: Origin, words: string): string | null {
  const issues = issuesAtGitHub(record);
  return issues === null ? null : `${issues}?${new URLSearchParams({ q: `is:issue ${words}` }).toString()}`;
}

/** What is reported of a pack that cannot be installed. */
export interface Report {
  title: string;
  /** What the app said of it. */
  message: string;
  version: string | null;
}

/** A new issue with everything filled in that its author needs, in English because nobody knows what the author reads. */
export function reportIssue(record: Origin, { title, message, version }: Report): string | null {
  const issues = issuesAtGitHub(record);
  if (issues === null) return null;
  const quote = message.length > longestText ? `${message.slice(0, longestText)}…` : message;
  const body = [
    `Installing this pack fails:`,
    '',
    `> ${quote.replaceAll('\n', '\n> ')}`,
    '',
    `Version: ${version ?? 'newest'}`,
  ];
  return `${issues}/new?${new URLSearchParams({ title, body: body.join('\n') }).toString()}`;
}
