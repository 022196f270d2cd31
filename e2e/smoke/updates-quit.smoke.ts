import { builtVersion } from './update-versions';
import { expect, test } from './update-test';
import { fetchNewer, hashOf } from './updating-app';

test('a person who closes the app has the fetched version the next time, and it is not started for them', async ({
  feed,
  layOut,
  start,
}) => {
  feed.serve(builtVersion('1.0.0').folder);
  const scene = await layOut('0.9.0', { 'updates.atQuit': 'true' });
  const app = await start(scene);
  await fetchNewer(app);
  await app.closeWindow();
  await app.hasEnded();
  expect(await app.version()).toBeNull();
  expect(await hashOf(scene.program)).toBe(await hashOf(builtVersion('1.0.0').appImage));
  await app.startAgain();
  expect(await app.call('updates.read', {})).toMatchObject({ current: '1.0.0', news: { version: '1.0.0' } });
});

for (const [what, settings, close] of [
  ['where nobody asked for it', {}, 'window'],
  ['when a signal ends the app', { 'updates.atQuit': 'true' }, 'signal'],
] as const)
  test(`a quit installs nothing ${what}`, async ({ feed, layOut, start }) => {
    feed.serve(builtVersion('1.0.0').folder);
    const scene = await layOut('0.9.0', settings);
    const own = await hashOf(scene.program);
    const app = await start(scene);
    await fetchNewer(app);
    await (close === 'window' ? app.closeWindow() : app.terminate());
    await app.hasEnded();
    expect(await hashOf(scene.program)).toBe(own);
    await app.startAgain();
    expect(await app.version()).toBe('V0.9.0');
  });
