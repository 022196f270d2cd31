import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/contract/errors';
import { speakAbout } from '../bridge';
import { followShown } from './installation/installation-switch';
import { installationQuery } from './installation/installation-queries';
import { queryClient } from './query-client';
import { createSharedWrite } from './shared-write';

/** A write whose end the test decides. */
function createPending(key: [string, string]) {
  const ends: { done: (output: string) => void; failed: (error: unknown) => void }[] = [];
  const onDone = vi.fn();
  const onFailed = vi.fn();
  const run = (_input: string) => new Promise<string>((done, failed) => ends.push({ done, failed }));
  return { write: createSharedWrite({ key, run, onDone, onFailed }), ends, onDone, onFailed };
}

function show(folder: string | null): void {
  const installation = folder === null ? null : { rootDir: folder };
  queryClient.setQueryData(installationQuery.queryKey, { installation } as never);
}

vi.hoisted(() => {
  // The place in the address is a part of what a switch forgets.
  const location = { hash: '', pathname: '/', search: '' };
  const history = { replaceState: () => undefined, pushState: () => undefined };
  const window = { location, history, addEventListener: () => undefined };
  for (const [name, value] of Object.entries({ window, location, history })) vi.stubGlobal(name, value);
});

beforeEach(() => {
  queryClient.clear();
  speakAbout(null);
  show('/one');
});
followShown();

describe('a shared write', () => {
  it('tells every place how it goes, and is over when what it leads to is done', async () => {
    const { write, ends, onDone } = createPending(['comfyui', 'a']);
    expect(write.read()).toMatchObject({ isPending: false, error: null });
    const ended = write.start('input');
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    expect(write.read()).toMatchObject({ isPending: true, input: 'input', error: null });
    onDone.mockImplementation(() => expect(write.read().isPending).toBe(true));
    ends[0]?.done('output');
    expect(await ended).toBe(true);
    expect(onDone).toHaveBeenCalledWith('output', 'input');
    expect(write.read()).toMatchObject({ isPending: false, output: 'output' });
  });

  it('keeps why it failed until it is begun anew or forgotten', async () => {
    const { write, ends, onFailed } = createPending(['comfyui', 'b']);
    const error = new AppError('policy-denied', 'no');
    const ended = write.start('first');
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    ends[0]?.failed(error);
    expect(await ended).toBe(false);
    expect(onFailed).toHaveBeenCalledWith(error, 'first');
    expect(write.read()).toMatchObject({ isPending: false, error });
    void write.start('second');
    expect(write.read()).toMatchObject({ error: null, input: 'second' });
    write.forget();
    expect(write.read()).toMatchObject({ isPending: false, input: undefined });
  });

  it('is about the newest: what an older one says is no news', async () => {
    const { write, ends, onDone } = createPending(['comfyui', 'c']);
    const older = write.start('older');
    const newer = write.start('newer');
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    ends[0]?.done('old');
    expect(await older).toBe(false);
    expect(write.read()).toMatchObject({ isPending: true, input: 'newer' });
    ends[1]?.done('new');
    expect(await newer).toBe(true);
    expect(onDone.mock.calls).toEqual([['new', 'newer']]);
  });

  it('is forgotten with its installation, and what comes of it later is no news, even back there', async () => {
    const { write, ends, onDone } = createPending(['comfyui', 'd']);
    const ended = write.start('input');
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    show('/two');
    expect(write.read().isPending).toBe(false);
    show('/one');
    ends[0]?.done('output');
    expect(await ended).toBe(false);
    expect(onDone).not.toHaveBeenCalled();
    expect(write.read()).toMatchObject({ isPending: false, output: undefined });
  });

  it('goes on over a switch where it is about no installation in particular', async () => {
    const { write, ends, onDone } = createPending(['installations', 'show']);
    const ended = write.start('/two');
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    show('/two');
    expect(write.read().isPending).toBe(true);
    ends[0]?.done('shown');
    expect(await ended).toBe(true);
    expect(onDone).toHaveBeenCalledOnce();
  });
});
