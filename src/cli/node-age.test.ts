import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minVersion } from 'semver';
import { expect, it } from 'vitest';
import { whyNodeIsTooOld } from './node-age';

const file = join(import.meta.dirname, '..', '..', 'package.json');
const { engines } = JSON.parse(readFileSync(file, 'utf8')) as { engines: { node: string } };
const first = minVersion(engines.node)?.version ?? '';

it.each([first, '20.20.2', '22.13.0', '24.0.0', '26.1.0'])('runs on Node %s', (version) => {
  expect(whyNodeIsTooOld(version)).toBeNull();
});

it.each(['18.20.8', '20.18.3', '16.0.0'])('says in a sentence why not on Node %s, and what to do', (version) => {
  const [wanted] = first.split(/\.0$/);
  expect(whyNodeIsTooOld(version)).toBe(
    `cmdesk needs Node ${wanted} or newer, and this is Node ${version}. ` +
      'Install Node 24 from https://nodejs.org, or take the archive of cmdesk that has its own Node.',
  );
});
