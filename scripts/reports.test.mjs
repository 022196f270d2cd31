import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { formatRow, isGood, runBounded } from './check.mjs';
import { projectDir } from './project.mjs';
import {
  addCounts,
  countLine,
  errorLines,
  failedLines,
  readCruise,
  readEslint,
  readOxlint,
  readHeldBefore,
  readPlaywright,
  readPlaywrightTimes,
  readTypes,
  readVitest,
  skippedLines,
  slowestLines,
} from './reports.mjs';
import { runTool } from './run-tool.mjs';

describe('a check that saw nothing', () => {
  const step = (finding) => formatRow({ name: 'lint', seconds: 1, finding });

  it('is not good, whatever it did not find', () => {
    expect(isGood({ seen: 0, problems: [] })).toBe(false);
    expect(step({ seen: 0, problems: [] })).toContain('SAW NOTHING');
  });

  it('differs from one that looked', () => {
    expect(isGood({ seen: 1, problems: [] })).toBe(true);
    expect(step({ seen: 1, problems: ['a'] })).toContain('FAILED');
    expect(step({ seen: 1, problems: [] })).toMatch(/ok$/);
  });

  it('is recognised in the reports of the tools', () => {
    expect(readEslint('[]', '/p').seen).toBe(0);
    expect(readOxlint('{"diagnostics":[],"number_of_files":3,"number_of_rules":0}').seen).toBe(0);
    const old = { project: 'src', text: '{"fileNames":["../../src/a.ts"]}' };
    expect(readTypes('', { records: [old], files: ['src/a.ts'] }).seen).toBe(0);
    const empty = { project: 'src', text: '' };
    expect(readTypes('    * src/tsconfig.json', { records: [empty], files: ['src/a.ts'] }).seen).toBe(0);
    // dependency-cruiser without a TypeScript it understands: "no violations", over Node's own modules at most.
    expect(readCruise('{"modules":[{"source":"node:fs"}],"summary":{"violations":[]}}')).toEqual({
      seen: 0,
      problems: [],
    });
  });
});

describe('reports', () => {
  it('of ESLint: files, and one line a message', () => {
    const messages = [{ line: 3, column: 5, message: 'Unexpected any.\nMore words.', ruleId: 'no-any' }];
    expect(
      readEslint(
        JSON.stringify([
          { filePath: '/p/src/a.ts', messages },
          { filePath: '/p/b.ts', messages: [] },
        ]),
        '/p',
      ),
    ).toEqual({
      seen: 2,
      problems: ['src/a.ts:3:5 Unexpected any. (no-any)'],
    });
  });

  it('of oxlint: files, and one line a finding', () => {
    const labels = [{ span: { line: 3, column: 5 } }];
    const diagnostics = [{ filename: 'src/a.ts', labels, message: 'Promises must be awaited.', code: 'ts(x)' }];
    const { seen, problems } = readOxlint(JSON.stringify({ diagnostics, number_of_files: 2, number_of_rules: 39 }));
    expect([seen, ...problems]).toEqual([2, 'src/a.ts:3:5 Promises must be awaited. (ts(x))']);
  });

  it('of tsc: files of the projects it built, errors, and files that are in no project', () => {
    const text = [
      '15:15:37 - Projects in this build: ',
      '    * src/contract/tsconfig.json',
      '    * src/tsconfig.json',
      '',
      "3:15:37 PM - Project 'src/tsconfig.json' is out of date because output 'x' does not exist",
      'src/a.ts(1,2): error TS1: No.',
      "  Type 'x' is not a 'y'.",
    ].join('\n');
    const records = [
      { project: 'src', text: '{"fileNames":["../../node_modules/zod/z.d.cts","../../src/a.ts"]}' },
      { project: 'src/contract', text: '{"fileNames":["../../src/contract/b.ts"]}' },
    ];
    const files = ['src/a.ts', 'src/contract/b.ts', 'src/lost/c.ts'];
    expect(readTypes(text, { records, files })).toEqual({
      seen: 2,
      problems: [
        'src/a.ts(1,2): error TS1: No.',
        "  Type 'x' is not a 'y'.",
        'src/lost/c.ts: no tsconfig.json covers it',
      ],
    });
  });

  it('of dependency-cruiser: our modules, violations with their way', () => {
    const violations = [
      { rule: { name: 'server-never-manager' }, from: 'src/server/a.ts', to: 'src/manager/b.ts' },
      {
        rule: { name: 'no-circular' },
        from: 'src/a.ts',
        to: 'src/b.ts',
        cycle: [{ name: 'src/b.ts' }, { name: 'src/a.ts' }],
      },
      { rule: { name: 'no-orphans' }, from: 'src/c.ts', to: 'src/c.ts' },
    ];
    const report = { modules: [{ source: 'src/a.ts' }, { source: 'fs' }], summary: { violations } };
    expect(readCruise(JSON.stringify(report))).toEqual({
      seen: 1,
      problems: [
        'src/server/a.ts → src/manager/b.ts (server-never-manager)',
        'src/a.ts → src/b.ts → src/a.ts (no-circular)',
        'src/c.ts (no-orphans)',
      ],
    });
  });

  const spec = (title, status, annotations = []) => ({ title, tests: [{ status, annotations }] });
  const skipped = (title, description) => spec(title, 'skipped', [{ type: 'skip', description }]);
  const report = (specs, suites = [], errors = []) =>
    JSON.stringify({ suites: [{ title: 'a.spec.ts', specs, suites }], errors });

  it('of Playwright: counts, reasons of skips, failures outside tests', () => {
    const inner = { title: 'group', specs: [skipped('b', 'no folder'), spec('c', 'unexpected')] };
    expect(
      readPlaywright(report([spec('a', 'expected')], [inner], [{ message: '\u001b[31mNo port.\u001b[39m\nMore.' }])),
    ).toEqual({
      passed: 1,
      failed: ['a.spec.ts › group › c', 'outside of any test: No port.'],
      errors: [{ name: 'a.spec.ts › group › c', text: '' }],
      skipped: [{ name: 'a.spec.ts › group › b', reason: 'no folder' }],
    });
  });

  it('count what passed only when tried again as failed', () => {
    expect(readPlaywright(report([spec('e', 'flaky')]))).toMatchObject({ passed: 0, failed: ['a.spec.ts › e'] });
  });

  it('count a skip without a reason as failed', () => {
    const silent = 'a.spec.ts › d: skipped without a reason';
    expect(readPlaywright(report([spec('d', 'skipped')]))).toEqual({
      passed: 0,
      failed: [silent],
      errors: [],
      skipped: [],
    });
    expect(readPlaywright(report([skipped('d', '')])).failed).toEqual([silent]);
    // After a failure Playwright leaves out the rest of a serial group: that failure counts, and this is its trace.
    expect(readPlaywright(report([spec('c', 'unexpected'), spec('d', 'skipped')]))).toEqual({
      passed: 0,
      failed: ['a.spec.ts › c'],
      errors: [{ name: 'a.spec.ts › c', text: '' }],
      skipped: [{ name: 'a.spec.ts › d', reason: 'not run: something before it failed' }],
    });
    const ofVitest = { passed: 1, failed: ['x'], skipped: [{ name: 'y' }, { name: 'z', reason: 'no IPv6' }] };
    expect(readVitest(JSON.stringify(ofVitest))).toEqual({
      passed: 1,
      failed: ['x', 'y: skipped without a reason'],
      errors: [],
      skipped: [{ name: 'z', reason: 'no IPv6' }],
    });
  });

  it('tell what a failed test said, without colours, and the first lines of much', () => {
    const results = [{ errors: [{ message: '\u001b[31mExpected: 1\u001b[39m\nReceived: 2\nat a.spec.ts:3' }] }];
    const failing = { title: 'c', tests: [{ status: 'unexpected', annotations: [], results }] };
    const count = readPlaywright(report([failing]));
    expect(errorLines(count, 3)).toEqual(['a.spec.ts › c', '  Expected: 1', '  Received: 2', '  at a.spec.ts:3']);
    expect(errorLines(addCounts([count]), 1)).toEqual(['a.spec.ts › c', '  Expected: 1', '  ... 2 more lines']);
  });

  it('of Vitest hold what was expected, what was there and the line that asked', async () => {
    const count = await runVitest(`
      import { it, expect } from 'vitest';
      it('fails', () => expect({ a: 1 }).toEqual({ a: 2 }));
    `);
    expect(count.failed).toEqual(['sample.test.ts › fails']);
    const text = errorLines(count, 40).join('\n');
    for (const part of ['-   "a": 2,', '+   "a": 1,', 'sample.test.ts:3']) expect(text).toContain(part);
  });

  it('end with a plain line, and name each skip and each failure once', () => {
    const one = { name: 'a', reason: 'b' };
    expect(countLine({ passed: 3, failed: [], skipped: [] })).toBe('3 passed, 0 failed');
    const total = addCounts([
      { passed: 3, failed: ['c'], skipped: [one] },
      { passed: 1, failed: ['c', 'd'], skipped: [one] },
    ]);
    expect(countLine(total)).toBe('4 passed, 3 failed, 2 skipped');
    expect(skippedLines(total)).toEqual(['a: b']);
    expect(failedLines(total, 2)).toEqual(['c: 2 of 2 times', 'd: 1 of 2 times']);
    expect(failedLines(addCounts([{ passed: 0, failed: ['c'], skipped: [] }]), 1)).toEqual(['c']);
  });
});

describe('attacks that never succeeded', () => {
  it('are told with their reasons', () => {
    const test = (title, ...annotations) => ({ title, tests: [{ status: 'expected', annotations }] });
    const held = { type: 'held before', description: 'the parser refuses it' };
    const specs = [test('raw: NUL', held), test('raw: obs-fold', { type: 'skip', description: 'no' }), test('raw: LF')];
    const json = JSON.stringify({ suites: [{ title: 'sockets.attack.ts', specs }], errors: [] });
    expect(readHeldBefore(json)).toEqual(['raw: NUL: the parser refuses it']);
  });
});

describe('what runs the tests', () => {
  it.each(['e2e/playwright.config.ts', 'e2e/attack/playwright.config.ts', 'vitest.config.ts'])(
    'tries nothing again: %s',
    async (file) => {
      vi.stubEnv('CI', '1');
      const { default: config } = await import(join(projectDir, file));
      expect([config.retries ?? 0, config.test?.retry ?? 0]).toEqual([0, 0]);
    },
  );

  it('waits for a condition as long as a busy machine takes', async () => {
    const startedMs = Date.now();
    await vi.waitFor(() => expect(Date.now() - startedMs).toBeGreaterThan(1500));
    await expect.poll(() => Date.now() - startedMs).toBeGreaterThan(3000);
  });

  it('tells why a test of Vitest was skipped, and counts one that was tried again as failed', async () => {
    const count = await runVitest(`
      import { describe, it, expect } from 'vitest';
      import { onlyWhere } from ${JSON.stringify(join(projectDir, 'src/base/testing/only-where.ts'))};
      let tries = 0;
      it('passes', () => {});
      it('is a race', { retry: 1 }, () => expect(tries++).toBe(1));
      it('is skipped', onlyWhere(false, 'no folder'), () => {});
      describe('a group', onlyWhere(false, 'another system'), () => { it('is in it', () => {}); });
      it('says so itself', (context) => context.skip('no IPv6'));
      it('says nothing', { skip: true }, () => {});
    `);
    expect(count).toEqual({
      passed: 1,
      failed: ['sample.test.ts › is a race', 'sample.test.ts › says nothing: skipped without a reason'],
      errors: [],
      skipped: [
        { name: 'sample.test.ts › is skipped', reason: 'no folder' },
        { name: 'sample.test.ts › a group > is in it', reason: 'another system' },
        { name: 'sample.test.ts › says so itself', reason: 'no IPv6' },
      ],
    });
  });
});

/** What the reporter counts of a test file, run by a Vitest of its own. */
async function runVitest(source) {
  const folder = await mkdtemp(join(tmpdir(), 'vitest-count-'));
  try {
    await writeFile(join(folder, 'sample.test.ts'), source);
    await symlink(join(projectDir, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const reporter = `--reporter=${join(projectDir, 'scripts', 'vitest-count.mjs')}`;
    const file = join(folder, 'count.json');
    await runTool('vitest/vitest.mjs', ['run', '--root', folder, reporter], { VITEST_COUNT_FILE: file });
    return readVitest(await readFile(file, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('runBounded', () => {
  it('keeps the order of results and never runs more than it may', async () => {
    let running = 0;
    let most = 0;
    const job = (value) => async () => {
      most = Math.max(most, (running += 1));
      await new Promise((resolve) => setTimeout(resolve, 5 - value));
      running -= 1;
      return value;
    };
    expect(await runBounded([0, 1, 2, 3, 4].map(job), 2)).toEqual([0, 1, 2, 3, 4]);
    expect(most).toBe(2);
  });
});

describe('the slowest tests', () => {
  it('are named with their seconds, the slowest first, and no more than asked for', () => {
    const times = [
      { name: 'quick', ms: 4 },
      { name: 'slow', ms: 61_240 },
      { name: 'middle', ms: 2000 },
    ];
    expect(slowestLines(times, 2)).toEqual(['  61.2 s  slow', '   2.0 s  middle']);
  });

  it('of Playwright took what all their tries took', () => {
    const tests = [{ status: 'flaky', annotations: [], results: [{ duration: 1500 }, { duration: 500 }] }];
    const suites = [{ title: 'a.spec.ts', specs: [{ title: 'e', tests }] }];
    expect(readPlaywrightTimes(JSON.stringify({ suites, errors: [] }))).toEqual([{ name: 'a.spec.ts › e', ms: 2000 }]);
  });
});
