import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { ask, writeConfig } from '../api';
import { expect, test } from '../app';
import { launchApp } from '../launch';
import { installers } from '../world/nightly';
import { allowedName } from './hostile-browser';

test.use({ worldOptions: { name: 'attack-plans', pythonTool: 'uv' } });

const levels = ['strong', 'normal', 'weak'] as const;

/** Asks under a name of its own, as a machine of the network does: `fetch` lets nobody choose it. */
function askAs(name: string, address: string, body: object): Promise<number> {
  const text = JSON.stringify(body);
  const { port } = new URL(address);
  const headers = { host: `${name}:${port}`, 'content-type': 'application/json', 'content-length': text.length };
  return new Promise((resolve, reject) => {
    const sent = request(address, { method: 'POST', headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject).end(text);
  });
}

for (const tool of installers) {
  test(`nobody runs code by asking for a plan with ${tool}`, async ({ world }) => {
    test.setTimeout(900_000);
    const settings = { 'python.tool': tool, 'gateway.allowedHosts': allowedName };
    const { api, close } = await launchApp({ world, settings });
    const marker = join(world.root, `run by ${tool}`);
    const ran = () => readFile(marker, 'utf8').catch(() => '');
    const name = `evil-${tool}`;
    const address = await world.index.publishSource({ name: `${name}-file`, version: '1.0', marker });
    await world.index.publishSource({ name, version: '1.0', marker });
    await world.index.publish({ name: `${name}-wheel`, version: '1.0', requires: [`${name}-file @ ${address}`] });
    const free = ['--no-binary=:all:', '--only-binary=:none:', name, address];
    const byName = { packages: [name] };
    const questions = [
      byName,
      { packages: [`${name}-wheel`] },
      { packs: [{ key: 'tidy-latents', pip: [`${name}-file @ ${address}`] }] },
      { packs: [{ key: 'tidy-latents', pip: free }] },
    ];
    const plan = `${api}/v2/manager/packages/plan`;
    for (const level of levels) {
      await writeConfig(world, [`security_level = ${level}`]);
      expect((await ask(plan, byName)).body, level).toMatchObject({ outcome: 'unknown', unbuilt: [{ line: name }] });
      for (const question of questions) {
        await ask(plan, question);
        await askAs(allowedName, plan, question);
        expect(await ran(), `${level}: ${JSON.stringify(question)}`).toBe('');
        const built = { ...question, allow_build: true };
        // The switches of config.ini are off, whatever the level; by a name of the network a change needs the token as well.
        expect((await ask(plan, built)).status, level).toBe(403);
        expect(await askAs(allowedName, plan, built), level).toBeGreaterThanOrEqual(400);
        expect(await ran(), `${level}: ${JSON.stringify(built)}`).toBe('');
      }
    }

    await test.step('the control case: who may install it may have it built', async () => {
      await writeConfig(world, ['security_level = weak', 'allow_pip_install = True']);
      const { status, body } = await ask(plan, { ...byName, allow_build: true });
      expect([status, body['outcome']]).toEqual([200, 'changes']);
      expect(await ran()).toContain(`${name} ran`);
    });
    await close();
  });
}
