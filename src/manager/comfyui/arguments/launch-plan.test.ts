import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from '../../../contract/installation';
import { AppSettings } from '../../../contract/settings';
import { planAddress, planLaunch } from './launch-plan';

const withArguments = (text: string, port = '8288') =>
  AppSettings.parse({ 'comfyui.port': port, 'comfyui.arguments': text });

describe('where ComfyUI answers', () => {
  it.each([
    ['', 'http://127.0.0.1:8288'],
    ['--port 9000', 'http://127.0.0.1:9000'],
    ['--listen', 'http://127.0.0.1:8288'],
    ['--listen 0.0.0.0,::', 'http://127.0.0.1:8288'],
    ['--listen localhost', 'http://127.0.0.1:8288'],
    ['--listen ::', 'http://[::1]:8288'],
    ['--listen fe80::1', 'http://[fe80::1]:8288'],
    ['--listen 192.168.1.5,127.0.0.1', 'http://192.168.1.5:8288'],
    ['--tls-keyfile k.pem --tls-certfile c.pem', 'https://127.0.0.1:8288'],
  ])('with the arguments %j is %s', (text, baseUrl) => {
    const address = planAddress(withArguments(text));
    expect(address.baseUrl).toBe(baseUrl);
    expect(address.port).toBe(Number(new URL(baseUrl).port));
    expect(address.hasOwnTls).toBe(baseUrl.startsWith('https'));
  });

  it.each(['--port', '--port abc', '--port 0', '--port 70000', '--port 1 2', '--port=x'])(
    'is not said by %j',
    (text) => {
      expect(() => planAddress(withArguments(text))).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    },
  );
});

describe('the port 0 of the settings', () => {
  it('is one that was not chosen yet, unless the arguments name one', () => {
    expect(planAddress(withArguments('', '0'))).toMatchObject({ port: 0 });
    expect(planAddress(withArguments('--port 9000', '0'))).toMatchObject({ port: 9000 });
    expect(() => planAddress(withArguments('--port 0', '0'))).toThrow(
      expect.objectContaining({ code: 'invalid-input' }),
    );
  });
});

describe('a launch plan', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'launch plan ünï-'));
    await mkdir(join(root, 'code'));
    await writeFile(join(root, 'code', 'main.py'), '');
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const installation = (extra: Partial<Installation> = {}): Installation => {
    const comfyDir = join(root, 'code');
    return {
      ...{ kind: 'folder', rootDir: comfyDir, comfyDir, baseDir: comfyDir, version: null, interpreter: null },
      ...{ customNodesDir: join(comfyDir, 'custom_nodes'), userDir: join(comfyDir, 'user') },
      ...extra,
    };
  };

  it('names the port, and lets what the person wrote come last', async () => {
    const plan = await planLaunch(installation(), withArguments('--cpu --output-directory "a b" --port 9000'));
    expect(plan).toMatchObject({
      argv: ['--port', '8288', '--cpu', '--output-directory', 'a b', '--port', '9000'],
      comfyDir: join(root, 'code'),
      pythonOptions: ['-u'],
      port: 9000,
      cliArguments: { port: 9000, cpu: true, output_directory: 'a b', listen: '127.0.0.1' },
    });
  });

  it('leaves custom nodes out when it is bare', async () => {
    const plan = await planLaunch(installation(), withArguments('--cpu'), { mode: 'bare' });
    expect(plan).toMatchObject({ mode: 'bare', argv: ['--port', '8288', '--cpu', '--disable-all-custom-nodes'] });
    expect((await planLaunch(installation(), withArguments('--cpu'))).mode).toBe('normal');
  });

  it('names the folders that ComfyUI would not find by itself', async () => {
    const baseDir = join(root, 'data');
    const apart = await planLaunch(installation({ baseDir, userDir: join(baseDir, 'user') }), withArguments(''));
    expect(apart.argv).toEqual(['--base-directory', baseDir, '--port', '8288']);
    const userDir = join(root, 'me');
    const own = await planLaunch(installation({ userDir }), withArguments(''));
    expect(own.argv).toEqual(['--user-directory', userDir, '--port', '8288']);
  });

  it('starts a portable build as its own script does', async () => {
    const { pythonOptions } = await planLaunch(installation({ kind: 'portable' }), withArguments(''));
    expect(pythonOptions).toEqual(['-s', '-u']);
  });

  it('is refused without a main.py, without code, and with arguments that cannot be read', async () => {
    const refusal = (one: Installation, text = '') =>
      planLaunch(one, withArguments(text)).catch((error: unknown) => error);
    const failed = { code: 'comfyui-start-failed', remedy: expect.stringMatching(/\S/) };
    expect(await refusal(installation({ comfyDir: null }))).toMatchObject(failed);
    expect(await refusal(installation({ comfyDir: root }))).toMatchObject({
      ...failed,
      message: expect.stringContaining(root),
    });
    expect(await refusal(installation(), '"')).toMatchObject({ code: 'invalid-input' });
  });
});
