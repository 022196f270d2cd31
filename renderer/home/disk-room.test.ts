import { describe, expect, it } from 'vitest';
import type { DiskVolume } from '../../src/contract/disk';
import { findLowVolume, isRoomKnown } from './disk-room';

function volume(path: string, freeBytes: number | null, totalBytes: number | null = 500e9): DiskVolume {
  return { path, totalBytes, freeBytes, parts: [] };
}

const low = (...volumes: DiskVolume[]) => findLowVolume({ measuredAt: null, volumes })?.path ?? null;

describe('little room', () => {
  it('is under 10 GB', () => {
    expect(low(volume('/a', 9.9e9, 100e9))).toBe('/a');
    expect(low(volume('/a', 10e9, 100e9))).toBeNull();
  });

  it('is under 5 % as well', () => {
    expect(low(volume('/a', 24e9))).toBe('/a');
    expect(low(volume('/a', 25e9))).toBeNull();
  });

  it('is told of the volume that will be full first', () => {
    expect(low(volume('/a', 9e9), volume('/b', 4e9), volume('/c', 400e9))).toBe('/b');
  });

  it('is not guessed where the system does not tell', () => {
    expect(low(volume('/a', null), volume('/b', 0, 0))).toBeNull();
    expect(isRoomKnown(volume('/a', 1, null))).toBe(false);
    expect(findLowVolume(undefined)).toBeNull();
  });
});
