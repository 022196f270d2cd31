import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, test } from './app';
import { blockFolder } from './blocked-start';
import { launchApp, type LaunchedApp, type LaunchOptions } from './launch';
import { packRow } from './pack-row';
import { needsStandIn } from './stand-in';
import type { World } from './world/world';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
test.use({ worldOptions: { name: 'startup-cache', pythonTool: 'uv' } });

let userDataDir: string;
test.beforeAll(async () => {
  userDataDir = await mkdtemp(join(tmpdir(), 'cmd-startup-cache-'));
});
test.afterAll(() => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 }));

const rows = (page: Page) => page.getByTestId('pack-row');

async function preparedFile(name: string): Promise<string> {
  const dir = join(userDataDir, 'prepared');
  const [folder = ''] = await readdir(dir).catch(() => []);
  return join(dir, folder, name);
}

/** A run that looks at the packs and leaves what the next start is shown from. Answers how many rows there are. */
async function useOnce(world: World): Promise<string> {
  const launched = await launchApp({ world, userDataDir });
  try {
    await expect(rows(launched.page).first()).toBeVisible();
    for (const name of ['startup-cache.json', 'catalogue.table']) {
      await expect.poll(async () => existsSync(await preparedFile(name))).toBe(true);
    }
    return (await launched.page.getByTestId('row-count').textContent()) ?? '';
  } finally {
    await launched.close();
  }
}

/** Starts again and does `act` while the folder cannot be opened. */
async function startBlocked(options: LaunchOptions, act: (page: Page) => Promise<void>): Promise<LaunchedApp> {
  const blocked = await blockFolder(options.comfyuiFolder ?? options.world.comfyui.path);
  return launchApp({
    userDataDir,
    // Where it was left: going to a place would undo what `act` did there.
    startPlace: null,
    ...options,
    whileStarting: async (page) => {
      try {
        await act(page);
      } finally {
        await blocked.release();
      }
    },
  });
}

test('a second start shows its rows, takes keys and keeps a click before there is a core', async ({ world }) => {
  const count = await useOnce(world);
  const packFolder = join(world.comfyui.path, 'custom_nodes', 'prompt-garden');
  const launched = await startBlocked({ world }, async (page) => {
    await expect(rows(page).first()).toBeVisible();
    await expect(page.getByTestId('row-count')).toHaveText(count);
    await page.getByTestId('pack-search').pressSequentially('prompt gard');
    await expect(rows(page)).toHaveCount(1);
    await packRow(page, 'prompt-garden').getByTestId('pack-primary').click();
    await expect(packRow(page, 'prompt-garden')).toContainText('Checking packages…');
    // The core is away, and nobody was told otherwise.
    expect(existsSync(packFolder)).toBe(false);
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
  try {
    const { page } = launched;
    await expect(page.getByTestId('pack-search')).toHaveValue('prompt gard');
    await expect(packRow(page, 'prompt-garden')).toContainText('Installed');
    expect(existsSync(packFolder)).toBe(true);
  } finally {
    await launched.close();
  }
});

test('without network a second start shows the same rows', async ({ world }) => {
  const count = await useOnce(world);
  world.channel.faults.set('*', { kind: 'status', status: 503 });
  world.registry.apiFaults.set('*', { kind: 'status', status: 503 });
  try {
    const launched = await startBlocked({ world }, async (page) => {
      await expect(page.getByTestId('row-count')).toHaveText(count);
      await expect(rows(page).first()).toBeVisible();
    });
    try {
      await launched.page.getByTestId('pack-search').fill('tidy');
      await expect(packRow(launched.page, 'tidy-latents')).toBeVisible();
      await launched.page.getByTestId('pack-search').fill('');
      await expect(launched.page.getByTestId('row-count')).toHaveText(count);
    } finally {
      await launched.close();
    }
  } finally {
    world.channel.faults.clear();
    world.registry.apiFaults.clear();
  }
});

/** What can have become of the file since it was written. */
const damages: Record<string, (file: string) => Promise<void>> = {
  torn: (file) => truncate(file, 200),
  'of an older version': async (file) => {
    const view = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...view, format: 0 }));
  },
};

for (const [damage, make] of Object.entries(damages)) {
  test(`prepared rows that are ${damage} are not shown, and the core's come instead`, async ({ world }) => {
    const count = await useOnce(world);
    await make(await preparedFile('startup-cache.json'));
    const launched = await startBlocked({ world }, async (page) => {
      // The window has asked and was answered when it says that it waits.
      await expect(page.getByText('Opening', { exact: true })).toBeVisible();
      await expect(rows(page)).toHaveCount(0);
    });
    try {
      await expect(launched.page.getByTestId('row-count')).toHaveText(count);
      await expect(rows(launched.page).first()).toBeVisible();
    } finally {
      await launched.close();
    }
  });
}

test('a torn table behind sound first rows costs no row', async ({ world }) => {
  const count = await useOnce(world);
  await truncate(await preparedFile('catalogue.table'), 300);
  const launched = await launchApp({ world, userDataDir });
  try {
    await expect(launched.page.getByTestId('row-count')).toHaveText(count);
    await launched.page.getByTestId('pack-search').fill('tidy');
    await expect(packRow(launched.page, 'tidy-latents')).toBeVisible();
  } finally {
    await launched.close();
  }
});

test('the rows of one folder are never shown for another', async ({ world }) => {
  await useOnce(world);
  const other = join(world.root, 'other ComfyUI');
  await cp(world.comfyui.path, other, { recursive: true, verbatimSymlinks: true });
  const launched = await startBlocked({ world, comfyuiFolder: other }, async (page) => {
    await expect(page.getByText('Opening', { exact: true })).toBeVisible();
    await expect(rows(page)).toHaveCount(0);
    await expect(page.getByTestId('installation-switcher')).toHaveCount(0);
  });
  try {
    await expect(launched.page.getByTestId('installation-switcher')).toHaveAttribute('title', other);
    await expect(rows(launched.page).first()).toBeVisible();
  } finally {
    await launched.close();
  }
});
