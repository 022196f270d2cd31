import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import english from '../../texts/en.json';
import { phaseKeys, sayPhase } from './phase-words';

const sources = Object.values(
  import.meta.glob<string>(
    ['../../../src/{base,manager}/**/*.ts', '!../../../src/**/*.test.ts', '!../../../src/**/testing/**'],
    {
      query: '?raw',
      import: 'default',
      eager: true,
    },
  ),
).join('\n');

/** Every step that the core's sources report: `phase: 'Checking'`, `const phase = 'Undoing'`, and both ends of a choice. */
const reported = [...sources.matchAll(/\bphase(?::| =)([^,;{}\n]*)/gu)].flatMap(([, value = '']) =>
  [...value.matchAll(/'([A-Z][^']+)'/gu)].map(([, phase = '']) => phase),
);

describe('sayPhase', () => {
  beforeAll(() => i18next.init({ lng: 'en', resources: { en: { translation: english } } }));

  it('has a sentence for every step that the core reports, and for no other', () => {
    expect([...new Set(reported)].sort()).toEqual(Object.keys(phaseKeys).sort());
  });

  it('says English as the core does', () => {
    for (const phase of Object.keys(phaseKeys)) expect(sayPhase(i18next.t, phase)).toBe(phase);
  });

  it('keeps what it does not know, and says that nothing was reported yet', () => {
    expect(sayPhase(i18next.t, 'Brewing')).toBe('Brewing');
    expect(sayPhase(i18next.t, undefined)).toBe(english.states.starting);
  });
});
