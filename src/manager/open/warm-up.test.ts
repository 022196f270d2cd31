import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEmitter } from '../../base/async/emitter';
import type { ComfyStatus } from '../../contract/comfyui/comfyui-status';
import { readPackagesSoon } from './warm-up';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const minuteMs = 60_000;

function open(state: ComfyStatus['state'], whenIdle = () => Promise.resolve()) {
  const changes = createEmitter<ComfyStatus>(() => undefined);
  let status = { state } as ComfyStatus;
  let reads = 0;
  const stop = readPackagesSoon(
    {
      python: { readAhead: () => Promise.resolve(void (reads += 1)) },
      comfy: { status: () => status, onChange: changes.on },
    },
    whenIdle,
  );
  const become = (next: ComfyStatus['state']) => {
    status = { state: next } as ComfyStatus;
    changes.emit(status);
  };
  return { stop, become, reads: () => reads };
}

it('reads once, a moment after the start', async () => {
  const { become, reads } = open('stopped');
  expect(reads()).toBe(0);
  await vi.advanceTimersByTimeAsync(minuteMs);
  become('running');
  await vi.advanceTimersByTimeAsync(minuteMs);
  expect(reads()).toBe(1);
});

it('waits until ComfyUI has started', async () => {
  const { become, reads } = open('starting');
  await vi.advanceTimersByTimeAsync(minuteMs);
  expect(reads()).toBe(0);
  become('running');
  await vi.advanceTimersByTimeAsync(minuteMs);
  expect(reads()).toBe(1);
});

it('waits for the end of what a person waits for, and reads nothing of a folder that was closed meanwhile', async () => {
  let becomeIdle: () => void = () => undefined;
  const idle = new Promise<void>((resolve) => (becomeIdle = resolve));
  const { stop, reads } = open('stopped', () => idle);
  await vi.advanceTimersByTimeAsync(minuteMs);
  expect(reads()).toBe(0);
  stop();
  becomeIdle();
  await vi.advanceTimersByTimeAsync(minuteMs);
  expect(reads()).toBe(0);
});
