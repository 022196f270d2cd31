/**
 * Whether everything is tried, as `npm run nightly` does. `npm run test:all` and continuous integration try of what is slow as much as shows that it
 * works: pip only where its own words are read, and of kills, random changes and generations of the web UI a sample.
 */
export const isNightly = process.env['NIGHTLY'] === '1';

/** The installers of a test that does not depend on what an installer prints: pip takes three to twenty times as long as uv, and is tried in the nightly run. */
export const installers: readonly ('pip' | 'uv')[] = isNightly ? ['uv', 'pip'] : ['uv'];
