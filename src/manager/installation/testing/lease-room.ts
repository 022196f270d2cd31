import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { bundleModules, type BundledModules } from '../../../../e2e/bundle-modules';
import type { RunningProgram } from '../../../base/process/running-program';
import type { LeaseTimes } from '../hold-lease';
import { leaseFileIn, parseHolder, type Holder } from '../lease-file';
import { takeLease, type LeaseOptions } from '../take-lease';
import { startLeaseElsewhere, type LeaseElsewhere } from './lease-elsewhere';

/** Short, and long enough for a machine that is busy. */
export const times: LeaseTimes = { renewMs: 200, silenceMs: 3000 };
export const refused = { code: 'installation-in-use' };

export const refusalOf = (taking: Promise<unknown>) => taking.catch((error: unknown) => error);

let modules: BundledModules;
const programs: RunningProgram[] = [];

/** For tests only: a folder of each test that apps take, here and in other processes. */
export class LeaseRoom {
  folder = '';
  desktopDir = '';
  file = '';

  async readHolder(path = this.file): Promise<Holder> {
    const holder = parseHolder(await readFile(path, 'utf8'));
    if (holder === null) throw new Error('Nobody can make sense of it.');
    return holder;
  }

  /** Takes the folder here. Without `times` as the app does: what is not told at once takes half a minute then, and fails. */
  takeHere(options: Partial<LeaseOptions> = {}, at = this.file): ReturnType<typeof takeLease> {
    return takeLease(at, { folder: this.folder, ...options });
  }

  startElsewhere(wrap: readonly string[] = [], given: { body?: string; times?: LeaseTimes } = {}): LeaseElsewhere {
    const options = { url: modules.urlOf('takeLease'), file: this.file, times, body: '', ...given };
    const other = startLeaseElsewhere({ ...options, wrap });
    programs.push(other);
    return other;
  }

  async openElsewhere(...given: Parameters<LeaseRoom['startElsewhere']>): Promise<LeaseElsewhere> {
    const other = this.startElsewhere(...given);
    await other.said('held');
    return other;
  }

  /** Waits until the file is renewed once more from now on. */
  async renewed(path = this.file): Promise<void> {
    const { renewals } = await this.readHolder(path);
    await vi.waitFor(async () => expect((await this.readHolder(path)).renewals).toBeGreaterThan(renewals), 5000);
  }
}

/** A room that is empty before each test of the file. */
export function useLeaseRoom(): LeaseRoom {
  const room = new LeaseRoom();
  beforeAll(async () => {
    modules = await bundleModules({ takeLease: join(import.meta.dirname, '..', 'take-lease.ts') });
  });
  afterAll(() => rm(modules.folder, { recursive: true }));
  beforeEach(async () => {
    room.folder = await mkdtemp(join(tmpdir(), 'folder lease '));
    room.desktopDir = join(room.folder, 'user', '__manager', 'desktop');
    room.file = leaseFileIn(room.desktopDir);
  });
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.stop(1000)));
    await rm(room.folder, { recursive: true, force: true });
  });
  return room;
}
