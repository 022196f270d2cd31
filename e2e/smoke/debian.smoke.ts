import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'playwright/test';
import { addTask, installParams, startQueue, waitForTask } from '../api';
import { readTree } from '../tree';
import { createWorld, type World } from '../world/world';
import { openDebian, putInto, whyNoDebian, type Debian } from './debian';
import { givenPackages, program } from './packages';
import { argumentsFor, startPackaged } from './packaged-app';
import { giveTo, type Person } from './person';
import { descendants } from './processes';

/** A person of the new system, with an empty home in it. */
const person: Person & { id: number } = { id: 1000, home: '/home/person' };
const place = `/opt/${program}`;
const helper = `${place}/chrome-sandbox`;

for (const { file } of givenPackages().filter(({ file: name }) => name.endsWith('.deb'))) {
  test.describe.serial(`${basename(file)} on a bare Debian 12`, () => {
    let reason: string | null = null;
    let world: World;
    let debian: Debian;
    const ends: (() => Promise<void>)[] = [];

    test.beforeAll(async () => {
      test.setTimeout(600_000);
      reason = await whyNoDebian();
      if (reason !== null) return;
      world = await createWorld({ pythonTool: 'pip', name: 'smoke' });
      ends.push(() => world.stop());
      debian = await openDebian([world.root]);
      ends.push(() => debian.leave());
    });
    test.beforeEach(() => test.skip(reason !== null, reason ?? ''));
    test.afterAll(async () => {
      for (const end of ends.reverse()) await end();
    });

    test('apt installs it with every library that it needs', async () => {
      test.setTimeout(600_000);
      await debian.run(['apt-get', 'update', '-qq']);
      await putInto(debian, file, '/tmp/app.deb');
      await debian.install(['/tmp/app.deb']);
      const libraries = await debian.run(['ldd', `${place}/${program}`]);
      expect(libraries.split('\n').filter((line) => line.includes('not found'))).toEqual([]);
      // What the package recommends, and a person who installs with apt's defaults has.
      await debian.install(['git', 'python3', 'python3-venv']);
      await debian.run(['useradd', '--create-home', '--uid', String(person.id), 'person']);
    });

    test('starts for a person where only the setuid sandbox works, and installs a pack', async () => {
      await giveTo(person, world.root);
      expect((await stat(join(debian.root, helper))).mode & 0o7777).toBe(0o4755);
      await expect(debian.run(['unshare', '--user', 'true'])).rejects.toThrow();
      const command = debian.enter([program], `${person.id}:${person.id}`);
      const app = await startPackaged({ command, person, args: argumentsFor(world), isInside: true });
      const pages = (await descendants(app.child.pid ?? 0)).filter(({ line }) => line.includes('--type=renderer'));
      expect(pages.map(({ status }) => status.get('Seccomp'))).toEqual(['2']);
      const { browser, page } = await app.openWindow();
      await expect(page.getByRole('heading').first()).toBeVisible();
      await browser.close();
      const uiId = await addTask(app.api, { kind: 'install', params: installParams('Demo-Upscaler') });
      await startQueue(app.api);
      expect((await waitForTask(app.api, uiId)).outcome).toMatchObject({ status: 'done' });
      expect(await app.end(), app.output()).toEqual({ code: 0, signal: null });
    });

    test('is removed by apt, and leaves packs, models and settings alone', async () => {
      const before = await readTree(world.comfyui.path);
      expect(Object.keys(before)).toContain('custom_nodes/Demo-Upscaler/.tracking');
      const home = await readTree(join(debian.root, person.home));
      await debian.run(['apt-get', 'purge', '-y', program]);
      await expect(stat(join(debian.root, place))).rejects.toThrow();
      expect(
        await debian.run(['sh', '-c', `find / -xdev -name '*${program}*' -not -path '/home/*' -not -path '/tmp/*'`]),
      ).toBe('');
      expect(await readTree(world.comfyui.path)).toEqual(before);
      expect(await readTree(join(debian.root, person.home))).toEqual(home);
    });
  });
}
