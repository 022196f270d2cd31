import { z } from 'zod';
import { ClientId, UiId } from '../tasks';
import { UndoPlan } from '../changes';
import { changes, reads } from './shape';

const UndoInput = z.object({ ui_id: UiId, client_id: ClientId.optional() });

/** Taking single changes back. */
export const undoOperations = {
  /** What taking back the change of a task would do. */
  'undo.plan': reads(UndoInput, UndoPlan),
  /** Starts at once; the task is of kind `undo`. Throws `undo-impossible` with what stands on the change. */
  'undo.order': changes(UndoInput, z.object({ ui_id: z.string() })),
} as const;
