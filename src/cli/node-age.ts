/** The first Node that this runs on, as `engines` of package.json has it. */
const firstMajor = 20;
const firstMinor = 19;

/**
 * Why this program does not run on a Node; null: it does. In English alone, because the texts of other languages need a newer Node.
 * @param version e.g. 18.20.8
 */
export function whyNodeIsTooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > firstMajor || (major === firstMajor && minor >= firstMinor)) return null;
  return (
    `cmdesk needs Node ${firstMajor}.${firstMinor} or newer, and this is Node ${version}. ` +
    'Install Node 24 from https://nodejs.org, or take the archive of cmdesk that has its own Node.'
  );
}
