/** A version as people read it: commits by their first seven letters. */
export function shortVersion(version: string): string {
  return /^[0-9a-f]{40}$/iu.test(version) ? version.slice(0, 7) : version;
}
