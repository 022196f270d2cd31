import { expect, test } from './app';
import { getJson, runTask, writeConfig } from './api';
import { paramsOf, rowOf } from './model-tasks';

test.use({ worldOptions: { name: 'own-doors', pythonTool: 'pip' } });

test('neither a model nor a repository is fetched from the app itself', async ({ world, host: { api } }) => {
  await writeConfig(world, ['security_level = weak', 'allow_git_url_install = true']);
  const { port } = new URL(api);
  const listed = paramsOf(await rowOf(api, 'tiny-lora'));
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433']) {
    const url = `http://${host}:${port}/v2/manager/queue/reset`;
    const model = await runTask(api, { kind: 'install-model', params: { ...listed, url } });
    expect(model.result, host).toContain('this app itself');
    const about = { version: 'nightly', selected_version: 'nightly', mode: 'local', channel: 'default' };
    const params = { id: 'own', repository: `http://${host}:${port}/owner/own`, ...about };
    const pack = await runTask(api, { kind: 'install', params });
    expect(pack.result, host).toContain('this app itself');
  }
  expect(Object.keys(await getJson<Record<string, unknown>>(`${api}/v2/customnode/installed`))).not.toContain('own');
});
