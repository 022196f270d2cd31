import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pythonOf } from '../../../../e2e/world/python-env';
import { startPythonIndex, type PythonIndexHost } from '../../../../e2e/world/python-index';
import type { JobContext } from '../../../base/async/job';
import { runProgram } from '../../../base/process/run';
import { cutComment, splitLines } from './requirement-text';
import { openPythonPlace, openTestPython, type PythonPlace } from '../testing/python-place';

let place: PythonPlace;
let stranger: PythonIndexHost;
beforeAll(async () => {
  place = await openPythonPlace();
  stranger = await startPythonIndex();
});
afterAll(async () => {
  await stranger.stop();
  await place.remove();
});
beforeEach(() => {
  stranger.forgetRequests();
  place.index.forgetRequests();
});

const job: JobContext = {
  signal: new AbortController().signal,
  report: () => undefined,
  log: () => undefined,
  warn: () => undefined,
};
const ends = [
  '\n',
  '\r',
  '\r\n',
  '\v',
  '\f',
  '\x1c',
  '\x1d',
  '\x1e',
  '\x1f',
  '\x85',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\u200b',
];

describe('the lines of a requirements file', () => {
  it('are those that pip reads', async () => {
    const texts = ends.flatMap((end) => [
      `a${end}b`,
      `a \\${end}b # c${end}d`,
      `a # b \\${end}# c${end}d`,
      `a${end}${end}# b${end}`,
    ]);
    const script =
      'import json, sys\n' +
      'from pip._internal.req.req_file import preprocess\n' +
      'print(json.dumps([[line for _, line in preprocess(text)] for text in json.load(sys.stdin)]))';
    const folder = await mkdtemp(join(place.root, 'lines-'));
    await writeFile(
      join(folder, 'ask.py'),
      script.replace('sys.stdin', `open(${JSON.stringify(join(folder, 'texts.json'))})`),
    );
    await writeFile(join(folder, 'texts.json'), JSON.stringify(texts));
    const pip = JSON.parse(await ask(join(folder, 'ask.py'))) as string[][];
    const own = texts.map((text) =>
      splitLines(text)
        .map((line) => cutComment(line.text))
        .filter((line) => line !== ''),
    );
    const squeeze = (lines: string[]) => lines.map((line) => line.replace(/ +/g, ' ').trim());
    expect(own.map(squeeze)).toEqual(pip.map(squeeze));
  });
});

/** What a script of Python prints. */
async function ask(file: string): Promise<string> {
  return (await runProgram(pythonOf(place.venvDir), [file])).stdout;
}

describe.each(['pip', 'uv'] as const)('a requirements file that hides something, with %s', (tool) => {
  async function install(requirements: string, prepare: (packDir: string) => Promise<void> = async () => undefined) {
    const root = await mkdtemp(join(place.root, 'hidden-'));
    const packDir = join(root, 'pack');
    await mkdir(packDir);
    await prepare(packDir);
    await writeFile(join(packDir, 'requirements.txt'), requirements);
    const { python } = await openTestPython(place, { baseDir: join(place.root, 'base dir'), tool });
    return python.installRequirements({ packDir, packName: 'A Pack' }, job);
  }

  it.each([
    ['x85', '\x85'],
    ['x1c', '\x1c'],
    ['u2028', '\u2028'],
    ['v', '\v'],
  ])('asks the index of the settings, whatever an --index-url behind %s says', async (name, end) => {
    const wanted = `hidden-${tool}-${name}`;
    await place.index.publish({ name: wanted, version: '1.0' });
    const { after } = await install(`${wanted}${end}--index-url ${stranger.indexUrl}\n`);
    expect(after.get(wanted)).toBe('1.0');
    expect(place.index.requests().map(({ path }) => path)).toContain(`/simple/${wanted}/`);
  });

  it.each([
    'pkg @ file:///etc/pkg.whl',
    'git+file:///srv/pkg.git',
    '-e ../pkg',
    '-r ../../other.txt',
    '../pkg',
    '/abs/pkg',
    'sub/../../pkg',
    'pkg @ ../pkg',
  ])('takes nothing from outside of the pack: %s', async (line) => {
    const failure = await install(`${line}\n`).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: expect.stringMatching(/^(requirements-failed|path-outside-root)$/),
      remedy: expect.any(String),
    });
    expect([...place.index.requests(), ...stranger.requests()]).toEqual([]);
  });

  it('follows no link out of the pack', async () => {
    const outside = await mkdtemp(join(place.root, 'outside-'));
    const failure = await install('./inside\n', (packDir) => symlink(outside, join(packDir, 'inside'))).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'path-outside-root' });
  });
});
