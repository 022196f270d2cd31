import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ManyPacks } from '../world/many-packs';
import type { World } from '../world/world';
import { expectStatus } from './client';
import type { WatchedApp } from './apps/open-app';
import { toRow, type Row } from './row';

const run = promisify(execFile);
const roundTripMs = 50;
const pairs = 3;

interface Check {
  world: World;
  packs: ManyPacks;
}

/** What a person would type: one `git ls-remote` after the other. */
async function checkByHand({ world, packs }: Check): Promise<number> {
  const env = { ...process.env, ...world.env };
  const rewrite = ['-c', `url.${world.git.url}/.insteadOf=https://github.com/`];
  const startedMs = performance.now();
  for (const { name } of packs.git) {
    const cwd = join(world.comfyui.customNodesDir, name);
    const { stdout } = await run('git', [...rewrite, 'ls-remote', 'origin', 'refs/heads/master'], { cwd, env });
    if (!/^[0-9a-f]{40}\t/.test(stdout)) throw new Error(`${name} has no remote: ${stdout}`);
  }
  return performance.now() - startedMs;
}

/** The same by the app. Every remote has to be asked anew, and every update found: a kept answer would be fast and worth nothing. */
async function checkByApp(app: WatchedApp, { world, packs }: Check): Promise<number> {
  world.git.forgetRequests();
  const path = '/v2/customnode/fetch_updates?mode=cache';
  const answer = expectStatus(await app.client.read(path), 201, path);
  const { updates } = JSON.parse(answer.text) as { updates: { id: string }[] };
  const expected = [...packs.git, ...packs.registry].filter(({ hasUpdate }) => hasUpdate).length;
  if (updates.length !== expected) throw new Error(`fetch_updates found ${updates.length} of ${expected} updates.`);
  const requestedRepos = new Set(world.git.requests().map((seen) => seen.path.split('/')[2]?.replace(/\.git$/, '')));
  const missed = packs.git.filter(({ repo }) => !requestedRepos.has(repo));
  if (missed.length > 0) throw new Error(`fetch_updates did not ask ${missed.length} of ${packs.git.length} remotes.`);
  return answer.tookMs;
}

/** How many times faster than one by one the app asks all git remotes, each request answered after 50 ms. */
export async function measureUpdateCheck(app: WatchedApp, check: Check): Promise<Row> {
  const { world, packs } = check;
  world.git.delay(roundTripMs);
  // One of each first, so that caches are warm for both.
  await checkByApp(app, check);
  const ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const appMs = await checkByApp(app, check);
    ratios.push((await checkByHand(check)) / appMs);
  }
  world.git.delay(0);
  const name = `fetch_updates, ${packs.git.length} git remotes at ${roundTripMs} ms, one by one / app`;
  return toRow({ name, unit: 'ratio', judged: 'p50', limit: 6, isLeast: true }, ratios);
}
