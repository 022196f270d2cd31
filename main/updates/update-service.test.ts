import { expect, it } from 'vitest';
import { silentLogger } from '../../src/base/log';
import type { AppUpdatesView, AppVersionNotes, UpdateHindrance, UpdatesOff } from '../../src/contract/app/updates';
import { AppError } from '../../src/contract/errors';
import { AppSettings } from '../../src/contract/settings';
import type { UpdateMemory } from '../../src/host/store/stored-state';
import type { Updater } from './updater';
import { createUpdateService, type UpdateServiceOptions } from './update-service';

const newer = { version: '1.1.0', notes: 'new' };

interface World {
  found: AppVersionNotes | null;
  off: UpdatesOff | null;
  works: UpdateHindrance | null;
  failure: string | null;
  memory: UpdateMemory;
  views: AppUpdatesView[];
  done: string[];
  loaded: number;
}

/** A service on a feed in memory, with what happened to it. */
function scene(given: { settings?: Partial<Record<keyof AppSettings, unknown>>; memory?: Partial<UpdateMemory> } = {}) {
  const world: World = {
    ...{ found: newer, off: null, works: null, failure: null, views: [], done: [], loaded: 0 },
    memory: { installing: null, news: null, lookedMs: null, ...given.memory },
  };
  const answer = async <T>(what: string, value: T): Promise<T> => {
    world.done.push(what);
    if (world.failure !== null) throw new AppError('update-failed', world.failure, { remedy: 'Try again.' });
    return Promise.resolve(value);
  };
  const updater: Updater = {
    find: () => answer('find', world.found),
    download: (report) => {
      report(0.5);
      return answer('download', undefined);
    },
    exchange: (isRestart) => answer(isRestart ? 'restart' : 'exchange', undefined),
  };
  const options: UpdateServiceOptions = {
    current: '1.0.0',
    settings: AppSettings.parse(given.settings ?? {}),
    explainOff: () => Promise.resolve(world.off && { reason: world.off, place: null }),
    hindrance: () => world.works,
    loadUpdater: () => {
      world.loaded += 1;
      return Promise.resolve(updater);
    },
    memory: { read: () => world.memory, change: (change) => Object.assign(world.memory, change) },
    announce: (view) => world.views.push(view),
    leave: (exchange) => void exchange(),
    log: silentLogger,
  };
  return { world, options, service: createUpdateService(options) };
}

const stepOf = async ({ read }: { read: () => Promise<AppUpdatesView> }) => (await read()).step;

it('finds, downloads and installs, and tells each step', async () => {
  const { world, service } = scene();
  expect(await service.check()).toMatchObject({ step: 'available', offered: newer, problem: null });
  await service.download();
  await expect.poll(() => stepOf(service)).toBe('ready');
  expect(world.views.map(({ step, fraction }) => [step, fraction])).toContainEqual(['downloading', 0.5]);
  expect(await service.install()).toMatchObject({ step: 'installing' });
  await expect.poll(() => world.done).toEqual(['find', 'download', 'restart']);
  expect([world.memory.installing, world.loaded]).toEqual([newer, 1]);
});

it('takes nothing from a feed that is not newer, and loads nothing where it is off', async () => {
  const { world, service } = scene();
  world.found = { version: '0.9.0', notes: '' };
  expect(await service.check()).toMatchObject({ step: 'current', offered: null });
  const off = scene();
  off.world.off = 'offline';
  expect(await off.service.check()).toMatchObject({ step: 'idle', off: 'offline' });
  expect([off.world.loaded, off.world.done]).toEqual([0, []]);
});

it.each(['queue', 'comfyui'] as const)('never downloads nor installs while the %s works', async (works) => {
  const { world, service } = scene();
  await service.check();
  world.works = works;
  await service.download();
  await expect.poll(() => stepOf(service)).toBe('waiting');
  expect((await service.read()).waitsFor).toBe(works);
  world.works = null;
  service.noteWork(false);
  await expect.poll(() => stepOf(service)).toBe('ready');
  world.works = works;
  await expect(service.install()).rejects.toMatchObject({ code: 'update-refused' });
  expect(service.atQuit()).toBeNull();
  expect(world.done).toEqual(['find', 'download']);
});

it('says why a step failed, and can do it again', async () => {
  const { world, service } = scene();
  world.failure = 'The server did not answer.';
  expect(await service.check()).toMatchObject({ step: 'idle', problem: { error: 'The server did not answer.' } });
  world.failure = null;
  await service.check();
  world.failure = 'It was cut.';
  await service.download();
  await expect.poll(() => service.read()).toMatchObject({ step: 'available', problem: { error: 'It was cut.' } });
  world.failure = null;
  await service.download();
  await expect.poll(() => service.read()).toMatchObject({ step: 'ready', problem: null });
});

it('looks by itself once a day, and goes on as the settings say', async () => {
  const auto = scene();
  auto.service.goOn();
  await expect.poll(() => stepOf(auto.service)).toBe('ready');
  const shy = scene({ settings: { 'updates.download': 'false' } });
  shy.service.goOn();
  await expect.poll(() => stepOf(shy.service)).toBe('available');
  const today = scene({ memory: { lookedMs: Date.now() } });
  const never = scene({ settings: { 'updates.check': 'false' } });
  for (const { service } of [today, never]) {
    service.goOn();
    // Everything stands behind what was asked before it.
    expect(await service.check()).toMatchObject({ step: 'available' });
  }
  expect([today.world.done, never.world.done]).toEqual([['find'], ['find']]);
});

it('installs at a quit only when the person chose that', async () => {
  const chosen = scene({ settings: { 'updates.atQuit': 'true' } });
  const plain = scene();
  for (const { service } of [chosen, plain]) {
    service.goOn();
    await expect.poll(() => stepOf(service)).toBe('ready');
  }
  expect(plain.service.atQuit()).toBeNull();
  await chosen.service.atQuit()?.();
  expect(chosen.world.done.at(-1)).toBe('exchange');
});

it('tells once what a version brought, and when it was not installed', async () => {
  const there = scene({ memory: { installing: { version: '1.0.0', notes: 'brought' } } });
  expect(await there.service.read()).toMatchObject({ news: { notes: 'brought' }, problem: null });
  expect((await there.service.dismissNews()).news).toBeNull();
  expect(there.world.memory).toMatchObject({ installing: null, news: null });
  const missing = scene({ memory: { installing: newer } });
  expect((await missing.service.read()).problem?.message).toContain('1.1.0 was not installed');
  expect(missing.world.memory).toMatchObject({ installing: null, news: null });
});

it('forgets what it found when another place or channel counts', async () => {
  const { options, service } = scene();
  await service.check();
  options.settings['updates.channel'] = 'preview';
  expect(await service.read()).toMatchObject({ step: 'idle', offered: null });
});
