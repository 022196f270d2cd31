import { expect, it } from 'vitest';
import { knowsFlag, listNamedFlags, readWithImports } from './flags.mjs';

it('flags belong to the command of their line, and those in quotes to nobody', () => {
  const page = [
    '| `npm run one` | does (`-- --runs N --seed S`); `-- --cut N` too, `--loose` not |',
    "`npm start -- --set 'a.b=--cpu' --launch` and `npm run two --silent`",
    '```sh',
    'npm test -- e2e "a --title" --repeat 5',
    '```',
  ].join('\n');
  expect(listNamedFlags(page).map(({ command, flag }) => `${command} ${flag}`)).toEqual([
    ...['one --runs', 'one --seed', 'one --cut', 'start --set', 'start --launch', 'test --repeat'],
  ]);
});

it('a script knows the flags that it or what it imports speaks of', () => {
  const files = {
    's/a.mjs': "import { x } from './deep/b.mjs';\nconst o = { seed: {} };",
    's/deep/b.mjs': "['--runs']",
  };
  const text = readWithImports('s/a.mjs', (file) => files[file] ?? null);
  expect(['--seed', '--runs', '--run', '--seeds'].map((flag) => knowsFlag(text, flag))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
