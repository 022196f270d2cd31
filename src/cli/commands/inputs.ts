import { z } from 'zod';
import { ModelQuery } from '../../contract/found-models';
import { operations } from '../../contract/operations';
import { UndoParams, QueueTask, type TaskKind } from '../../contract/tasks/tasks';
import { WorkflowText } from '../../contract/workflows';
import type { CommandRow, OwnCommand } from './row';

/** The shells that can be told how to complete. */
export const Shell = z.enum(['bash', 'zsh', 'fish', 'powershell']);
export type Shell = z.infer<typeof Shell>;

const ownInputs: Readonly<Record<OwnCommand, z.ZodType>> = {
  call: z.object({ name: z.string(), input: z.string().optional() }),
  completion: z.object({ shell: Shell }),
  doctor: z.object({}),
  door: z.object({ start: z.boolean().optional() }),
  'install-needs': WorkflowText,
  'install-page': ModelQuery.extend({ filename: z.string().optional() }),
  mcp: z.object({ allow: z.enum(['change']).optional() }),
  open: z.object({}),
  serve: z.object({
    port: z.string().optional(),
    launch: z.boolean().optional(),
    log: z.enum(['text', 'json']).optional(),
    installComfyui: z.string().optional(),
    python: z.string().optional(),
    torch: z.string().optional(),
    comfyuiVersion: z.string().optional(),
  }),
  undo: UndoParams.pick({ undo_ui_id: true }).partial(),
  watch: z.object({}),
};

/** The schema of the parameters of a kind of task. */
function paramsOf(kind: TaskKind): z.ZodType {
  const found = QueueTask.options.find((option) => option.shape.kind.value === kind);
  return found?.shape.params ?? z.never();
}

/** What a command takes, as the schema says of what it calls. */
export function inputOf(row: CommandRow): z.ZodType {
  if (row.task !== undefined) return paramsOf(row.task);
  return row.own === undefined ? operations[row.operation].input : ownInputs[row.own];
}
