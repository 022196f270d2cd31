import { create } from 'zustand';
import { type AppError, toAppError } from '../../../src/contract/errors';
import { call } from '../../bridge';

interface LogStore {
  uiId: string | null;
  /** Null while the first lines are read. */
  lines: readonly string[] | null;
  error: AppError | null;
}

/** The log of the one task that is being looked at. */
export const useLog = create<LogStore>(() => ({ uiId: null, lines: null, error: null }));

/** Reads the log of a task and follows it from there; null stops following. */
export async function openLog(uiId: string | null): Promise<void> {
  const isSame = useLog.getState().uiId === uiId;
  useLog.setState({ uiId, error: null, ...(isSame ? {} : { lines: null }) });
  if (uiId === null) return;
  try {
    const { lines } = await call('queue.log', { ui_id: uiId });
    if (useLog.getState().uiId === uiId) useLog.setState({ lines });
  } catch (thrown) {
    if (useLog.getState().uiId === uiId) useLog.setState({ error: toAppError(thrown) });
  }
}

/** Takes new lines in. Those that come before the first answer are part of that answer. */
export function acceptLogLines(uiId: string, added: readonly string[]): void {
  useLog.setState((state) =>
    state.uiId === uiId && state.lines !== null ? { lines: [...state.lines, ...added] } : state,
  );
}
