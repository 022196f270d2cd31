import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitOf, openCodePlace, startCodeRun, type CodePlace } from './test-comfy-code';

let place: CodePlace;
// Its only branch is `main`: nothing here may rest on a branch of another name.
beforeEach(async () => {
  place = await openCodePlace();
});
afterEach(() => place.remove());

const update = (params: { is_stable?: boolean; target_version?: string } = {}) =>
  place.code.update(params, startCodeRun(place));

describe('a stable update', () => {
  it('needs no branch of a certain name, and leaves what is newest already where it is', async () => {
    expect(await update()).toMatchObject({ status: 'done', message: expect.stringContaining('v0.3.10') });
    const there = await place.picture();
    expect(there['head']).toBe(await place.git('rev-parse', 'v0.3.10'));
    expect(await update()).toMatchObject({ status: 'done', message: expect.stringContaining('already at v0.3.10') });
    expect(await place.picture()).toEqual(there);
  });

  it('reaches a release that was published a moment ago', async () => {
    const commit = await place.publish([commitOf('four', {}, ['v0.4.0'])]);
    expect(await update()).toMatchObject({ status: 'done', message: expect.stringContaining('v0.4.0') });
    expect(place.code.current().commit).toBe(commit);
  });

  it('fails without a network, and moves nothing', async () => {
    await place.goOffline();
    const before = await place.picture();
    await expect(update()).rejects.toMatchObject({ code: 'git-failed', remedy: expect.stringMatching(/\S/) });
    await expect(update({ is_stable: false })).rejects.toMatchObject({ code: 'git-failed' });
    expect(await place.picture()).toEqual(before);
  });
});
