import { attackOn, expect, noChromium, test } from './attacker';
import { attemptsOf, readChangingRows } from './changing-rows';
import { allowedName, foreignName, reboundName, withContext } from './hostile-browser';
import { differences, takePicture } from './picture';
import { arrangeScene } from './scene';

test.use({
  worldOptions: { name: 'attack-names', pythonTool: 'uv' },
  appSettings: { 'gateway.allowedHosts': allowedName },
});

// A name that is no secure context: the browser says nothing of where a request comes from.
attackOn([
  { source: allowedName, target: allowedName, comfyui: 'running', navigations: 'some' },
  { source: foreignName, target: allowedName, comfyui: 'stopped', navigations: 'some' },
]);

test('a name that was turned to this machine reaches nothing', async ({ world, served, attackBrowser }) => {
  test.skip(attackBrowser === null, noChromium);
  if (attackBrowser === null) return;
  const scene = await arrangeScene({ world, api: served.api }, 'stopped');
  const { port } = new URL(scene.api);
  const rows = readChangingRows();
  // The second is a secure context: there the browser even says that the request is of the same origin.
  for (const name of [reboundName, 'rebound.localhost']) {
    const origin = `http://${name}:${port}`;
    await withContext(attackBrowser, async (context) => {
      // The page came from the attacker's own machine, before its name was turned to this one.
      await context.route(`${origin}/attack`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
      );
      const page = await context.newPage();
      await page.goto(`${origin}/attack`);
      for (const { method, target, body } of (['GET', 'POST'] as const).flatMap((each) =>
        attemptsOf(rows, scene, each),
      )) {
        const status = await page.evaluate(async ([path, init]) => (await fetch(path, init)).status, [
          target,
          { method, body, headers: { 'content-type': 'application/json' } },
        ] as const);
        expect(status, `${method} ${target}`).toBe(403);
      }
    });
  }
  expect(differences(scene.picture, await takePicture(scene.world))).toEqual([]);
});

test('the control case: our own page changes a setting under the allowed name', async ({
  world,
  served,
  attackBrowser,
}) => {
  test.skip(attackBrowser === null, noChromium);
  if (attackBrowser === null) return;
  const scene = await arrangeScene({ world, api: served.api }, 'stopped');
  const { port } = new URL(scene.api);
  await withContext(attackBrowser, async (context) => {
    const page = await context.newPage();
    await page.goto(`http://${allowedName}:${port}/healthz`);
    for (const [method, value] of [
      ['POST', 'local'],
      ['GET', 'remote'],
    ] as const) {
      const before = await takePicture(world);
      await page.evaluate(async ([path, init]) => (await fetch(path, init)).status, [
        `/v2/manager/db_mode?value=${value}`,
        { method },
      ] as const);
      await expect.poll(async () => differences(before, await takePicture(world))).toEqual(['settings: config.ini']);
    }
  });
});
