import { z } from 'zod';
import { events, type AppEvent, type EventName } from '../../contract/events';
import { Installation } from '../../contract/installation';
import { DoorFailure } from '../../server/operations-door/ask-door';

/** What a door says first. */
const Hello = z.object({
  version: z.string(),
  installation: Installation.omit({ remote: true }).nullable(),
  operations: z.array(z.string()),
  number: z.int().nonnegative(),
});
export type Hello = z.infer<typeof Hello>;

/** What a core tells of its installation. Whatever else a door may send is of its own app, and would be taken for a word of ours. */
const ofCore: ReadonlySet<string> = new Set<EventName>([
  ...(['cmd-task-progress', 'cmd-log', 'cmd-queue-changed', 'cmd-packs-changed', 'cmd-comfyui-changed'] as const),
  ...(['cmd-bisect-changed', 'cmd-comfyui-log', 'cmd-catalogue-changed'] as const),
]);

const Frame = z.union([
  z.object({ hello: Hello }),
  z.object({ missed: z.literal(true) }),
  z.object({ event: z.object({ name: z.string(), payload: z.unknown() }), number: z.int().nonnegative() }),
]);

/** A frame of a door, as far as this version understands it; throws `DoorFailure` for what none of any version would be. */
export function readDoorFrame(frame: unknown): z.infer<typeof Frame> {
  const parsed = Frame.safeParse(frame);
  if (parsed.success) return parsed.data;
  throw new DoorFailure('strange', 'another form of frame');
}

/** An event of a core; null for what this version does not know, in name or form. */
export function readCoreEvent({ name, payload }: { name: string; payload: unknown }): AppEvent | null {
  if (!ofCore.has(name)) return null;
  const parsed = events[name as EventName].safeParse(payload);
  return parsed.success ? ({ name, payload: parsed.data } as AppEvent) : null;
}
