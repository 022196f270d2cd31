import type { ElectronApplication } from 'playwright';
import { inMain } from './in-main';

/** What a refused call answers; the form of `ErrorBody` in the contract. */
interface Refusal {
  code: string;
  message: string;
  remedy: string;
}

interface Rules {
  delayed: string[];
  refused: Record<string, Refusal>;
}

interface Channel {
  _invokeHandlers: Map<string, (event: unknown, call: { name: string }) => Promise<unknown>>;
  removeHandler(name: string): void;
  handle(name: string, answer: (event: unknown, call: { name: string }) => Promise<unknown>): void;
}

/**
 * Puts a wait, or a refusal, before the answers of some operations, until `letAllGo`. The window's bridge is frozen, so this happens in main,
 * around the app's own handler, which answers each delayed call for real when it is let go. For what the core answers from memory in
 * milliseconds: no slow disk makes that visible, and no cause in the world makes it fail.
 */
async function setRules(app: ElectronApplication, rules: Rules): Promise<void> {
  const apply = () =>
    app.evaluate(({ ipcMain }, next) => {
      const place = globalThis as unknown as { answerRules?: Rules; waiting?: (() => void)[] };
      const isWrapped = place.answerRules !== undefined;
      place.answerRules = next;
      for (const recheck of place.waiting?.splice(0) ?? []) recheck();
      if (isWrapped) return;
      const waiting: (() => void)[] = [];
      place.waiting = waiting;
      const channel = ipcMain as unknown as Channel;
      const answer = channel._invokeHandlers.get('operation');
      if (!answer) throw new Error('The window has no channel of operations.');
      channel.removeHandler('operation');
      channel.handle('operation', async (event, call) => {
        while (place.answerRules?.delayed.includes(call.name) === true)
          await new Promise<void>((recheck) => waiting.push(recheck));
        const refusal = place.answerRules?.refused[call.name];
        return refusal ? { ok: false, error: { error: refusal.message, ...refusal } } : answer(event, call);
      });
    }, rules);
  await inMain(apply);
}

/** Holds the answers of these operations back. */
export function delayAnswers(app: ElectronApplication, ...delayed: string[]): Promise<void> {
  return setRules(app, { delayed, refused: {} });
}

/** Refuses these operations. */
export function refuseAnswers(app: ElectronApplication, refused: Rules['refused']): Promise<void> {
  return setRules(app, { delayed: [], refused });
}

/** Every call is answered again, those that wait as well. */
export function letAllGo(app: ElectronApplication): Promise<void> {
  return setRules(app, { delayed: [], refused: {} });
}
