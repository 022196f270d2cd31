import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unwatchedJob } from '../../../base/async/job';
import type { PackagePlan } from '../../../contract/python/package-plan';
import { noConsent } from '../plan/consent';
import type { PlanRequest } from '../plan/planner';
import type { Python } from '../python';
import type { PythonPlace } from './python-place';

/** A pack that is to come with these lines. For tests. */
export const asking = (...lines: string[]): PlanRequest['packs'] => [
  { name: 'New Pack', lines: lines.map((text) => ({ text, source: 'a test' })) },
];

/** The changes of a plan, one a line. For tests. */
export const changesOf = ({ changes }: PackagePlan): string[] =>
  changes.map(({ name, kind, from, to }) => `${kind} ${name} ${from ?? '-'} ${to ?? '-'}`);

interface PlanPlace {
  tool: 'uv' | 'pip';
  place: () => PythonPlace;
  python: () => Python;
  plan: (request: Partial<PlanRequest>) => Promise<PackagePlan>;
  enable: (name: string, requirements: string) => Promise<void>;
}

/** For tests only: what a plan must say of what has to be built. */
export function testBuilds({ tool, place, python, plan, enable }: PlanPlace): void {
  it('builds nothing to know what comes, says of what nothing is known, and builds when it may', async () => {
    const marker = join(place().root, `built by ${tool}`);
    const address = await place().index.publishSource({ name: 'address-only', version: '1.0', marker });
    await place().index.publishSource({ name: 'source-only', version: '1.0', requires: ['tinydep'], marker });
    await place().index.publishSource({ name: 'wheel-too', version: '2.0', marker });
    await place().index.publish({ name: 'wheel-too', version: '1.0' });
    await place().index.publish({ name: 'leads-to-source', version: '1.0', requires: ['source-only'] });
    await place().index.publish({ name: 'leads-to-address', version: '1.0', requires: [`address-only @ ${address}`] });
    const ran = () => readFile(marker, 'utf8').catch(() => '');
    const marked = 'source-only>=1.0; sys_platform != "win32"';
    const lines = ['numpy>=2', marked, `address-only @ ${address}`, '--no-binary :all:', 'wheel-too'];
    const found = await plan({ packs: asking(...lines) });
    expect(found.outcome).toBe('unknown');
    expect(changesOf(found)).toEqual(['up numpy 1.26.4 2.0.0']);
    expect(found.unbuilt).toMatchObject([
      { by: 'New Pack', line: `address-only @ ${address}`, why: 'address' },
      { by: 'New Pack', line: marked, why: 'source', needs: null, older: null },
      { by: 'New Pack', line: 'wheel-too', why: 'source', needs: null },
    ]);
    expect(
      place()
        .index.requests()
        .filter(({ path }) => path.includes('address-only')),
    ).toEqual([]);
    const deep = await plan({ packs: asking('numpy>=2', 'leads-to-source') });
    expect(changesOf(deep)).toEqual(['up numpy 1.26.4 2.0.0']);
    expect(deep.unbuilt).toMatchObject([{ by: 'New Pack', line: 'leads-to-source', needs: 'source-only' }]);
    // A tool that refuses such a package altogether says so itself.
    await plan({ packs: asking('leads-to-address') }).catch(() => null);
    await plan({ packages: ['source-only'] });
    await enable('All', `source-only\naddress-only @ ${address}\n`);
    expect(await plan({})).toMatchObject({ outcome: 'unknown' });
    expect(await ran()).toBe('');
    const built = await plan({ packs: asking('source-only'), mayBuild: true });
    expect(changesOf(built)).toEqual(['added source-only - 1.0', 'added tinydep - 2.0']);
    expect(await ran()).toContain('source-only ran');
  }, 120_000);

  it('is not certain of an older version that wheels alone would bring, and what is approved then installs the newest', async () => {
    const marker = join(place().root, `held back with ${tool}`);
    await place().index.publishSource({ name: 'old-way', version: '3.2', requires: ['tinydep'], marker });
    await place().index.publish({ name: 'cuts-out', version: '1.2' });
    await place().index.publish({ name: 'cuts-out', version: '1.3', requires: ['old-way'] });
    await place().index.publish({ name: 'leads-to-cuts', version: '1.0', requires: ['cuts-out'] });
    await place().index.publish({ name: 'bound-itself', version: '1.0', requires: ['cuts-out<1.3'] });
    const found = await plan({ packs: asking('cuts-out', 'cvlib') });
    expect(found.outcome).toBe('unknown');
    expect(changesOf(found)).toEqual(['added cvlib - 4.8']);
    // pip stops at what it would build, and does not say what it would have come to without.
    const older = tool === 'uv' ? { name: 'cuts-out', version: '1.2', newest: '1.3' } : null;
    const line = { by: 'New Pack', line: 'cuts-out', why: 'source', needs: 'old-way', older };
    expect(found.unbuilt).toEqual([line]);
    const deep = await plan({ packs: asking('cvlib', 'leads-to-cuts') });
    expect(changesOf(deep)).toEqual(['added cvlib - 4.8']);
    expect(deep.unbuilt).toEqual([{ ...line, line: 'leads-to-cuts' }]);
    // uv reads pages of the index alone; pip fetches what it stops at.
    if (tool === 'uv')
      expect(
        place()
          .index.requests()
          .filter(({ path }) => path.includes('old-way-3.2')),
      ).toEqual([]);
    // An older one that somebody asks for is no doubt.
    const certain = { outcome: 'changes', unbuilt: [] };
    expect(await plan({ packs: asking('cuts-out==1.2') })).toMatchObject(certain);
    expect(await plan({ packs: asking('bound-itself') })).toMatchObject(certain);
    expect(await readFile(marker, 'utf8').catch(() => '')).toBe('');
    const packDir = join(place().root, `a pack held back with ${tool}`);
    await mkdir(packDir, { recursive: true });
    await writeFile(join(packDir, 'requirements.txt'), 'cuts-out\ncvlib\n');
    const consent = { ...noConsent, planId: found.plan_id };
    await python().installRequirements({ packDir, packName: 'New Pack', consent }, unwatchedJob());
    expect(Object.fromEntries(await python().listPackages())).toMatchObject({ 'cuts-out': '1.3', 'old-way': '3.2' });
  }, 120_000);
}
