import { describe, expect, it } from 'vitest';
import { shortenVersion } from './version';

describe('shortenVersion', () => {
  it('shortens commits only', () => {
    expect(shortenVersion('0123456789abcdef0123456789abcdef01234567')).toBe('0123456');
    expect(shortenVersion('1.2.3-rc.1')).toBe('1.2.3-rc.1');
  });
});
