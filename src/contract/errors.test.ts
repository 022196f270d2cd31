import { expect, it } from 'vitest';
import { toAppError } from './errors';

it.each(['EIO', 'ENODEV', 'ESTALE'])('says in plain words that a disk was taken away (%s)', (code) => {
  const thrown = Object.assign(new Error(`${code}: i/o error, open`), { code, path: '/mnt/disk/ComfyUI/x' });
  const { code: told, message, remedy } = toAppError(thrown);
  expect([told, message]).toEqual(['folder-unreadable', expect.stringContaining('The disk of /mnt/disk/ComfyUI/x')]);
  expect(remedy).toContain('Connect the disk again');
});

it('calls what nobody expected a failure of the app', () => {
  for (const code of ['EINVAL', undefined])
    expect(toAppError(Object.assign(new Error('odd'), { code, path: '/x' })).code).toBe('internal');
  expect(toAppError(Object.assign(new Error('write EIO'), { code: 'EIO' })).code).toBe('internal');
});
