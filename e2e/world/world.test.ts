import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git } from './git-repos';
import { runProgram } from './python-env';
import { createWorld, type World } from './world';

let world: World;

beforeAll(async () => {
  world = await createWorld({ name: 'self' });
});

afterAll(() => world.stop());

function asUser(): NodeJS.ProcessEnv {
  return { ...process.env, ...world.env };
}

async function clone(owner: string, repo: string, name: string) {
  const folder = join(world.root, 'work', name);
  const rewrite = `url.${world.git.url}/.insteadOf=https://github.com/`;
  const args = ['-c', rewrite, 'clone', '--recurse-submodules', `https://github.com/${owner}/${repo}`, folder];
  return { folder, ...(await runProgram('git', args, { env: asUser() })) };
}

describe('git host', () => {
  it('serves a clone of a github.com address through insteadOf, submodule included', async () => {
    const { folder, code, output } = await clone('adaquill', 'ComfyUI-Nested-Boxes', 'größe ok');
    expect(output).not.toContain('fatal');
    expect(code).toBe(0);
    expect(await readdir(join(folder, 'vendor/box-shapes'))).toContain('shapes.py');
    expect(await git(['remote', 'get-url', 'origin'], { cwd: folder })).toBe(
      'https://github.com/adaquill/ComfyUI-Nested-Boxes',
    );
    expect(await git(['tag'], { cwd: folder })).toBe('v1.0.0\nv1.1.0\nv1.2.0');
  });

  it('gives the same hashes on every machine', async () => {
    expect(await world.git.hashOf('adaquill', 'Install-Note')).toMatchInlineSnapshot(
      `"e135e264c5bf73cb4bdd4b2c51895d316d4af5d1"`,
    );
  });

  it('adds commits and branches', async () => {
    const before = await world.git.hashOf('adaquill', 'Install-Note');
    const after = await world.git.commit('adaquill', 'Install-Note', {
      message: 'More',
      files: { 'more.txt': 'more\n' },
      date: '2025-11-01T00:00:00Z',
    });
    expect(await world.git.hashOf('adaquill', 'Install-Note', 'master~1')).toBe(before);
    const side = { message: 'Side', files: { 'side.txt': 'x' }, date: '2025-11-02T00:00:00Z', branch: 'side' };
    const sideHash = await world.git.commit('adaquill', 'Install-Note', side);
    const { folder } = await clone('adaquill', 'Install-Note', 'branches');
    expect(await git(['rev-parse', 'HEAD'], { cwd: folder })).toBe(after);
    expect(await git(['rev-parse', 'origin/side'], { cwd: folder })).toBe(sideHash);
  });

  it('is where the ComfyUI folder fetches from', async () => {
    const rewrite = `url.${world.git.url}/.insteadOf=https://github.com/`;
    await world.git.commit('comfyanonymous', 'ComfyUI', {
      message: 'x',
      files: { x: 'x' },
      date: '2025-11-03T00:00:00Z',
    });
    const fetched = await runProgram('git', ['-c', rewrite, 'fetch'], { cwd: world.comfyui.path, env: asUser() });
    expect(fetched.code).toBe(0);
    expect(await git(['rev-list', '--count', 'HEAD..origin/master'], { cwd: world.comfyui.path })).toBe('4');
  });

  it('answers raw files', async () => {
    const answer = await fetch(`${world.git.url}/adaquill/lone_file_demo/raw/master/lone_file_demo.py`);
    expect(await answer.text()).toContain('LoneFileNode');
    expect((await fetch(`${world.git.url}/adaquill/lone_file_demo/raw/master/no.py`)).status).toBe(404);
  });

  it('refuses and cuts on demand, and recovers', async () => {
    world.git.fault('adaquill', 'Demo-Upscaler', { kind: 'status', status: 403, body: 'no' });
    expect((await clone('adaquill', 'Demo-Upscaler', 'refused')).output).toContain('403');
    world.git.fault('adaquill', 'Demo-Upscaler', { kind: 'cut', afterBytes: 700 });
    const cut = await clone('adaquill', 'Demo-Upscaler', 'cut');
    expect(cut.code).not.toBe(0);
    world.git.clearFaults();
    expect((await clone('adaquill', 'Demo-Upscaler', 'well')).code).toBe(0);
    expect((await clone('adaquill', 'Not-There', 'none')).code).not.toBe(0);
  });
});

describe('Python', () => {
  it('has real pip, the preinstalled stand-ins, and installs from the index', async () => {
    const list = await runProgram(world.comfyui.python, ['-m', 'pip', 'list', '--format=json'], { env: asUser() });
    const versions = (JSON.parse(list.output) as { name: string; version: string }[]).map(
      (row) => `${row.name} ${row.version}`,
    );
    expect(versions).toEqual(expect.arrayContaining(['torch 2.7.1', 'numpy 1.26.4']));
    expect((await pip('install', 'tinydep')).output).toContain('Successfully installed tinydep-2.0');
    expect(
      (await pip('uninstall', '-y', 'tinydep', 'torchaudio')).output.match(/Successfully uninstalled/g),
    ).toHaveLength(2);
    expect((await pip('check')).output).toContain('No broken requirements');
  });

  it('has requirements that fail as they should', async () => {
    expect((await pip('install', '--dry-run', 'conflict-a', 'conflict-b')).output).toMatch(
      /conflict|ResolutionImpossible/,
    );
    expect((await pip('install', '--dry-run', 'brokenwheel')).code).not.toBe(0);
    expect((await pip('install', '--dry-run', 'nowhere-dep')).output).toContain('No matching distribution');
    world.index.faults.set('tinydep', { kind: 'status', status: 404 }, 1);
    expect((await fetch(`${world.index.indexUrl}tinydep/`)).status).toBe(404);
    expect((await fetch(`${world.index.indexUrl}tinydep/`)).status).toBe(200);
  });

  function pip(...args: string[]) {
    const index = args[0] === 'install' ? ['--index-url', world.index.indexUrl] : [];
    return runProgram(world.comfyui.python, ['-m', 'pip', ...args, ...index], { env: asUser() });
  }
});

describe('channel', () => {
  it('serves the six files with an ETag, and goes wrong on demand', async () => {
    const address = `${world.channel.url}/custom-node-list.json`;
    const answer = await fetch(address);
    const list = (await answer.json()) as { custom_nodes: { title: string }[] };
    expect(list.custom_nodes).toHaveLength(world.packs.length);
    const etag = answer.headers.get('etag') ?? '';
    expect((await fetch(address, { headers: { 'if-none-match': etag } })).status).toBe(304);
    world.channel.faults.set('*', { kind: 'status', status: 503 });
    expect((await fetch(`${world.channel.url}/extras.json`)).status).toBe(503);
    world.channel.faults.clear();
    world.channel.faults.set('extras.json', { kind: 'truncate', bytes: 9 }, 1);
    await expect((await fetch(`${world.channel.url}/extras.json`)).json()).rejects.toThrow();
    expect((await fetch(`${world.channel.url}/extras.json`)).status).toBe(200);
  });

  it('serves real files of a folder', async () => {
    const catalogueDir = join(world.root, 'catalogue');
    await mkdir(catalogueDir);
    await writeFile(join(catalogueDir, 'extras.json'), '{"favorites":["real"]}');
    const { startChannel } = await import('./channel-host');
    const { channelContent } = await import('./catalogue');
    const channel = await startChannel({ files: channelContent([]), catalogueDir });
    expect(await (await fetch(`${channel.url}/extras.json`)).json()).toEqual({ favorites: ['real'] });
    expect((await fetch(`${channel.url}/alter-list.json`)).status).toBe(404);
    await channel.stop();
  });
});

describe('the whole', () => {
  it('counts what was asked for', async () => {
    world.forgetRequests();
    await fetch(`${world.registry.url}/nodes/nobody`);
    expect(world.requests().map((request) => request.path)).toEqual(['/nodes/nobody']);
  });

  it('puts real uv into the environment, or says why not', async () => {
    const quick = await createWorld({ name: 'uv', pythonTool: 'uv' });
    const uv = join(dirname(quick.comfyui.python), 'uv');
    const ran = await runProgram(uv, ['--version']).catch(() => ({ output: 'no uv' }));
    const isThere = quick.notes.length === 0;
    expect(ran.output).toMatch(isThere ? /^uv \d+\./ : /no uv/);
    expect(quick.settings['python.tool']).toBe(isThere ? 'uv' : 'pip');
    await quick.stop();
  });

  it('ends at once while clients wait for silent hosts', async () => {
    const silent = await createWorld({ name: 'silent' });
    silent.git.fault('adaquill', 'Prompt-Garden', { kind: 'stall', afterBytes: 700 });
    silent.registry.apiFaults.set('*', { kind: 'hang' });
    const clone = runProgram('git', [
      'clone',
      `${silent.git.url}/adaquill/Prompt-Garden`,
      join(world.root, 'work', 'stalled'),
    ]);
    const call = fetch(`${silent.registry.url}/nodes`).then(
      () => 'answered',
      () => 'torn',
    );
    let isOver = false;
    void Promise.race([clone, call]).then(() => (isOver = true));
    const requestedPaths = () => silent.requests().map(({ path }) => path);
    const both = [expect.stringContaining('git-upload-pack'), '/nodes'];
    await expect.poll(requestedPaths).toEqual(expect.arrayContaining(both));
    // What comes later is answered by the same hosts; those two are not.
    expect((await fetch(`${silent.git.url}/adaquill/Sampler-Kit`)).status).toBeLessThan(500);
    expect(isOver).toBe(false);
    // Whoever waited for those two would wait for ever.
    await silent.stop();
    expect((await clone).code).not.toBe(0);
    expect(await call).toBe('torn');
  });

  it('comes up, is seeded, and leaves nothing', async () => {
    const other = await createWorld({ name: 'twin', comfyFolderName: 'plain' });
    const zip = (from: World) => from.registry.zipOf('tidy-latents', '1.2.0');
    expect((await zip(other)).equals(await zip(world))).toBe(true);
    expect(await git(['describe', '--tags'], { cwd: other.comfyui.path })).toBe('v0.3.61');
    expect(await git(['status', '--porcelain'], { cwd: other.comfyui.path })).toBe('');
    expect(await git(['rev-list', '--count', 'HEAD..origin/master'], { cwd: other.comfyui.path })).toBe('3');
    expect(await readFile(join(other.comfyui.path, 'comfyui_version.py'), 'utf8')).toContain('0.3.61');
    await other.stop();
    await other.stop();
    await expect(access(other.root)).rejects.toThrow('ENOENT');
    await expect(fetch(`${other.registry.url}/nodes`)).rejects.toThrow();
  });
});
