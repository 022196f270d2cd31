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
  'This changes something. A call without `confirm` answers only what it would do, and an id; call it again with the same arguments and that id as `confirm` to do it.';

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
  const confirm = entry.changes && { confirm: { type: 'string', description: confirmHint } };
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
  const isOffered = ({ own, isByPerson, changes }: CommandEntry): boolean =>
    own === undefined && isByPerson !== true && (mayChange || !changes);
  return table.filter(isOffered).map(describeTool);
}
