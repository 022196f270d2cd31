// npm run updates [-- --only CASE,CASE --versions FOLDER --debian FOLDER]: packaged versions update themselves from a feed on loopback. With --versions what was built is kept
// there and taken again; else it is built anew, and goes. The case of the deb needs root and a Debian 12, which --debian names or debootstrap makes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openDisplay } from '../display.mjs';
import { runMain, say } from '../project.mjs';
import { ScriptError } from '../script-error.mjs';
import { startWorld } from '../world.mjs';
import { appImageCases } from './update-cases.mjs';
import { debCases } from './update-deb.mjs';
import { openFeed } from './update-feed.mjs';
import { refusalCases } from './update-refusals.mjs';
import { buildVersions } from './update-versions.mjs';

const text = { type: 'string' };
const { values } = parseArgs({ options: { only: text, versions: text, debian: text } });

await runMain(async () => {
  const work = mkdtempSync(join(tmpdir(), 'updates-'));
  const cases = Object.entries({ ...appImageCases, ...refusalCases, ...debCases }).filter(
    ([name]) => !values.only || values.only.split(',').includes(name),
  );
  if (cases.length === 0)
    throw new ScriptError(
      `There is no case "${values.only}".`,
      'Their names stand in scripts/smoke/update-cases.mjs.',
      2,
    );
  const display = await openDisplay({ force: true });
  const demo = startWorld();
  const feed = await openFeed();
  try {
    const versions = buildVersions(
      ['0.9.0', '1.0.0', '1.1.0'],
      values.versions ? resolve(values.versions) : join(work, 'versions'),
    );
    const world = { work, versions, feed, world: await demo.ready, display: display.env, debian: values.debian };
    const failed = [];
    for (const [name, run] of cases) if (!(await runCase(name, run, world))) failed.push(name);
    say(`updates: ${cases.length - failed.length} of ${cases.length} passed`);
    if (failed.length > 0) throw new ScriptError(`Failed: ${failed.join(', ')}`, 'Each says above what it expected.');
  } finally {
    await feed.close().catch(() => {});
    await Promise.all([demo.stop(10_000), display.stop(2000)]);
    rmSync(work, { recursive: true, force: true });
  }
});

async function runCase(name, run, world) {
  const started = Date.now();
  world.feed.fault(null);
  try {
    const said = await run(world);
    say(`updates: ok ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)${said ? `: ${said}` : ''}`);
    return true;
  } catch (error) {
    say(`updates: FAILED ${name}: ${error.stack}\n${error.remedy ?? ''}\n${error.output ?? ''}`);
    return false;
  }
}
