import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ImportDiagnosis } from '../../../contract/comfyui/imports';
import type { PackSource } from '../../../contract/packs/local-packs';
import { diagnose } from './import-diagnosis';
import type { ImportFacts } from './import-rule';
import { importRules } from './import-rules';
import { createStartupReport } from '../output/startup-report';

/**
 * One start-up output for each rule, printed by packs that fail under a real Python, the way ComfyUI prints it. `rule--variant.txt`
 * is a further form of the same cause; `none` is a failure that no rule knows.
 */
const folder = new URL('import-fixtures/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.replace('.txt', ''))
  .sort();
const ruleOf = (fixture: string) => fixture.split('--')[0] ?? fixture;

interface Expected {
  /** What differs from the facts below. */
  facts?: { packages?: Record<string, string>; pythonVersion?: string; requirements?: string[]; source?: PackSource };
  cause: string;
  remedy: ImportDiagnosis['remedy'];
}
const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<string, Expected>;

const installed = {
  ...{ torch: '2.7.1', torchvision: '0.22.1', numpy: '2.0.0', pyyaml: '6.0.2', transformers: '4.50.0' },
  ...{ 'huggingface-hub': '0.30.0', protobuf: '5.29.0', diffusers: '0.25.0', onnxruntime: '1.20.0' },
};

function factsOf(fixture: string): ImportFacts {
  const { packages, ...facts } = expected[fixture]?.facts ?? {};
  return {
    ...{ comfyVersion: '0.3.62', pythonVersion: '3.11.7', requirements: [], source: 'registry' },
    packages: new Map(Object.entries({ ...installed, ...packages })),
    ...facts,
  };
}

function diagnoseFixture(fixture: string): ImportDiagnosis[] {
  const report = createStartupReport();
  const text = readFileSync(new URL(`${fixture}.txt`, folder), 'utf8');
  for (const line of text.split('\n')) report.add(line);
  return report.failures().map((failure) => diagnose(failure, factsOf(fixture)));
}

describe('the rules of import failures', () => {
  it('have a fixture each, and no fixture is without its rule', () => {
    const names = importRules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const known = new Set(fixtures.map(ruleOf));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !names.includes(name))).toEqual(['none']);
    expect(Object.keys(expected).sort()).toEqual(fixtures);
  });

  it.each(fixtures)('%s', (fixture) => {
    const [diagnosis, ...others] = diagnoseFixture(fixture);
    expect(others).toEqual([]);
    const rule = ruleOf(fixture) === 'none' ? null : ruleOf(fixture);
    const { cause, remedy } = expected[fixture] ?? {};
    expect(diagnosis).toMatchObject({ rule, cause, remedy });
  });

  it.each(fixtures)('%s is told in one plain sentence and one order', (fixture) => {
    const { cause, remedy } = expected[fixture] ?? {};
    expect(cause).toMatch(/^\S[^\n]*[^.]\.$/);
    expect(remedy?.text).toMatch(/^[A-Z][^\n]*[^.]\.$/);
    expect(remedy?.packages.length === 0).toBe(remedy?.kind !== 'install-packages');
  });
});
