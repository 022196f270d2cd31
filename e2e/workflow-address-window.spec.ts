import type { Page } from 'playwright';
import { expect, test } from './app';
import { judgeEverywhere } from './judge';
import { clearModels } from './model-tasks';
import { watchBrowser } from './opened-links';
import { needsStandIn } from './stand-in';
import { graph, node, paste } from './workflow-files';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'workflow-address', pythonTool: 'uv' }, appFor: 'file' });

const placeOf = (page: Page) => page.getByTestId('workflow-place');
const modelOf = (page: Page, name: string) => page.getByTestId('workflow-model').filter({ hasText: name });

/** A workflow somewhere on the web, as its host gives it. */
function publish(world: World, name: string, text: string): string {
  world.models.publish({ org: 'somebody', repo: 'flows', file: name, sizeBytes: 0 }, Buffer.from(text));
  return `${world.models.url}/somebody/flows/resolve/main/${name}`;
}

async function openAddress(page: Page, address: string): Promise<void> {
  await page.getByTestId('place-workflow').click();
  await page.getByTestId('workflow-address').fill(address);
  await page.getByTestId('workflow-address').press('Enter');
}

test('a workflow is fetched from its address, typed or pasted', async ({ app, page, world }) => {
  await page.getByTestId('place-workflow').click();
  await expect(page.getByTestId('workflow-empty')).toContainText('Which packs and models does a workflow need?');
  await judgeEverywhere(app, page, 'no workflow yet');
  const address = publish(world, 'portrait.json', graph([node('PromptGardenGrow')]));
  await openAddress(page, address);
  await expect(placeOf(page)).toContainText('What portrait.json needs');
  await expect(placeOf(page)).toContainText(address);
  await expect(page.locator('[data-testid="workflow-pack"][data-key="prompt-garden"]')).toBeVisible();

  await page.getByTestId('place-home').click();
  await paste(page, publish(world, 'landscape.json', graph([node('TidyLatentSort')])));
  await expect(placeOf(page)).toContainText('What landscape.json needs');
});

test('nothing is fetched from the own network, over http, or without end', async ({ app, page, world }) => {
  await openAddress(page, publish(world, 'kept.json', graph([node('KeptNode')])));
  await expect(placeOf(page)).toContainText('KeptNode');
  const none = page.getByTestId('no-workflow');
  const inside = 'belongs to this machine or to a private network';
  const refused: readonly (readonly [string, string])[] = [
    ['https://127.0.0.1/flow.json', inside],
    ['https://[::1]/flow.json', inside],
    ['https://[::ffff:192.168.1.1]/flow.json', inside],
    ['https://0x7f.1/flow.json', inside],
    ['https://2130706433/flow.json', inside],
    ['https://localhost/flow.json', inside],
    ['https://169.254.169.254/latest/meta-data', inside],
    [`${world.models.url.replace('127.0.0.1', '127.0.0.2')}/flow.json`, 'is not an https address'],
    ['http://example.org/flow.json', 'is not an https address'],
  ];
  for (const [address, words] of refused) {
    await openAddress(page, address);
    await expect(none, address).toContainText(words);
    await none.getByRole('button', { name: 'Dismiss' }).click();
  }
  world.models.answerWith('/somebody/inside.json', ({ response }) => {
    response.writeHead(302, { location: 'https://10.0.0.1/secret.json' }).end();
  });
  world.models.answerWith('/somebody/endless.json', ({ response }) => {
    response.writeHead(200, { 'content-length': 40 * 1024 * 1024 });
    response.write(Buffer.alloc(33 * 1024 * 1024));
  });
  await openAddress(page, `${world.models.url}/somebody/inside.json`);
  await expect(none).toContainText(inside);
  await openAddress(page, `${world.models.url}/somebody/endless.json`);
  await expect(none).toContainText('is longer than 32 MiB');
  await judgeEverywhere(app, page, 'a workflow that could not be fetched');
  // What was open before still is.
  await expect(placeOf(page)).toContainText('KeptNode');
  await page.getByTestId('workflow-address').fill('somewhere');
  await page.getByTestId('workflow-address').press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'This is not a web address' })).toBeVisible();
});

test('models say their size and folder, and one that asks for an account leads to its page', async ({
  app,
  page,
  world,
}) => {
  await clearModels(world);
  world.models.requireToken('tiny_vae.safetensors', 'a token that nobody gave');
  const hub = 'https://huggingface.co/demo-weights';
  const models = [
    { name: 'tiny_vae.safetensors', url: `${hub}/tiny-vae/resolve/main/tiny_vae.safetensors`, directory: 'vae' },
    { name: 'strange.safetensors', url: 'https://example.org/strange.safetensors', directory: 'loras' },
  ];
  const opened = await watchBrowser(app);
  await paste(
    page,
    graph([
      node('LoraLoader', {}, { widgets_values: ['tiny_lora.safetensors', 1] }),
      node('VAELoader', { models }, { widgets_values: ['tiny_vae.safetensors'] }),
    ]),
  );
  await expect(modelOf(page, 'tiny_lora')).toContainText('120 kB');
  await expect(modelOf(page, 'tiny_lora')).toContainText('loras');
  await expect(page.getByTestId('workflow-go')).toHaveText('Download 1');
  await expect(modelOf(page, 'strange').getByRole('checkbox')).not.toBeChecked();
  await expect(modelOf(page, 'strange')).toContainText('From example.org, as the workflow says');
  const gated = modelOf(page, 'tiny_vae');
  await expect(gated.getByTestId('workflow-gate')).toContainText('accounts that accepted its terms');
  await expect(gated.getByRole('checkbox')).toBeDisabled();
  await judgeEverywhere(app, page, 'a workflow with a model that asks for an account');
  await gated.getByRole('button', { name: 'Open its page' }).click();
  await expect.poll(opened).toEqual([`${world.models.url}/demo-weights/tiny-vae`]);
  // Nobody but the hub was asked about a model.
  await page.getByTestId('workflow-go').click();
  await expect(modelOf(page, 'tiny_lora')).toHaveAttribute('data-state', 'present');
});
