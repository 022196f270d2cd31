import { describe, expect, it } from 'vitest';
import english from './tasks/en.json';
import { QueueTask } from '../tasks/tasks';
import { knowKind, nameTask, describeTask, type TaskSpeaker } from './task-words';

const findNothing = { titleOf: () => undefined, formatList: (names: readonly string[]) => names.join(', ') };

describe('knowKind', () => {
  it('tells another version of ComfyUI from an update of it', () => {
    expect(knowKind('update-comfyui', {})).toBe('update-comfyui');
    expect(knowKind('update-comfyui', { is_stable: true, target_version: null })).toBe('update-comfyui');
    expect(knowKind('update-comfyui', { target_version: 'v0.3.50' })).toBe('switch-comfyui');
  });

  it('calls what it does not know other', () => {
    expect(knowKind('explode')).toBe('other');
  });
});

describe('nameTask', () => {
  it('names what a task without a pack is about', () => {
    expect(nameTask({ target_version: 'v0.3.50' }, findNothing)).toBe('v0.3.50');
    expect(nameTask({ packages: ['a', 'b'] }, findNothing)).toBe('a, b');
    expect(nameTask({ path: '/somewhere/pack.zip' }, findNothing)).toBe('pack.zip');
    expect(nameTask({}, findNothing)).toBe('');
  });

  it('shortens a commit, as everywhere', () => {
    expect(nameTask({ target_version: 'abcdef0123'.repeat(4) }, findNothing)).toMatch(/^abcdef0/u);
    expect(nameTask({ target_version: 'abcdef0123'.repeat(4) }, findNothing).length).toBeLessThan(12);
  });
});

it('calls the environment that came with the installation by no name', () => {
  const speaker: TaskSpeaker = {
    ...{ describeOne: (form, kind, name) => `${form} ${kind} ${name}`, describeMany: () => '', andMore: () => '' },
    ...{ titleOf: () => undefined, formatMoment: String, formatList: (names) => names.join() },
  };
  const describe = (name: string) => describeTask(speaker, { kind: 'switch-environment', params: { name } });
  expect([describe('own'), describe('env-2')]).toEqual([
    'todo use-own-environment own',
    'todo switch-environment env-2',
  ]);
  expect(describeTask(speaker, { kind: 'switch-environment', target: 'own' }, 'done')).toBe(
    'done use-own-environment own',
  );
});

describe('the sentences about tasks', () => {
  const kinds = Object.keys(english.todo);

  it('are there in every form', () => {
    for (const form of ['doing', 'done', 'failure'] as const) expect(Object.keys(english[form])).toEqual(kinds);
    expect(Object.keys(english.many.done)).toEqual(Object.keys(english.many.todo));
  });

  it('are there for every kind that the queue knows', () => {
    const known = QueueTask.options.map(({ shape }) => knowKind(shape.kind.value));
    expect(known.filter((kind) => kind === 'other' || !kinds.includes(kind))).toEqual([]);
  });
});
