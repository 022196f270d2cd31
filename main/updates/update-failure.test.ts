import { expect, it } from 'vitest';
import { AppError } from '../../src/contract/errors';
import { msg } from '../../src/contract/text/message';
import { updateFailed } from './update-failure';

it.each([
  [
    Object.assign(new Error('sha512 checksum mismatch, expected a, got b'), { code: 'ERR_CHECKSUM_MISMATCH' }),
    'not what was published',
  ],
  [
    Object.assign(new Error('Cannot find channel'), { code: 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND' }),
    'no list of versions',
  ],
  [new Error('net::ERR_CONNECTION_REFUSED'), 'did not answer'],
  [new Error('net::ERR_CONTENT_LENGTH_MISMATCH'), 'stopped in the middle'],
  [new Error('ETIMEDOUT after 60 s'), 'did not answer'],
  [new Error('net::ERR_CERT_DATE_INVALID'), 'could not prove who it is'],
  [new Error('ENOSPC: no space left on device, write'), 'disk is full'],
  [new Error('Something else.\n    at a page of XML'), 'Something else.'],
  ['a text', 'a text'],
])('%s: %s', (thrown, words) => {
  const { message, remedy, code } = updateFailed(msg`It was not done`, thrown);
  expect([code, message.startsWith('It was not done: '), message.includes(words), message.includes('XML')]).toEqual([
    'update-failed',
    true,
    true,
    false,
  ]);
  expect(remedy).not.toBe('');
});

it('keeps its sentences in parts, which a window says in its own language', () => {
  const { words } = updateFailed(msg`It was not done`, new Error('ENOSPC: no space left on device, write'));
  expect(words).toMatchObject({
    message: { english: '{0}: {1}.', values: [{ english: 'It was not done' }, { english: 'the disk is full' }] },
    remedy: { english: 'Free some space on the disk, then try again.' },
  });
});

it('keeps an error of ours', () => {
  const own = new AppError('disk-full', 'The disk is full.');
  expect(updateFailed(msg`x`, own)).toBe(own);
});
