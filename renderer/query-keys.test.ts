import { expect, it } from 'vitest';

const sources = Object.entries(
  import.meta.glob<string>(['./**/*.{ts,tsx}', '!./**/*.test.ts'], { query: '?raw', import: 'default', eager: true }),
);

it('no two places give the same key to what they ask', () => {
  const keys = sources.flatMap(([file, text]) =>
    [...text.matchAll(/queryKey: (\[[^\]]*\]),\s*queryFn/gu)].map(([, key = '']) => ({ file, key })),
  );
  expect(keys.length).toBeGreaterThan(20);
  const isTwice = keys.filter(({ key }) => keys.filter((other) => other.key === key).length > 1);
  expect(isTwice).toEqual([]);
});
