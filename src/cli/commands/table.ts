import { z } from 'zod';
import { isOperationName, operations } from '../../contract/operations';
import { HistoryItem } from '../../contract/tasks/tasks';
import { inputOf } from './inputs';
import type { ArgumentEntry, CommandEntry, CommandRow } from './row';
import { comfyCommands, ownCommands } from './comfyui';
import { installationCommands } from './installation';
import { libraryCommands } from './library';
import { packCommands } from './packs';

/** As much of a JSON schema as says what a person can write. */
interface Shape {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Shape[];
  items?: Shape;
  properties?: Record<string, Shape>;
  required?: string[];
}

const shapeOf = (schema: z.ZodType, io: 'input' | 'output'): Shape =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Shape;

/** What the program gives by itself, unless a command is about it: ids, and a mark that only the reference's own window sets. */
const givenByProgram = new Set(['client_id', 'ui_id', 'is_unknown']);

/** The form of a value that may also be null or left out. */
function withoutNull(shape: Shape): Shape {
  const spread = ({ type, ...rest }: Shape): Shape[] =>
    (Array.isArray(type) ? type : [type]).map((one) => ({ ...rest, ...(one !== undefined && { type: one }) }));
  const forms = (shape.anyOf ?? [shape]).flatMap(spread).filter(({ type }) => type !== 'null');
  // A switch may also be written as a number or a word in a query.
  return forms.find(({ type }) => type === 'boolean') ?? forms[0] ?? {};
}

function kindOf({ type, enum: choices, const: only }: Shape): Pick<ArgumentEntry, 'kind' | 'choices'> {
  if (type === 'boolean') return { kind: 'switch' };
  if (type === 'integer' || type === 'number') return { kind: 'number' };
  if (type === 'object' || type === undefined) return { kind: 'json' };
  const words = choices ?? (only === undefined ? undefined : [only]);
  return { kind: 'text', ...(words && { choices: words.map(String) }) };
}

const flagOf = (field: string): string =>
  field.replaceAll('_', '-').replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`);

function describeArgument(field: string, given: Shape, isRequired: boolean): ArgumentEntry {
  const shape = withoutNull(given);
  const isList = shape.type === 'array';
  const kind = kindOf(isList ? withoutNull(shape.items ?? {}) : shape);
  return { field, flag: flagOf(field), ...kind, ...(isList && { isList }), ...(isRequired && { isRequired }) };
}

/** Fields whose answer names a task that was ordered. */
function isOrder(row: CommandRow): boolean {
  if (row.operation === undefined) return false;
  const { mutates, output } = operations[row.operation];
  return mutates && 'ui_id' in (shapeOf(output, 'output').properties ?? {});
}

/** A row with what its schema says of its arguments. */
function describeRow(row: CommandRow): CommandEntry {
  const { properties = {}, required = [] } = shapeOf(inputOf(row), 'input');
  const { path, words, positionals = [] } = row;
  const given = { ...row.fixed, ...row.same };
  const isOpen = (field: string): boolean =>
    positionals.includes(field) || !(Object.hasOwn(given, field) || givenByProgram.has(field));
  const fields = Object.keys(properties).filter(isOpen);
  const isRequired = (field: string) => required.includes(field) && !Object.hasOwn(row.defaults ?? {}, field);
  return {
    ...{ path, words, example: path },
    ...row,
    positionals,
    arguments: fields.map((field) => describeArgument(field, properties[field] ?? {}, isRequired(field))),
    ordersTask: isOrder(row),
    changes: row.operation === undefined ? row.task !== undefined : operations[row.operation].mutates,
  };
}

/** Every command, in the order of the help. */
const commandRows: readonly CommandRow[] = [
  ...packCommands,
  ...libraryCommands,
  ...installationCommands,
  ...comfyCommands,
  ...ownCommands,
];

/** All commands with their arguments. The build writes them beside the program, so that its start needs no schema. */
export function describeCommands(): CommandEntry[] {
  return commandRows.map(describeRow);
}

/** The form of what `--json` prints of a command that calls one operation. */
export function outputSchemaOf({ operation }: CommandRow): unknown {
  return operation === undefined ? null : shapeOf(operations[operation].output, 'output');
}

/** True for a command that ends with a line of the history, whatever it calls. */
function endsWithTask({ task, ordersTask, own }: CommandEntry): boolean {
  return task !== undefined || ordersTask || own === 'install-needs' || own === 'undo';
}

/**
 * The form of what a command prints with `--json`; null: it prints none.
 * @param called the operation, for `call`
 */
export function answerSchemaOf(entry: CommandEntry, called: string | undefined): unknown {
  if (endsWithTask(entry)) return z.toJSONSchema(HistoryItem, { io: 'output', unrepresentable: 'any' });
  if (entry.own !== 'call') return outputSchemaOf(entry);
  return called !== undefined && isOperationName(called) ? shapeOf(operations[called].output, 'output') : null;
}

/** The JSON schema of each field that a command can be given. */
export const inputSchemaOf = (row: CommandRow): Record<string, object> =>
  shapeOf(inputOf(row), 'input').properties ?? {};
