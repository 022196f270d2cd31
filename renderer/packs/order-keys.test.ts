import { describe, expect, it } from 'vitest';
import { readOrderKey } from './order-keys';

describe('readOrderKey', () => {
  it('means what can be done: one key enables and disables', () => {
    expect(readOrderKey('d', ['update', 'disable', 'uninstall'])).toBe('disable');
    expect(readOrderKey('D', ['enable', 'uninstall'])).toBe('enable');
    expect(readOrderKey('u', ['update', 'disable', 'uninstall'])).toBe('update');
    expect(readOrderKey('i', ['install'])).toBe('install');
  });

  it('takes both keys that delete', () => {
    expect(readOrderKey('Delete', ['disable', 'uninstall'])).toBe('uninstall');
    expect(readOrderKey('Backspace', ['disable', 'uninstall'])).toBe('uninstall');
  });

  it('means nothing where the order does not apply, and by every other key', () => {
    expect(readOrderKey('i', ['disable', 'uninstall'])).toBeUndefined();
    expect(readOrderKey('x', ['install'])).toBeUndefined();
    expect(readOrderKey('f', ['fix', 'disable'])).toBeUndefined();
  });
});
