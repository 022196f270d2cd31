import { z } from 'zod';
import { PolicyVerdict } from '../policy';
import { HistoryItem, QueueStatus, QueueTask, QueueView, UiId } from '../tasks/tasks';
import { reads, changes, LooseBoolean, Nothing, HistoryId } from './shape';

const OptionalId = z.string().max(200).optional();

/** The queue of tasks. */
export const queueOperations = {
  'queue.add': changes(QueueTask, Nothing, 'queue-control'),
  'queue.status': reads(z.object({ client_id: OptionalId }), QueueStatus),
  /**
   * What a click orders: all of it is taken or nothing, and begun. The window's own door. `rows` of the policy table are those that the tasks will
   * answer to, as far as the window knows. When the policy refuses one, nothing is taken, and `denied` says what the person has to be asked.
   */
  'queue.order': changes(
    z.object({ tasks: z.array(QueueTask).min(1), rows: z.array(z.string().min(1).max(100)).max(100).default([]) }),
    z.object({ denied: PolicyVerdict.nullable() }),
    'queue-control',
  ),
  'queue.start': changes(Nothing, z.object({ started: z.boolean() }), 'queue-control'),
  'queue.reset': changes(Nothing, z.object({ dropped: z.int() }), 'queue-control'),
  'queue.cancel': changes(z.object({ ui_id: UiId }), Nothing, 'queue-control'),
  /** Lets one task wait until it is resumed: one that waits, or a download of a model, of which what has come stays. Or lets it go on. */
  'queue.pauseTask': changes(z.object({ ui_id: UiId, paused: LooseBoolean }), Nothing, 'queue-control'),
  /** Puts a task that waits before another one, or without `before` at the end. */
  'queue.move': changes(z.object({ ui_id: UiId, before: UiId.nullish() }), Nothing, 'queue-control'),
  'queue.pause': changes(Nothing, Nothing, 'queue-control'),
  'queue.resume': changes(Nothing, Nothing, 'queue-control'),
  'queue.view': reads(Nothing, QueueView),
  'queue.log': reads(z.object({ ui_id: UiId }), z.object({ lines: z.array(z.string()) })),
  'queue.history': reads(
    z.object({
      ui_id: OptionalId,
      client_id: OptionalId,
      max_items: z.coerce.number().int().min(1).optional(),
      offset: z.coerce.number().int().min(0).optional(),
    }),
    z.object({ history: z.record(z.string(), HistoryItem) }),
  ),
  'queue.batch': reads(z.object({ id: HistoryId }), z.record(z.string(), z.unknown())),
  'queue.batches': reads(Nothing, z.object({ ids: z.array(z.string()) })),
} as const;
