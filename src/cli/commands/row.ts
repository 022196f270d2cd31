import type { OperationName } from '../../contract/operations';
import type { TaskKind } from '../../contract/tasks/tasks';
import type { Message } from '../../contract/text/message';

/** A list of an answer as a table: `rows` is the field that has it (`models.choices`: those of all models), `columns` are the fields of each of its rows, as `--json` names them (`torch.version`). */
export interface ListRow {
  rows: string;
  columns: readonly string[];
}

/** What a command says of itself beside what it does. Names and kinds of its arguments come from the schema of what it calls. */
interface CommandWords {
  /** `pack install`. */
  path: string;
  words: Message;
  /** What stands behind the name of the program; left out, the path alone. */
  example?: string;
  /** Fields of the input that are given by their place, in this order; the last one takes all that is left where it is a list. */
  positionals?: readonly string[];
  /** Values of fields that are not given. */
  defaults?: Readonly<Record<string, unknown>>;
  /** Fields that nobody gives: they have these values. */
  fixed?: Readonly<Record<string, unknown>>;
  /** Fields that have the value of another one. */
  same?: Readonly<Record<string, string>>;
  /** A field whose value is read from the file that is named in its place; `-` is the standard input. */
  fromFile?: string;
  /** How people see the answer; without it every field has its line. */
  lists?: readonly ListRow[];
  /** What its lists show is wrong: it ends with 1 where there is any. */
  isCheck?: boolean;
  /** Columns of the first list in which the further words of the command are looked for. */
  search?: readonly string[];
  /** The operation that tells what would change, and its input: a word in it is the field of the command whose value stands there. */
  plan?: { operation: OperationName; input: Readonly<Record<string, unknown>> };
  /** The person at the terminal alone decides it: no program does by a token, and no agent. */
  isByPerson?: boolean;
  /** What it is about lives as long as the core: a core that is opened for one call is no use. */
  isOfRunningCore?: boolean;
}

/** One command: an operation, a task of the queue, or something that the program itself does. */
export type CommandRow = CommandWords &
  (
    | { operation: OperationName; task?: never; own?: never }
    | { task: TaskKind; operation?: never; own?: never }
    | { own: OwnCommand; operation?: never; task?: never }
  );

/** What no single operation does. */
export type OwnCommand =
  | 'call'
  | 'completion'
  | 'doctor'
  | 'door'
  | 'install-needs'
  | 'install-page'
  | 'mcp'
  | 'open'
  | 'serve'
  | 'undo'
  | 'watch';

/** One value that a command takes. */
export interface ArgumentEntry {
  /** The field of the input. */
  field: string;
  /** As it is written behind `--`. */
  flag: string;
  kind: 'text' | 'number' | 'switch' | 'json';
  choices?: readonly string[];
  isList?: boolean;
  isRequired?: boolean;
}

/** A row with its arguments: what the program reads when it starts. Plain data, so that a start needs no schema. */
export type CommandEntry = CommandRow & {
  example: string;
  positionals: readonly string[];
  arguments: readonly ArgumentEntry[];
  /** The answer names a task, which is followed to its end. */
  ordersTask: boolean;
  /** It changes something. */
  changes: boolean;
};
