import { describe, expect, it } from 'vitest';
import { createRebootRequest } from './reboot-request';

/** A request whose task ends when `endTask` is called. */
function open() {
  let release: () => void = () => undefined;
  const seen = { waits: 0, restarts: 0 };
  const request = createRebootRequest(
    () => {
      seen.waits += 1;
      return new Promise<void>((resolve) => (release = resolve));
    },
    () => {
      seen.restarts += 1;
      return Promise.resolve();
    },
  );
  const endTask = async () => {
    release();
    await new Promise((done) => setImmediate(done));
  };
  return { request, seen, endTask };
}

describe('a reboot request', () => {
  it('waits for the task, and several are one', async () => {
    const { request, seen, endTask } = open();
    request.ask();
    request.ask();
    expect(seen).toEqual({ waits: 1, restarts: 0 });
    await endTask();
    expect(seen).toEqual({ waits: 1, restarts: 1 });
  });

  it('can be taken back while it waits, and asked for again', async () => {
    const { request, seen, endTask } = open();
    request.ask();
    request.withdraw();
    await endTask();
    expect(seen.restarts).toBe(0);
    request.ask();
    request.withdraw();
    request.ask();
    await endTask();
    expect(seen).toEqual({ waits: 2, restarts: 1 });
  });

  it('asked for again after it was carried out is a new one', async () => {
    const { request, seen, endTask } = open();
    for (let round = 0; round < 2; round += 1) {
      request.ask();
      await endTask();
    }
    expect(seen).toEqual({ waits: 2, restarts: 2 });
  });
});
