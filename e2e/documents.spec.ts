import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readInstalled, waitForTask } from './api';
import { expect, test } from './app';
import { needsStandIn } from './stand-in';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'documents', pythonTool: 'pip' } });

const run = promisify(execFile);
const page = readFileSync(join(resolve(import.meta.dirname, '..'), 'docs', 'api.md'), 'utf8');
/** What a person copies, block by block. The first says only what two names mean. */
const [names = '', ...blocks] = [...page.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, text = '']) => text);

/** As a person's shell does it, only that an answer that refuses ends the block. */
const asTyped = (block: string) =>
  `set -euo pipefail\ncurl() { command curl --noproxy '*' --silent --show-error --fail-with-body "$@"; echo; }\n${block}`;

test('the examples of the API work as they stand in its page, one after the other', async ({ host: { api } }) => {
  expect(names.split('\n').map((line) => line.split('=')[0])).toEqual(['API', 'PACK', '']);
  expect(blocks.length).toBeGreaterThan(4);
  const env = { ...process.env, API: api, PACK: 'tidy-latents' };
  const outputs: string[] = [];
  for (const block of blocks) {
    const { stdout } = await test.step(block.split('\n', 1)[0] ?? block, () =>
      run('bash', ['-c', asTyped(block)], { env }),
    );
    outputs.push(stdout);
    // A task that the block ordered ends before the next one asks for it.
    const ordered = /"ui_id": "(\w+)"/u.exec(block)?.[1];
    if (ordered === undefined) continue;
    const { outcome } = await waitForTask(api, ordered);
    expect(outcome, ordered).toMatchObject({ status: 'done' });
    const isThere = Object.values(await readInstalled(api)).some(({ cnr_id: id }) => id === 'tidy-latents');
    expect(isThere, `after task ${ordered}`).toBe(block.includes('"install"'));
  }
  const whole = outputs.join('\n');
  expect(whole).toContain('"tidy-latents"');
  expect(whole).toMatch(/"status_str":\s*"success"/u);
  expect(whole).toMatch(/"is_processing":/u);
});
