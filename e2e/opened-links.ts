import type { ElectronApplication } from 'playwright';
import { inMain } from './in-main';

/** Takes down which pages would be opened in the person's browser. */
export async function watchBrowser(app: ElectronApplication): Promise<() => Promise<string[]>> {
  const replace = () =>
    app.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = async (url) => void opened.push(url);
    });
  await inMain(replace);
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened));
}
