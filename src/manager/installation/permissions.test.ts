import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../base/log';
import type { Caller } from '../../contract/operations';
import { createPermissions, type AskingTask, type Permissions } from './permissions';
import { createPolicyJudge, type PolicyJudge } from './policy-judge';
import type { PolicyOperation } from './policy-table';

const begin = Date.parse('2026-05-01T12:00:00.000Z');
const flags = { allow_git_url_install: false, allow_pip_install: false, allow_flagged_nodepack_install: false };
const at = (minutes: number) => new Date(begin + minutes * 60_000).toISOString();
const task = (uiId: string, orderedAt = at(0), target = 'some-pack'): AskingTask => ({ uiId, target, orderedAt });

interface Permits {
  permissions: Permissions;
  judge: PolicyJudge;
  passMinutes(minutes: number): void;
  isAllowed(operation: PolicyOperation, caller: Caller, asking?: AskingTask): boolean;
}

function open(): Permits {
  let nowMs = begin;
  const permissions = createPermissions(silentLogger, () => nowMs);
  const judge = createPolicyJudge(
    () => ({ level: 'normal', networkMode: 'public', isLoopback: true, flags }),
    permissions,
  );
  const isAllowed: Permits['isAllowed'] = (operation, caller, asking) => {
    try {
      judge.authoriseFor(asking === undefined ? { caller } : { caller, task: asking })(operation);
      return true;
    } catch {
      return false;
    }
  };
  return { permissions, judge, passMinutes: (minutes) => void (nowMs += minutes * 60_000), isAllowed };
}

describe('a permission', () => {
  it('counts for the window, for its calls and its tasks, and for nobody else', () => {
    const { permissions, isAllowed } = open();
    expect(isAllowed('fix', 'person', task('a'))).toBe(false);
    permissions.give({ operation: 'fix', minutes: 15 });
    expect(isAllowed('fix', 'person', task('a'))).toBe(true);
    expect(isAllowed('fix', 'person')).toBe(true);
    expect(isAllowed('fix', 'program', task('a'))).toBe(false);
    expect(isAllowed('fix', 'program')).toBe(false);
    expect(isAllowed('fix', 'self')).toBe(false);
    expect(isAllowed('switch-comfyui', 'person', task('a'))).toBe(false);
  });

  it('allows what a switch of config.ini decides about as well', () => {
    const { permissions, isAllowed } = open();
    permissions.give({ operation: 'install-packages', minutes: 1 });
    expect(isAllowed('install-packages', 'person', task('a'))).toBe(true);
  });

  it('covers what was ordered in time, also when its turn comes later', () => {
    const { permissions, isAllowed, passMinutes } = open();
    permissions.give({ operation: 'fix', minutes: 5 });
    passMinutes(60);
    expect(isAllowed('fix', 'person', task('in time', at(4)))).toBe(true);
    expect(isAllowed('fix', 'person', task('too late', at(6)))).toBe(false);
    expect(isAllowed('fix', 'person')).toBe(false);
    expect(permissions.list()).toEqual([]);
  });

  it('given once is for the one task, however often it asks, and over with it', () => {
    const { permissions, isAllowed } = open();
    permissions.give({ operation: 'fix', task: 'mine', minutes: 15 });
    expect(isAllowed('fix', 'person', task('other'))).toBe(false);
    expect(isAllowed('fix', 'person')).toBe(false);
    expect(isAllowed('fix', 'program', task('mine'))).toBe(false);
    expect([1, 2].map(() => isAllowed('fix', 'person', task('mine')))).toEqual([true, true]);
    permissions.taskEnded('mine');
    expect(isAllowed('fix', 'person', task('mine'))).toBe(false);
  });

  it('for one target is for no other', () => {
    const { permissions, isAllowed } = open();
    permissions.give({ operation: 'fix', target: 'some-pack', minutes: 15 });
    expect(isAllowed('fix', 'person', task('a', at(0), 'some-pack'))).toBe(true);
    expect(isAllowed('fix', 'person', task('b', at(0), 'another'))).toBe(false);
    expect(isAllowed('fix', 'person')).toBe(false);
  });

  it('that was taken back covers nothing, what waits included', () => {
    const { permissions, isAllowed } = open();
    const { id } = permissions.give({ operation: 'fix', minutes: 15 });
    permissions.revoke(id);
    permissions.revoke(id);
    expect(isAllowed('fix', 'person', task('a'))).toBe(false);
  });

  it('is told to every caller, and changes the verdict for the person alone', () => {
    const { permissions, judge } = open();
    const given = permissions.give({ operation: 'fix', minutes: 15 });
    expect(given.until).toBe(at(15));
    expect(judge.explain('fix', { caller: 'program' })).toMatchObject({ allowed: false, permissions: [given] });
    const inWindow = judge.explain('fix', { caller: 'person' });
    expect(inWindow).toMatchObject({ allowed: true, remedies: [], risk: 'high+', permissions: [given] });
    expect(inWindow.rule).toContain(at(15));
    expect(judge.explain('switch-comfyui', { caller: 'person' })).toMatchObject({ allowed: false, permissions: [] });
    expect(judge.table().permissions).toEqual([given]);
  });

  it('is noted once by the task that needed it, and not by one that did not', () => {
    const { permissions, judge } = open();
    const { id } = permissions.give({ operation: 'fix', minutes: 15 });
    const noted: string[] = [];
    const authorise = judge.authoriseFor({ caller: 'person', task: task('a') }, (one) => noted.push(one.id));
    for (const operation of ['enable', 'fix', 'fix'] as const) authorise(operation);
    expect(noted).toEqual([id]);
  });
});

describe('the person at this machine', () => {
  const strong = createPolicyJudge(() => ({ level: 'strong', networkMode: 'public', isLoopback: true, flags }));

  it('starts, stops and restarts ComfyUI at every level; scripts and the web UI start it alone', () => {
    const allowed = (operation: PolicyOperation, caller: Caller) => strong.explain(operation, { caller }).allowed;
    expect(allowed('start-comfyui', 'person')).toBe(true);
    expect(allowed('control-comfyui', 'person')).toBe(true);
    expect(allowed('start-comfyui', 'program')).toBe(true);
    expect(allowed('control-comfyui', 'program')).toBe(false);
    expect(allowed('control-comfyui', 'self')).toBe(false);
    expect(allowed('uninstall', 'person')).toBe(false);
  });
});
