import type { Page } from 'playwright';
import { send } from '../conformance/client';
import { attackOn, expect, noChromium, sampleRows, test } from './attacker';
import { attemptsOf, isKnown, readChangingRows, type Attempt, type ChangingRow } from './changing-rows';
import { foreignName, withContext } from './hostile-browser';
import { differences, takePicture } from './picture';
import { arrangeScene, type ComfyScene, type Scene } from './scene';

test.use({ worldOptions: { name: 'attack-browser', pythonTool: 'uv' } });

// Loopback names are secure contexts: the browser tells where a request comes from.
attackOn([
  { source: 'evil.localhost', target: '127.0.0.1', comfyui: 'running', navigations: 'all' },
  { source: foreignName, target: 'localhost', comfyui: 'stopped', navigations: 'some' },
]);

const rows = readChangingRows();

test('every changing row is known to the attacker', () => {
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => !isKnown(row)).map(({ path, operation }) => `${path} (${operation})`)).toEqual([]);
});

/** What ends ComfyUI needs one that runs. */
const endsComfy: ReadonlySet<string> = new Set(['comfyui.stop', 'comfyui.reboot']);
/** What judges or ends a search needs one that waits. */
const endsTrial: ReadonlySet<string> = new Set(['bisect.answer', 'bisect.cancel']);

function sceneFor(operation: string): ComfyScene {
  if (endsComfy.has(operation)) return 'running';
  return endsTrial.has(operation) ? 'on-trial' : 'stopped';
}

type Arrange = (comfyui: ComfyScene) => Promise<Scene>;

/** Calls rows by each of their methods, and wants to see a change each time: what is proven below could else be proven of a dead door. */
async function expectChanges(
  chosen: readonly ChangingRow[],
  arrange: Arrange,
  call: (scene: Scene, attempt: Attempt) => Promise<unknown>,
): Promise<void> {
  for (const row of chosen) {
    for (const method of row.methods) {
      const scene = await arrange(sceneFor(row.operation));
      const [attempt] = attemptsOf([row], scene, method);
      if (attempt === undefined) continue;
      await call(scene, attempt);
      const changes = async () => differences(scene.picture, await takePicture(scene.world));
      await expect.poll(changes, { message: `${method} ${attempt.target}`, intervals: [50] }).not.toEqual([]);
    }
  }
}

async function callFromPage(page: Page, { method, target, body }: Attempt): Promise<void> {
  const headers: Record<string, string> = body === null ? {} : { 'content-type': 'application/json' };
  await page.evaluate(
    async ([path, init]) => {
      await fetch(path, init);
    },
    [target, { method, body, headers }] as const,
  );
}

test('the control case: our own page changes the rows', async ({ world, served, attackBrowser }) => {
  test.skip(attackBrowser === null, noChromium);
  if (attackBrowser === null) return;
  test.setTimeout(900_000);
  await withContext(attackBrowser, async (context) => {
    const page = await context.newPage();
    await page.goto(`${served.api}/healthz`);
    const arrange: Arrange = (comfyui) => arrangeScene({ world, api: served.api }, comfyui);
    // Whether a row can be changed at all is seen below of each; here, that a page gets through where it may.
    await expectChanges(sampleRows(rows, 0), arrange, (_scene, attempt) => callFromPage(page, attempt));
  });
});

test('the control case: a script changes each row', async ({ world, served }) => {
  test.setTimeout(900_000);
  const arrange: Arrange = (comfyui) => arrangeScene({ world, api: served.api }, comfyui);
  await expectChanges(rows, arrange, ({ api }, { method, target, body }) =>
    send(api, { method, path: target, ...(body === null ? {} : { body }), headers: { 'user-agent': 'curl/8.5.0' } }),
  );
});
