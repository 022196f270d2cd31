import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { BrowserWindow } from 'electron';
import { afterEach, expect, it, vi } from 'vitest';
import { silentLogger } from '../../src/base/log';
import { closeHiddenPage } from './hidden-page';

const fiveMinutes = 5 * 60_000;

afterEach(() => vi.useRealTimers());

it('asks again for the page that was hidden before it had come back', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // A process in place of that of a page.
  const page = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
  const listeners: Record<'started' | 'unseen', () => void> = { started: () => undefined, unseen: () => undefined };
  const ask = vi.fn();
  let isVisible = true;
  const window = Object.assign(new EventEmitter(), {
    ...{ isVisible: () => isVisible, isDestroyed: () => false },
    webContents: { reload: vi.fn(), getOSProcessId: () => page.pid ?? 0 },
  });
  const { takeEnd } = closeHiddenPage({
    window: window as unknown as BrowserWindow,
    ...{ ask, isBusy: () => false, log: silentLogger },
    channels: {
      onStarted: (listener) => {
        listeners.started = listener;
      },
      onUnseen: (listener) => {
        listeners.unseen = listener;
      },
      isCalled: () => false,
    },
  });
  const turn = (to: 'show' | 'hide') => {
    isVisible = to === 'show';
    window.emit(to);
  };

  turn('hide');
  vi.advanceTimersByTime(fiveMinutes);
  expect(ask).toHaveBeenCalledTimes(1);
  listeners.unseen();
  await once(page, 'exit');
  expect(takeEnd()).toBe(true);
  turn('show');
  expect(window.webContents.reload).toHaveBeenCalledTimes(1);
  turn('hide');
  // A busy machine: the page is not there yet when its minutes are over.
  vi.advanceTimersByTime(fiveMinutes);
  listeners.started();
  vi.advanceTimersByTime(fiveMinutes);
  expect(ask).toHaveBeenCalledTimes(2);
});
