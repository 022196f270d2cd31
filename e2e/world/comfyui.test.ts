import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { runProgram } from './python-env';
import { createWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await createWorld({ name: 'comfy', packs: 'demo' });
});

afterAll(() => world.stop());

function runComfy(...args: string[]) {
  const { path, python } = world.comfyui;
  return runProgram(python, ['main.py', '--cpu', ...args], { cwd: path, env: { ...process.env, ...world.env } });
}

describe('imports', () => {
  it('reports every pack, and the one that fails with its reason', async () => {
    const { code, output } = await runComfy('--quick-test-for-ci');
    const dir = world.comfyui.customNodesDir;
    expect(code).toBe(0);
    expect(output).toContain('\nImport times for custom nodes:\n');
    expect(output).toMatch(/^ {3}\d\.\d seconds: .+Demo-Upscaler$/m);
    expect(output).toContain(`seconds (IMPORT FAILED): ${join(dir, 'missing-module')}\n`);
    expect(output).toContain(`Cannot import ${join(dir, 'missing-module')} module for custom nodes: No module named`);
    expect(output).toContain('Traceback (most recent call last)');
    expect(output).toContain(`seconds: ${join(dir, 'lone_file_demo.py')}`);
    expect(output).toContain(`seconds: ${join(dir, 'my own nodes')}`);
    expect(output).not.toContain('quiet-tiles');
  });

  it('can leave packs out', async () => {
    const { output } = await runComfy(
      '--quick-test-for-ci',
      '--disable-all-custom-nodes',
      '--whitelist-custom-nodes',
      'Demo-Upscaler',
    );
    expect(output.match(/seconds/g)).toHaveLength(1);
    expect(output).toContain('Skipping velvet-masks due to disable_all_custom_nodes');
    expect((await runComfy('--quick-test-for-ci', '--disable-all-custom-nodes')).output).not.toContain('Import times');
  });

  it('imports packs of an extra paths file', async () => {
    const extra = join(world.root, 'extra place');
    await mkdir(join(extra, 'packs', 'from-outside'), { recursive: true });
    await writeFile(join(extra, 'packs', 'from-outside', '__init__.py'), 'NODE_CLASS_MAPPINGS = {}\n');
    const file = join(extra, 'paths.yaml');
    await writeFile(file, 'elsewhere:\n  base_path: .\n  custom_nodes: packs\n  loras: |\n    a\n    b\n');
    const { output } = await runComfy('--quick-test-for-ci', '--extra-model-paths-config', file);
    expect(output).toContain(`seconds: ${join(extra, 'packs', 'from-outside')}`);
  });

  it('imports a pack whose requirement is there, and not before', async () => {
    await world.comfyui.placeRegistryPack('tidy-latents', '1.2.0');
    expect((await runComfy('--quick-test-for-ci')).output).toMatch(/IMPORT FAILED\): .*tidy-latents/);
    const pip = ['-m', 'pip', 'install', '--index-url', world.index.indexUrl, 'tinydep'];
    await runProgram(world.comfyui.python, pip, { env: { ...process.env, ...world.env } });
    expect((await runComfy('--quick-test-for-ci')).output).toMatch(/seconds: .*tidy-latents/);
  });
});

describe('server', () => {
  let child: ChildProcess;
  let url = '';

  beforeAll(async () => {
    const { path, python } = world.comfyui;
    child = spawn(python, ['main.py', '--port', '0'], { cwd: path, env: { ...process.env, ...world.env } });
    for await (const line of createInterface({ input: child.stderr ?? process.stdin })) {
      url = /To see the GUI go to: (\S+)/.exec(line)?.[1] ?? '';
      if (url !== '') break;
    }
  });

  afterAll(async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  });

  it('answers the addresses a manager and the web UI use', async () => {
    const stats = (await (await fetch(`${url}/system_stats`)).json()) as { system: Record<string, unknown> };
    expect(stats.system).toMatchObject({ comfyui_version: '0.3.61', pytorch_version: '2.7.1' });
    expect(stats.system['argv']).toEqual(['main.py', '--port', '0']);
    const info = (await (await fetch(`${url}/api/object_info`)).json()) as Record<string, { python_module: string }>;
    expect(info['DemoUpscaleTiled']?.python_module).toBe('custom_nodes.Demo-Upscaler');
    expect(info['KSampler']?.python_module).toBe('nodes');
    expect(await (await fetch(url)).text()).toContain('ComfyUI');
    expect((await fetch(`${url}/%2e%2e/main.py`)).status).toBe(404);
    expect(await (await fetch(`${url}/features`)).json()).toHaveProperty('supports_preview_metadata');
  });

  it('greets a WebSocket with its sid', async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?clientId=abc`);
    const [first] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(first.toString())).toEqual({
      type: 'status',
      data: { status: { exec_info: { queue_remaining: 0 } }, sid: 'abc' },
    });
    socket.send(JSON.stringify({ type: 'feature_flags', data: {} }));
    const [second] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(second.toString())).toMatchObject({ type: 'feature_flags' });
    socket.close();
    await once(socket, 'close');
  });

  it('ends with the reason at a taken port, on Ctrl+C with code 0, and on SIGTERM there and then', async () => {
    const port = new URL(url).port;
    const second = await runComfy('--port', port);
    expect(second.code).toBe(1);
    expect(second.output).toContain(`error while attempting to bind on address ('127.0.0.1', ${port})`);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
    const { path, python } = world.comfyui;
    const third = spawn(python, ['main.py', '--port', '0'], { cwd: path, env: { ...process.env, ...world.env } });
    await once(createInterface({ input: third.stderr }), 'line');
    third.kill('SIGTERM');
    expect(await once(third, 'close')).toEqual([null, 'SIGTERM']);
  });
});
