import { expect, it } from 'vitest';
import { waitsUntil } from './hours';

it('the hours of downloads are told from the clock, over midnight as well', () => {
  const at = (hours: string, time: string) => waitsUntil(hours, new Date(`2026-12-01T${time}:00`));
  expect([at('22:00-07:00', '21:59'), at('22:00-07:00', '22:00'), at('22:00-07:00', '06:59')]).toEqual([
    '22:00',
    null,
    null,
  ]);
  expect([at('22:00-07:00', '07:00'), at('09:00-17:30', '17:29'), at('09:00-17:30', '08:59')]).toEqual([
    '22:00',
    null,
    '09:00',
  ]);
  expect(at('', '12:00')).toBeNull();
});
