import type { ElectronApplication, Page } from 'playwright';
import { inMain } from '../in-main';

// What code that got into the window's page would try.

/** What became of code and addresses of others. */
export function tryForeignCode(page: Page, address: string) {
  return page.evaluate(async (foreign) => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    document.addEventListener('securitypolicyviolation', (event) => heard.push(event.effectiveDirective));
    const add = (tag: string, fields: Record<string, string>) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(fields)) element.setAttribute(name, value);
      document.body.append(element);
      return element;
    };
    const inline = add('script', {});
    inline.textContent = 'globalThis.owned = 1';
    add('script', { src: foreign });
    add('img', { src: foreign });
    add('iframe', { src: foreign });
    add('object', { data: foreign });
    add('link', { rel: 'stylesheet', href: foreign });
    // From an event of the page: what the debugger itself calls may evaluate.
    const evaluated = await new Promise<string>((done) => {
      addEventListener(
        'message',
        () => {
          try {
            const run = globalThis.eval;
            done(String(run('1')));
          } catch {
            done('refused');
          }
        },
        { once: true },
      );
      postMessage('now', '*');
    });
    const asked = await fetch(foreign).then(
      () => 'fetched',
      () => 'refused',
    );
    return { evaluated, asked, owned: 'owned' in globalThis };
  }, address);
}

/** The parts of the page's policy that have refused something since then. */
export function readRefusals(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
}

/** Asks for every permission that a page can ask for. */
export function askForPermissions(page: Page) {
  return page.evaluate(async () => {
    const ask = (request: () => Promise<unknown>) =>
      request().then(
        () => 'given',
        () => 'refused',
      );
    return {
      camera: await ask(() => navigator.mediaDevices.getUserMedia({ video: true, audio: true })),
      screen: await ask(() => navigator.mediaDevices.getDisplayMedia({ video: true })),
      place: await ask(
        () =>
          new Promise((done, fail) => {
            navigator.geolocation.getCurrentPosition(done, fail);
          }),
      ),
      notes: await Notification.requestPermission(),
      clipboard: await ask(() => navigator.clipboard.readText()),
    };
  });
}

/** Tries to lead the window away, or to open another; whether one was opened. */
export function tryToLeave(page: Page, address: string): Promise<boolean> {
  return page.evaluate((url) => {
    const child = window.open(url);
    const link = document.createElement('a');
    link.href = url;
    document.body.append(link);
    link.click();
    link.remove();
    location.href = url;
    return child !== null;
  }, address);
}

/** What each window is allowed; null where Electron does not say. */
export function readPreferences(app: ElectronApplication): Promise<Record<string, unknown>[]> {
  return inMain(() =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        const own = webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
        const all = own.getLastWebPreferences();
        return Object.fromEntries(
          [
            'contextIsolation',
            'sandbox',
            'nodeIntegration',
            'webviewTag',
            'webSecurity',
            'allowRunningInsecureContent',
            'experimentalFeatures',
          ].map((name) => [name, all[name] ?? null]),
        );
      }),
    ),
  );
}

/** The answer to a call that a page of another origin makes by our preload. */
export function callFromStranger(app: ElectronApplication): Promise<{ ok: boolean }> {
  const call = () =>
    app.evaluate(async ({ BrowserWindow, app: electron }) => {
      const stranger = new BrowserWindow({
        show: false,
        webPreferences: { preload: `${electron.getAppPath()}/out/preload/preload.cjs`, sandbox: true },
      });
      try {
        await stranger.loadURL('data:text/html,<title>stranger</title>');
        const words =
          "bridge.call('queue.start', {}).then((reply) => reply, (error) => ({ ok: false, thrown: String(error) }))";
        return (await stranger.webContents.executeJavaScript(words)) as { ok: boolean };
      } finally {
        stranger.destroy();
      }
    });
  return inMain(call);
}
