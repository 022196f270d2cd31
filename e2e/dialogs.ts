import type { ElectronApplication } from 'playwright';
import { inMain } from './in-main';

type Question = 'showOpenDialog' | 'showSaveDialog';

/** Each answer has a number: what is called in the main process may be called twice, and would else answer the next question as well. */
let answersGiven = 0;

/**
 * Answers one more question of that kind. Answers are given in their order, as a click that cancels may reach the system when the test has long given
 * the answer to the next one; the last one stays. No test can click these dialogs: Electron's own function is replaced in the running app.
 */
async function answer(app: ElectronApplication, question: Question, path: string | null): Promise<void> {
  const id = (answersGiven += 1);
  const replace = () =>
    app.evaluate(
      ({ dialog }, given) => {
        const name = `answers of ${given.question}`;
        const known = (Reflect.get(globalThis, name) ?? []) as { id: number; path: string | null; wasGiven: boolean }[];
        if (known.some((one) => one.id === given.id)) return;
        const answers = [...known.filter(({ wasGiven }) => !wasGiven), { ...given, wasGiven: false }];
        Reflect.set(globalThis, name, answers);
        Reflect.set(dialog, given.question, () => {
          const next = answers.find(({ wasGiven }) => !wasGiven) ?? answers.at(-1);
          if (next) next.wasGiven = true;
          const chosen = next?.path ?? null;
          const filePaths = chosen === null ? [] : [chosen];
          return Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '', filePaths });
        });
      },
      { id, question, path },
    );
  await inMain(replace);
}

/** Answers the next question of the system where to save a file; null: the person cancels. */
export const answerSaveDialog = (app: ElectronApplication, file: string | null): Promise<void> =>
  answer(app, 'showSaveDialog', file);

/** Answers the next question of the system for a folder or a file; null: the person cancels. */
export const answerFolderDialog = (app: ElectronApplication, folder: string | null): Promise<void> =>
  answer(app, 'showOpenDialog', folder);

/** A question as the app asked it, and the button that had the focus. */
export interface DialogQuestion {
  text: string;
  focused: string;
}

/** Answers every question of the app with the button of that name, the first of these that it has, and keeps what was asked. */
export async function answerDialogs(
  app: ElectronApplication,
  ...buttons: readonly string[]
): Promise<() => Promise<DialogQuestion[]>> {
  const replace = () =>
    app.evaluate(({ dialog }, wanted) => {
      const asked: { text: string; focused: string }[] = [];
      Object.assign(globalThis, { asked });
      Object.assign(dialog, {
        showMessageBox: (...args: { message: string; detail?: string; buttons: string[]; defaultId?: number }[]) => {
          const { message = '', detail = '', buttons: labels = [], defaultId = 0 } = { ...args.at(-1) };
          asked.push({ text: `${message}\n${detail}`, focused: labels[defaultId] ?? '' });
          const response = labels.indexOf(wanted.find((name) => labels.includes(name)) ?? '');
          return Promise.resolve({ response, checkboxChecked: false });
        },
      });
    }, buttons);
  await inMain(replace);
  return () => inMain(() => app.evaluate(() => (globalThis as unknown as { asked: DialogQuestion[] }).asked));
}
