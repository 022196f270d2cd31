import { z } from 'zod';
import { createEmitter } from '../../../base/async/emitter';
import { createSerial } from '../../../base/async/serial';
import { writeJson } from '../../../base/files/files';
import { readOwnText } from '../../../base/files/own-file';
import { LeanPacks } from '../../../contract/comfyui/comfyui-status';
import { leanOf } from '../arguments/launch-plan';
import type { StoredStart } from '../process/begin-run';

const Stored = z.object({
  /** The packs of every start that names no others. */
  chosen: LeanPacks.extend({ isProfile: z.boolean().default(false) })
    .nullable()
    .default(null),
  /** Named sets that an earlier version offered. They stay as they are; of the chosen one these are the packs. */
  profiles: z.array(z.looseObject(LeanPacks.shape)).default([]),
});
type Stored = z.infer<typeof Stored>;

async function readStored(file: string): Promise<Stored> {
  const text = await readOwnText(file);
  // What cannot be read was set aside, and told, before anything reads it (`own-files.ts`).
  const read = Stored.safeParse(text === null ? {} : JSON.parse(text));
  return read.success ? read.data : Stored.parse({});
}

function chosenOf({ chosen, profiles }: Stored): LeanPacks | null {
  if (chosen === null) return null;
  const { isProfile, name, packs } = chosen;
  const profile = isProfile ? profiles.find((one) => one.name === name) : undefined;
  return { name, packs: profile?.packs ?? packs };
}

/** Opens the start that is kept in `file`, beyond this run of the app (docs/rooms/comfyui.md). */
export async function openStoredStart(file: string): Promise<StoredStart> {
  const stored = await readStored(file);
  const inTurn = createSerial();
  const changes = createEmitter<null>();
  let chosen = chosenOf(stored);
  return {
    current: () => (chosen === null ? { mode: 'normal' } : { mode: 'lean', ...chosen }),
    async keep(order) {
      await inTurn(async () => {
        const next = leanOf(order);
        if (JSON.stringify(next) === JSON.stringify(chosen)) return;
        // An earlier version reads nothing of a choice that does not say whether it is one of its sets.
        await writeJson(file, { ...stored, chosen: next && { ...next, isProfile: false } });
        chosen = next;
      });
      changes.emit(null);
    },
    onChange: (listener) => changes.on(listener),
  };
}
