import { formatMessage } from '../../contract/text/message';
import { inputSchemaOf } from '../commands/table';
import type { CommandEntry } from '../commands/row';

/** A command as an agent sees it. */
export interface CommandTool {
  entry: CommandEntry;
  name: string;
  description: string;
  inputSchema: { type: 'object'; properties: Record<string, object>; required: string[] };
}

const confirmHint =
  'This changes something. The first call answers only what it would do; call it again with `confirm: true` to do it.';

const fileHint =
  'In place of `text`: the path of a file on this machine, which can be a picture (PNG, WebP, JPEG) with a workflow in it.';

const nameOfTool = ({ path }: CommandEntry): string => path.replaceAll(' ', '_');

function describeTool(entry: CommandEntry): CommandTool {
  const properties = inputSchemaOf(entry);
  const { fromFile } = entry;
  const fields = entry.arguments.map(({ field }) => [field, properties[field] ?? {}] as const);
  const file = fromFile && { file: { type: 'string', description: fileHint } };
  const words = formatMessage(entry.words);
  const search = entry.search && { words: { type: 'array', items: { type: 'string' } } };
  const confirm = entry.changes && { confirm: { type: 'boolean', description: confirmHint } };
  return {
    entry,
    name: nameOfTool(entry),
    description: entry.changes ? `${words} ${confirmHint}` : words,
    inputSchema: {
      type: 'object',
      properties: { ...Object.fromEntries(fields), ...file, ...search, ...confirm },
      required: entry.arguments.flatMap(({ field, isRequired }) => (isRequired && field !== fromFile ? [field] : [])),
    },
  };
}

/** The commands that an agent may use: those that read, and with `mayChange` all others that are one operation or one task. */
export function listTools(table: readonly CommandEntry[], mayChange: boolean): CommandTool[] {
  const isOffered = ({ own, changes }: CommandEntry): boolean => own === undefined && (mayChange || !changes);
  return table.filter(isOffered).map(describeTool);
}
