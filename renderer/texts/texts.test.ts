import { describe, expect, it } from 'vitest';
import english from './en.json';

function listKeys(node: object, prefix = ''): string[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? listKeys(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

const sources = Object.values(
  import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.ts'], { query: '?raw', import: 'default', eager: true }),
).join('\n');

describe('the sentences', () => {
  it('are all used somewhere', () => {
    expect(sources).not.toBe('');
    const isUsed = (key: string): boolean => {
      const bare = key.replace(/_(one|other)$/u, '');
      const parent = bare.slice(0, bare.lastIndexOf('.') + 1);
      return sources.includes(`'${bare}'`) || sources.includes(`\`${parent}\${`);
    };
    expect(listKeys(english).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('keep the tone: no exclamation marks, no please, no oops', () => {
    expect(JSON.stringify(english)).not.toMatch(/!|please|oops|successfully/iu);
  });
});
