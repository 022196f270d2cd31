import { addTask, installParams, runTask, startQueue } from './api';
import { expect } from './app';
import { inMain } from './in-main';
import { chinese, chooseLanguage, english, german } from './language-screen';
import { needsStandIn } from './stand-in';
import { answerDialogs } from './dialogs';
import { commandsOf, findRow, statusOf, test } from './tray-app';
import { createGate } from './world/wire';

test.skip(...needsStandIn('asks nothing of a running ComfyUI: a real one changes nothing'));
// A download that waits in the middle for as long as it is looked at has not stalled.
test.use({
  worldOptions: { name: 'language-tray', pythonTool: 'uv' },
  appSettings: { 'downloads.stallSeconds': '600' },
});
test.skip(process.platform !== 'linux', 'The session bus carries the tray on Linux only.');

test('tray, menus and questions speak the language of the window, live', async ({
  app,
  page,
  api,
  world,
  trayHost,
}) => {
  const item = await trayHost.item();
  await expect.poll(async () => commandsOf(await item.menu())).toContain('Pause queue');
  await chooseLanguage(page, german);
  const ours = [
    'ComfyUI Manager Desktop öffnen',
    'ComfyUI starten',
    'Ohne Custom Nodes starten (abgesicherter Modus)',
    'Warteschlange anhalten',
    'Beenden',
  ];
  const undoes = /^(Rückgängig|Updates)/u;
  await expect.poll(async () => commandsOf(await item.menu()).filter((label) => !undoes.test(label))).toEqual(ours);
  expect(statusOf(await item.menu())).toContain('nichts zu tun');
  const readMenuBar = () =>
    inMain(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []));
  await expect.poll(readMenuBar).toEqual(['&Datei', '&Bearbeiten', '&Ansicht', '&Fenster']);

  await runTask(api, { kind: 'install', params: installParams('tidy-latents', '1.0.0') });
  const undo = async () => findRow(await item.menu(), 'Rückgängig: ');
  await expect.poll(undo).toBe('Rückgängig: Tidy Latents installieren');

  const gate = createGate();
  world.registry.zipFaults.set('Demo-Upscaler', { kind: 'steps', until: [gate.until] });
  await addTask(api, { kind: 'install', params: installParams('Demo-Upscaler', '1.2.0') });
  await addTask(api, { kind: 'install', params: installParams('prompt-garden') });
  await startQueue(api);
  await expect.poll(async () => statusOf(await item.menu())).toMatch(/^Demo Upscaler wird installiert, \d+ %$/u);
  await expect.poll(async () => (await item.menu())[1]?.label).toBe('Herunterladen');
  const quitQuestion = await answerDialogs(app, 'Weiterlaufen lassen');
  await item.choose('Beenden');
  await expect.poll(async () => (await quitQuestion()).length).toBe(1);
  const [question] = await quitQuestion();
  expect(question?.focused).toBe('Weiterlaufen lassen');
  expect(question?.text).toContain('Laufendes abbrechen und beenden?');
  expect(question?.text).toContain('1 wartende Aufgabe ist beim nächsten Start wieder da.');

  await chooseLanguage(page, chinese);
  await expect.poll(async () => commandsOf(await item.menu())).toContain('打开 ComfyUI Manager Desktop');
  expect(commandsOf(await item.menu())).toEqual(expect.arrayContaining(['启动 ComfyUI', '暂停队列', '退出']));
  expect(statusOf(await item.menu())).toMatch(/^正在安装 Demo Upscaler \d+%$/u);
  await expect.poll(async () => (await item.menu())[1]?.label).toBe('正在下载');
  await expect.poll(readMenuBar).toEqual(['文件(&F)', '编辑(&E)', '查看(&V)', '窗口(&W)']);

  await chooseLanguage(page, english);
  await expect.poll(async () => commandsOf(await item.menu())).toContain('Open ComfyUI Manager Desktop');
  expect(statusOf(await item.menu())).toMatch(/^Installing Demo Upscaler \d+%$/u);
  await expect.poll(readMenuBar).toEqual(['&File', '&Edit', '&View', '&Window']);
  gate.open();
  world.registry.zipFaults.clear('Demo-Upscaler');
});
