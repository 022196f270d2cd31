/** A version as people read it: a commit by its first seven digits, as GitHub shows it; everything else as its source writes it. */
export function shortenVersion(version: string): string {
  return /^[0-9a-f]{40}$/iu.test(version) ? version.slice(0, 7) : version;
}
