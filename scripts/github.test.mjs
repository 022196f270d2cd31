import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { projectDir } from './project.mjs';
import { NODE_LINES } from './setup.mjs';

const github = join(projectDir, '.github');
const readYaml = (...names) => parse(readFileSync(join(github, ...names), 'utf8'));

describe('the workflow of GitHub', () => {
  const { jobs } = readYaml('workflows', 'ci.yml');
  const commandsOf = ({ steps }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

  it('runs .ci/run as it is, and lets nothing excuse it', () => {
    expect(commandsOf(jobs.linux)).toContain('.ci/run');
    const listed = execFileSync('git', ['ls-files', '--stage', '.ci/run'], { cwd: projectDir, encoding: 'utf8' });
    expect(listed).toMatch(/^100755 /);
    expect(jobs.linux['continue-on-error']).toBeUndefined();
  });

  it('calls only commands that there are', () => {
    const { scripts } = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8'));
    const called = Object.values(jobs).flatMap(commandsOf);
    const names = called.flatMap((command) => /^npm (?:run )?([\w-]+)/.exec(command)?.[1] ?? []);
    expect(names.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([]);
    const files = called.flatMap((command) => /^(?:node )?((?:scripts|\.ci)\/[\w./-]+)/.exec(command)?.[1] ?? []);
    expect(files.filter((file) => !existsSync(join(projectDir, file)))).toEqual([]);
    expect([names.length, files.length]).toEqual([5, 2]);
  });

  it('tries every line of Node that package.json promises', () => {
    const tried = [jobs.linux.container, ...jobs.node.strategy.matrix.node.map((line) => `node:${line}-bookworm`)];
    const lines = tried.map((image) => Number(/^node:(\d+)-/.exec(image)[1]));
    expect(lines).toEqual(NODE_LINES.map(([line]) => line));
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
