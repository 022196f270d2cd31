import { join } from 'node:path';
import { expect, test } from './app';
import { addTask, ask, installParams, runTask, startQueue, waitForTask, type FinishedTask } from './api';
import { needsStandIn } from './stand-in';
import { readTree, type Tree } from './tree';
import { listPackages, sitePackagesOf } from './world/python-env';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'failures', pythonTool: 'uv' }, appSettings: { 'downloads.stallSeconds': '2' } });

/** Everything a task may touch: packs (enabled, disabled), our staging and trash, and the Python packages. */
async function readState(
  world: World,
): Promise<{ packs: Tree; stagedTree: Tree; packages: string[]; packageFiles: Tree }> {
  const desktopDir = join(world.comfyui.userDir, '__manager', 'desktop');
  return {
    packs: await readTree(world.comfyui.customNodesDir),
    // `packages` holds second names of what is installed, for the way back of the next change as well (decision 29).
    // Documents of ours are no matter here, and the file that becomes one of them is there for a moment; nor are the folders of what is only known of packs.
    stagedTree: await readTree(
      desktopDir,
      /^(task-logs|(packages|pack-details|pack-files)(\/|$)|.*\.(jsonl|json)(\.\d+)?$)/,
    ),
    packages: await listPackages(world.comfyui.venvDir),
    packageFiles: await readTree(await sitePackagesOf(world.comfyui.venvDir), /^pip(\/|$)/),
  };
}

interface Failure {
  what: string;
  prepare(world: World): void;
  params: Record<string, unknown>;
  code: string;
  /** Words that a person needs to see. */
  words: RegExp;
}

const zip = (kind: Parameters<World['registry']['replaceZip']>[2]) => (world: World) => {
  world.registry.replaceZip('sampler-kit-demo', '1.2.0', kind);
};
const upscaler = installParams('sampler-kit-demo', '1.2.0');
const lantern = installParams('ComfyUI-Paper-Lantern', 'nightly', {
  repository: 'https://github.com/adaquill/ComfyUI-Paper-Lantern',
});

const failures: Failure[] = [
  {
    what: 'the download is missing (404)',
    prepare: (world) => {
      world.registry.zipFaults.set('sampler-kit-demo', { kind: 'status', status: 404 });
    },
    params: upscaler,
    code: 'download-failed',
    words: /404/,
  },
  {
    what: 'the version does not exist',
    prepare: () => undefined,
    params: installParams('sampler-kit-demo', '9.9.9'),
    code: 'version-not-found',
    words: /9\.9\.9/,
  },
  {
    what: 'the pack does not exist',
    prepare: () => undefined,
    params: installParams('nobody-made-this', 'latest'),
    code: 'pack-not-found',
    words: /nobody-made-this/,
  },
  {
    what: 'the archive is damaged',
    prepare: (world) => {
      world.registry.zipFaults.set('sampler-kit-demo', { kind: 'corrupt' });
    },
    params: upscaler,
    code: 'archive-invalid',
    words: /archive|zip/i,
  },
  {
    what: 'the archive is cut short by its server',
    prepare: (world) => {
      world.registry.zipFaults.set('sampler-kit-demo', { kind: 'truncate', bytes: 200 });
    },
    params: upscaler,
    code: 'archive-invalid',
    words: /archive|zip/i,
  },
  {
    what: 'the connection is cut',
    prepare: (world) => {
      world.registry.zipFaults.set('sampler-kit-demo', { kind: 'cut', afterBytes: 200 });
    },
    params: upscaler,
    code: 'download-failed',
    words: /connection|cut|ended/i,
  },
  {
    what: 'the download stalls',
    prepare: (world) => {
      world.registry.zipFaults.set('sampler-kit-demo', { kind: 'stall', afterBytes: 200 });
    },
    params: upscaler,
    code: 'download-stalled',
    words: /\d s/,
  },
  {
    what: 'an error page comes instead of the archive',
    prepare: (world) => {
      world.registry.zipFaults.set('sampler-kit-demo', { kind: 'error-page' });
    },
    params: upscaler,
    code: 'download-failed',
    words: /page/i,
  },
  {
    what: 'the archive holds ../',
    prepare: zip('parent-path'),
    params: upscaler,
    code: 'archive-unsafe',
    words: /\.\./,
  },
  {
    what: 'the archive holds an absolute name',
    prepare: zip('absolute-path'),
    params: upscaler,
    code: 'archive-unsafe',
    words: /absolute/i,
  },
  {
    what: 'the archive holds a drive letter',
    prepare: zip('drive-letter'),
    params: upscaler,
    code: 'archive-unsafe',
    words: /drive|absolute/i,
  },
  {
    what: 'the archive holds a link',
    prepare: zip('symlink'),
    params: upscaler,
    code: 'archive-unsafe',
    words: /link/i,
  },
  {
    what: 'the archive holds a device name',
    prepare: zip('device-name'),
    params: upscaler,
    code: 'archive-unsafe',
    words: /device/i,
  },
  {
    what: 'a few kilobytes unpack to 2 GB',
    prepare: zip('bomb'),
    params: upscaler,
    code: 'archive-too-large',
    words: /GiB|GB|MiB|times/,
  },
  {
    what: 'an entry unpacks to more than it says',
    prepare: zip('bomb-lying'),
    params: upscaler,
    code: 'archive-unsafe',
    words: /archive|zip|entry/i,
  },
  {
    what: 'the clone is refused',
    prepare: (world) => {
      world.git.fault('adaquill', 'ComfyUI-Paper-Lantern', { kind: 'status', status: 403 });
    },
    params: lantern,
    code: 'git-failed',
    words: /refused|403|forbidden/i,
  },
  {
    what: 'the repository is gone',
    prepare: (world) => {
      world.git.fault('adaquill', 'ComfyUI-Paper-Lantern', { kind: 'status', status: 404 });
    },
    params: lantern,
    code: 'git-failed',
    words: /not found|404/i,
  },
  {
    what: 'two requirements conflict',
    prepare: () => undefined,
    params: installParams('two-minds'),
    code: 'requirements-conflict',
    words: /numpy|conflict/i,
  },
  {
    what: 'a requirement is on no index',
    prepare: () => undefined,
    params: installParams('absent-requirement'),
    code: 'requirements-failed',
    words: /nowhere-dep/,
  },
  {
    what: 'a requirement is a damaged wheel',
    prepare: () => undefined,
    params: installParams('broken-requirement'),
    code: 'requirements-failed',
    words: /brokenwheel/,
  },
  {
    what: 'install.py fails',
    prepare: () => undefined,
    params: installParams('install-breaks'),
    code: 'install-script-failed',
    words: /no compiler found|code 3/,
  },
  {
    what: 'the version was banned',
    prepare: () => undefined,
    params: installParams('watched-pack', '1.2.0'),
    code: 'version-not-found',
    words: /banned|403|withdrawn/i,
  },
];

test.describe('a failed install leaves the previous state and says why', () => {
  for (const failure of failures) {
    test(failure.what, async ({ world, host }) => {
      failure.prepare(world);
      const before = await readState(world);
      const started = Date.now();
      const task = await runTask(host.api, { kind: 'install', params: failure.params });
      expect(task.outcome, task.result).toMatchObject({ status: 'failed', error: { code: failure.code } });
      expect(task.result).toMatch(failure.words);
      expect(task.outcome.error?.remedy ?? '', 'every failure says what to do').not.toBe('');
      expect(Date.now() - started, 'within the stall limit').toBeLessThan(20_000);
      expect(await readState(world)).toEqual(before);
    });
  }

  test('a failed update leaves the old version working', async ({ world, host }) => {
    const { api } = host;
    const installed = await runTask(api, { kind: 'install', params: installParams('sampler-kit-demo', '1.0.0') });
    expect(installed.result).toBe('success');
    const before = await readState(world);
    world.registry.replaceZip('sampler-kit-demo', '1.2.0', 'parent-path');
    const task = await runTask(api, { kind: 'update', params: { node_name: 'sampler-kit-demo' } });
    expect(task.outcome).toMatchObject({ status: 'failed', error: { code: 'archive-unsafe' } });
    expect(await readState(world)).toEqual(before);
    world.registry.replaceZip('sampler-kit-demo', '1.2.0', null);
    expect((await runTask(api, { kind: 'uninstall', params: { node_name: 'sampler-kit-demo' } })).result).toBe(
      'success',
    );
  });
});

test.describe('a cancelled install leaves no trace', () => {
  const cancels: {
    what: string;
    prepare(world: World): void;
    params: Record<string, unknown>;
    /** Whether the host has been asked for what it then withholds. */
    isUnderWay(world: World): boolean;
  }[] = [
    {
      what: 'while downloading',
      prepare: (world) => {
        world.registry.zipFaults.set('sampler-kit-demo', { kind: 'slow', bytesPerSecond: 100 });
      },
      params: upscaler,
      isUnderWay: ({ registry }) => registry.requests().some(({ path }) => path.startsWith('/cdn/')),
    },
    {
      what: 'while cloning',
      prepare: (world) => {
        world.git.fault('adaquill', 'ComfyUI-Paper-Lantern', { kind: 'hang' });
      },
      params: lantern,
      isUnderWay: ({ git }) => git.requests().some(({ path }) => path.includes('ComfyUI-Paper-Lantern')),
    },
  ];
  for (const cancel of cancels) {
    test(cancel.what, async ({ world, host }) => {
      const { api } = host;
      cancel.prepare(world);
      const before = await readState(world);
      world.registry.forgetRequests();
      world.git.forgetRequests();
      const uiId = await addTask(api, { kind: 'install', params: cancel.params });
      await startQueue(api);
      await expect.poll(() => cancel.isUnderWay(world)).toBe(true);
      const answer = await ask(`${api}/v2/manager/queue/cancel`, { ui_id: uiId });
      expect(answer.status).toBe(200);
      const task: FinishedTask = await waitForTask(api, uiId, 10_000);
      expect(task.status.status_str).toBe('skipped');
      expect(await readState(world)).toEqual(before);
    });
  }
});

test.afterEach(({ world }) => {
  world.registry.zipFaults.clear();
  world.registry.apiFaults.clear();
  world.registry.replaceZip('sampler-kit-demo', '1.2.0', null);
  world.git.clearFaults();
});
