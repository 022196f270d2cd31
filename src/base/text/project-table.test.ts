import { expect, it } from 'vitest';
import { readProjectTable } from './project-table';

it('reads what a pyproject.toml says of its project, in any letter case', () => {
  const text = `\uFEFF[project]
name = " Face-Pack "
version = "1.2.0"
license = { text = "MIT" }
dependencies = ["numpy>=2"]
urls.Repository = "https://example.org/face"
[project.optional-dependencies]
video = ["av"]
`;
  expect(readProjectTable(text)).toEqual({
    ...{ name: 'Face-Pack', version: '1.2.0', repository: 'https://example.org/face', license: 'MIT' },
    ...{ dependencies: ['numpy>=2'], groups: { video: ['av'] } },
  });
});

it('takes a field of another form for none', () => {
  const nothing = { name: null, version: null, repository: null, license: null, dependencies: [], groups: {} };
  const text =
    '[project]\nname = 1\nversion = ""\nurls = "x"\nlicense = {}\ndependencies = [1]\noptional-dependencies = []\n';
  expect(readProjectTable(text)).toEqual(nothing);
  expect(readProjectTable('[PROJECT]\nNAME = "a"\n')).toEqual({ ...nothing, name: 'a' });
});

it.each([null, '', 'no toml = = 1', 'project = "x"', '[other]\nname = "a"'])('finds none in %j', (text) => {
  expect(readProjectTable(text)).toBeNull();
});

it('reads no megabytes: a file of that size holds up whoever reads it', () => {
  const withNotes = (letters: number) => `[project]\nname = "a"\n#${'x'.repeat(letters)}\n`;
  expect(readProjectTable(withNotes(50_000))?.name).toBe('a');
  expect(readProjectTable(withNotes(1_000_000))).toBeNull();
});
