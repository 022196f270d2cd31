import { expect, it } from 'vitest';
import { styleOfType, typeColors } from './type-colors';

it('gives the twelve usual folders colours that differ, and all others grey', () => {
  const colors = Object.values(typeColors);
  expect(colors).toHaveLength(12);
  for (const [at, one] of colors.entries()) {
    for (const other of colors.slice(at + 1)) {
      const turn = Math.abs(one.hue - other.hue);
      expect(Math.min(turn, 360 - turn)).toBeGreaterThanOrEqual(one.step === other.step ? 45 : 20);
    }
  }
  expect(styleOfType('checkpoints')).not.toEqual(styleOfType('vae'));
  expect(styleOfType('sams')).toEqual(styleOfType('ultralytics'));
});
