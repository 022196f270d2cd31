import type { ElectronApplication } from 'playwright';
import { inMain } from './in-main';

interface Channel {
  _invokeHandlers: Map<string, (event: unknown, call: { name: string }) => Promise<unknown>>;
  removeHandler(name: string): void;
  handle(name: string, answer: (event: unknown, call: { name: string }) => Promise<unknown>): void;
}

/** The names of the calls that the window makes from now on, each before it is answered by the app's own handler. The answer reads them. */
export async function recordCalls(app: ElectronApplication): Promise<() => Promise<string[]>> {
  await inMain(() =>
    app.evaluate(({ ipcMain }) => {
      const place = globalThis as unknown as { calls?: string[] };
      const isRecording = place.calls !== undefined;
      const calls = (place.calls = []) as string[];
      if (isRecording) return;
      const channel = ipcMain as unknown as Channel;
      const answer = channel._invokeHandlers.get('operation');
      if (!answer) throw new Error('The window has no channel of operations.');
      channel.removeHandler('operation');
      channel.handle('operation', (event, call) => {
        (place.calls ?? calls).push(call.name);
        return answer(event, call);
      });
    }),
  );
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { calls: string[] }).calls));
}
