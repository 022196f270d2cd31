import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectDir } from './project.mjs';
import { NODE_LINES } from './setup.mjs';

const github = join(projectDir, '.github');
const readYaml = (...names) => parse(readFileSync(join(github, ...names), 'utf8'));

const workflows = readdirSync(join(github, 'workflows'));
const stepsOf = ({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps);
const commandsOf = (steps) => steps.flatMap(({ run }) => (run === undefined ? [] : run.trim().split('\n')));

describe.each(workflows)('the workflow %s', (name) => {
  const workflow = readYaml('workflows', name);
  const steps = stepsOf(workflow);

  it('calls only commands that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
    const called = commandsOf(steps);
    const names = called.flatMap((command) => /^npm (?:run )?([\w-]+)/.exec(command)?.[1] ?? []);
    expect(names.filter((word) => word !== 'ci' && scripts[word] === undefined)).toEqual([]);
    const files = called.flatMap((command) => /(?:^|node )((?:scripts|\.ci)\/[\w./-]+)/.exec(command)?.[1] ?? []);
    expect(files.filter((file) => !existsSync(join(projectDir, file)))).toEqual([]);
    expect(files.length).toBeGreaterThan(3);
  });

  it('takes each action by the hash of a commit, one hash for a version', () => {
    const text = readFileSync(join(github, 'workflows', name), 'utf8');
    const named = [...text.matchAll(/^ *- uses: (.+)$/gm)].map(([, uses]) => uses);
    expect(named.length).toBe(steps.filter(({ uses }) => uses !== undefined).length);
    expect(named.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses))).toEqual([]);
    const actions = new Set(named.map((uses) => uses.split('@')[0]));
    expect(new Set(named).size).toBe(actions.size);
  });

  it('may nothing by itself, and leaves no password behind', () => {
    expect(workflow.permissions).toEqual({});
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map((step) => step.with['persist-credentials'])).toEqual(checkouts.map(() => false));
    const writing = Object.entries(workflow.jobs).filter(([, { permissions }]) =>
      JSON.stringify(permissions).includes('write'),
    );
    expect(writing.map(([job]) => job)).toEqual(name === 'release.yml' ? ['publish'] : []);
  });
});

describe('CI', () => {
  const { jobs } = readYaml('workflows', 'ci.yml');

  it('runs .ci/run as it is, and lets nothing excuse it', () => {
    expect(commandsOf(jobs.linux.steps)).toContain('.ci/run');
    const listed = execFileSync('git', ['ls-files', '--stage', '.ci/run'], { cwd: projectDir, encoding: 'utf8' });
    expect(listed).toMatch(/^100755 /);
    expect(jobs.linux['continue-on-error']).toBeUndefined();
  });

  it('says in red why a job that failed stops nothing, and has only one such job', () => {
    const excused = Object.entries(jobs).filter(([, job]) => 'continue-on-error' in job);
    expect(excused.map(([name]) => name)).toEqual(['others']);
    const words = excused.map(([, { steps }]) => steps.at(-1));
    expect(words).toEqual([
      expect.objectContaining({ if: 'failure()', run: expect.stringMatching(/^echo "::error title=/) }),
    ]);
  });

  it('prepares its Linux runners as root, and does the rest as they are', () => {
    for (const job of [jobs.packages, readYaml('workflows', 'release.yml').jobs.build]) {
      const asRoot = job.steps.filter(({ run }) => run?.startsWith('sudo '));
      expect(asRoot).toEqual([
        expect.objectContaining({
          if: "runner.os == 'Linux'",
          run: expect.stringMatching(/ node scripts\/system-packages\.mjs$/),
        }),
      ]);
    }
  });

  it('tries every line of Node that package.json promises', () => {
    const whole = Number(/^node:(\d+)-/.exec(jobs.linux.container.image)[1]);
    const lines = [...jobs.node.strategy.matrix.node, whole];
    expect(lines).toEqual(NODE_LINES.map(([line]) => line));
    // What is built and carried along by a release is a line that still gets mended: the newest one, which .nvmrc names.
    expect(whole).toBe(Number(readFileSync(join(projectDir, '.nvmrc'), 'utf8')));
  });

  it('runs on systems that GitHub still keeps', () => {
    const all = workflows.map((name) => readFileSync(join(github, 'workflows', name), 'utf8')).join('\n');
    const runners = [...all.matchAll(/\b(ubuntu|windows|macos)-(\d+)(\.04)?/g)].map(([, system, year]) => [
      system,
      Number(year),
    ]);
    const first = { ubuntu: 24, windows: 2025, macos: 15 };
    expect(runners.filter(([system, year]) => year < first[system])).toEqual([]);
  });
});

describe('a release', () => {
  const { jobs } = readYaml('workflows', 'release.yml');

  it('is built after its version was compared, and written after everything was tried', () => {
    expect(jobs.build.needs).toBe('verify');
    expect(jobs.publish.needs).toEqual(['verify', 'build']);
    const commands = commandsOf(jobs.build.steps);
    const at = (part) => commands.findIndex((command) => command.includes(part));
    expect(at('make-packages.mjs')).toBeGreaterThan(at('--official'));
    expect(at('try-installers.mjs')).toBeGreaterThan(at('make-packages.mjs'));
    // What is not tried well is not released.
    expect(JSON.stringify(jobs)).not.toContain('continue-on-error');
  });

  it('is drafted of what the good systems made, and says that the rest is missing', () => {
    expect(jobs.build.strategy['fail-fast']).toBe(false);
    expect(jobs.publish.if).toBe("${{ !cancelled() && needs.verify.result == 'success' }}");
    const steps = jobs.build.steps.map(({ run, uses }) => run ?? uses);
    // A package whose trial failed never gets there.
    expect(steps.findIndex((step) => step.startsWith('actions/upload-artifact'))).toBe(steps.length - 1);
    const { run, env } = jobs.publish.steps.at(-1);
    expect(env.BUILT).toBe('${{ needs.build.result }}');
    const folder = mkdtempSync(join(tmpdir(), 'draft-'));
    const draft = (built) => {
      writeFileSync(join(folder, 'notes.md'), 'What is new.\n');
      const words = {
        GITHUB_REF_NAME: 'v1.2.0',
        BUILT: built,
        RUN: 'https://run',
        PATH: `${folder}:${process.env.PATH}`,
      };
      execFileSync('bash', ['--norc', '-euo', 'pipefail', '-c', run], { cwd: folder, env: words });
      return readFileSync(join(folder, 'notes.md'), 'utf8');
    };
    try {
      writeFileSync(join(folder, 'gh'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
      expect(draft('success')).toBe('What is new.\n');
      expect(draft('failure')).toMatch(/^\*\*Not complete\*\*.*\(https:\/\/run\)\.\n\nWhat is new\.\n$/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has a secret only where it is signed, and the token only where the draft is written', () => {
    const withSecret = stepsOf({ jobs }).filter((step) => JSON.stringify(step).includes('secrets.'));
    expect(withSecret.map(({ run }) => run)).toEqual([expect.stringContaining('make-packages.mjs')]);
    const withToken = stepsOf({ jobs }).filter((step) => JSON.stringify(step).includes('github.token'));
    expect(withToken.map(({ run }) => run)).toEqual([expect.stringContaining('gh release create')]);
    expect(withToken[0].run).toMatch(/--draft --verify-tag/);
  });

  it('is built on every system that CI builds on, and on both processors', () => {
    const ci = readYaml('workflows', 'ci.yml').jobs.packages.strategy.matrix.include.map(({ runner }) => runner);
    const { include } = jobs.build.strategy.matrix;
    expect(include.map(({ runner }) => runner)).toEqual(expect.arrayContaining(ci));
    for (const system of ['--linux', '--win', '--mac']) {
      const targets = include.map(({ targets: words }) => words).filter((words) => words.startsWith(system));
      expect(targets.join(' ')).toMatch(/--x64/);
      expect(targets.join(' ')).toMatch(/--arm64/);
    }
  });
});

describe('the forms for issues', () => {
  const files = readdirSync(join(github, 'ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

  it.each(files)('%s asks for something, each thing once', (name) => {
    const form = readYaml('ISSUE_TEMPLATE', name);
    expect([form.name, form.description].every((text) => text?.length > 0)).toBe(true);
    const asked = form.body.filter(({ type }) => type !== 'markdown');
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(asked.length);
    for (const { type, attributes } of asked) {
      expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(attributes.label).toBeTruthy();
      if (type === 'dropdown' || type === 'checkboxes') expect(attributes.options.length).toBeGreaterThan(0);
    }
  });
});

it('the settings of Renovate speak of packages that there are', () => {
  const { packageRules } = JSON.parse(readFileSync(join(github, 'renovate.json'), 'utf8'));
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
  const named = packageRules.flatMap(({ matchPackageNames = [] }) => matchPackageNames);
  expect(named.filter((name) => !(name in { ...dependencies, ...devDependencies }))).toEqual([]);
  expect(named).toContain('electron');
});
