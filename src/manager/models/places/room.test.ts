import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { withRoom } from './room';

it('keeps the room of a download that is under way: two that fit alone are not both begun, and the second may when the first has ended', async () => {
  const { bavail, bsize } = await statfs(tmpdir());
  const most = () => Math.floor(bavail * bsize * 0.7);
  await withRoom(tmpdir(), async (reserve) => {
    await reserve(most);
    await expect(withRoom(tmpdir(), (second) => second(most))).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('with the others that are under way') as string,
    });
  });
  await withRoom(tmpdir(), (reserve) => reserve(most));
});
