import { z } from 'zod';
import { ClientId, UiId } from '../tasks/tasks';
import { UndoableTask, UndoPlan } from '../changes';
import { changes, Nothing, reads } from './shape';

const UndoInput = z.object({ ui_id: UiId, client_id: ClientId.optional() });

/** Taking single changes back. */
export const undoOperations = {
  /** The window's own door: which tasks can be taken back, newest first, told from the records alone. Whether one can be now, its plan says. */
  'undo.list': reads(Nothing, z.object({ tasks: z.array(UndoableTask) })),
  /** What taking back the change of a task would do. */
  'undo.plan': reads(UndoInput, UndoPlan),
  /** Starts at once; the task is of kind `undo`. Throws `undo-impossible` with what stands on the change. */
  'undo.order': changes(UndoInput, z.object({ ui_id: z.string() }), 'queue-control'),
} as const;
