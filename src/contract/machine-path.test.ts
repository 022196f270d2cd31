import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MachinePath, machinePathsIn } from './machine-path';
import { managerOperations } from './operations';
import { QueueTask } from './tasks/tasks';

/** As much of a JSON schema as a walk needs. */
interface Shape {
  type?: string;
  pattern?: string;
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
  oneOf?: Shape[];
}

/** Every text that a schema takes, with the name of its field. */
function textsIn(shape: Shape, name = ''): { name: string; pattern: string }[] {
  const own = shape.type === 'string' ? [{ name, pattern: shape.pattern ?? '' }] : [];
  const deeper = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.items ? [shape.items] : [])];
  const fields = Object.entries(shape.properties ?? {});
  return [
    ...own,
    ...deeper.flatMap((one) => textsIn(one, name)),
    ...fields.flatMap(([field, one]) => textsIn(one, field)),
  ];
}

const shapeOf = (schema: z.ZodType): Shape =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape;

const rows: readonly (readonly [string, z.ZodType])[] = [
  ...Object.entries(managerOperations)
    .filter(([name]) => name !== 'queue.add' && name !== 'queue.order')
    .map(([name, { input }]) => [name, input] as const),
  ...QueueTask.options.map((option) => [option.shape.kind.value, option.shape.params] as const),
];
const path = '/srv/x.zip';

/** Fields that sound like a path and are none of those: each names one of a list of the core, a place below one of its folders, or no file at all. */
const listed: Readonly<Record<string, readonly string[]>> = {
  'remove-model': ['path'],
  'link-models': ['path', 'others'],
  'move-model': ['path', 'folder'],
  'install-model': ['save_path', 'filename'],
  'models.install': ['save_path', 'filename'],
  install: ['files'],
  update: ['edited_files'],
  'models.place': ['folder'],
  'models.removal': ['path'],
  'models.lookup': ['path'],
  'models.manifest': ['paths'],
  'packs.changes': ['from', 'to'],
  'packs.updateRisk': ['to'],
  'create-environment': ['to'],
  'environments.create': ['to'],
  'python.plan': ['to'],
  'snapshots.compare': ['from', 'to'],
  'workflows.read': ['path'],
  'workflows.packs': ['path'],
};

describe('a path of the machine', () => {
  it.each(rows)('of "%s" has the schema by which it is found', (name, schema) => {
    const texts = textsIn(shapeOf(schema));
    const pattern = shapeOf(MachinePath).pattern;
    const ofMachine = texts.filter((one) => one.pattern === pattern).map((one) => one.name);
    // Each of them is found where it stands, and nothing else is.
    const input = Object.fromEntries(texts.map((one) => [one.name, one.pattern === pattern ? path : 'x']));
    expect(machinePathsIn(schema, input)).toEqual(ofMachine.map(() => path));
    // Whatever sounds like one is one, or is known not to be.
    const sounding = texts.filter((one) => /path|folder|file|dir$|^(?:to|from|others|workflow)$/iu.test(one.name));
    const unknown = sounding.filter((one) => one.pattern !== pattern && !(listed[name] ?? []).includes(one.name));
    expect(unknown.map((one) => one.name)).toEqual([]);
  });

  it('is found in the tasks of an order, whatever stands beside them', () => {
    const task = (kind: string, params: object) => ({ kind, params, ui_id: 'a', client_id: 'b' });
    const found = (...tasks: object[]) => machinePathsIn(managerOperations['queue.order'].input, { tasks });
    expect(found(task('install-archive', { path }))).toEqual([path]);
    expect(found(task('enable', { cnr_id: 'x' }), task('move-models-folder', { to: '/a', from: '/b' }))).toEqual([
      '/a',
      '/b',
    ]);
    expect(found(task('remove-model', { path }))).toEqual([]);
    expect(machinePathsIn(managerOperations['queue.add'].input, task('use-models-folder', { path }))).toEqual([path]);
  });
});
