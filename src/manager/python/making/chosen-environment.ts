import { join } from 'node:path';
import { z } from 'zod';
import { isInside, readJsonIfPresent, writeJson } from '../../../base/files/files';
import { AppError } from '../../../contract/errors';
import { msg } from '../../../contract/text/message';
import { interpreterIn } from './make-environment';

/** The file lies in the folder of the installation, whoever wrote it: it names an environment that lies there as well, and no program elsewhere. */
const NameBelow = z.string().refine((name) => isInside('folder', join('folder', name)), 'It leads out of its folder.');

/** A switch of environments as it was made last. */
const Choice = z.object({
  version: z.literal(1),
  /** Of one that this app made; null: the installation's own. */
  name: NameBelow.nullable(),
  /** What was used before. */
  before: z.string().nullable(),
  /** RFC 3339. */
  at: z.string(),
  /** The task that made it. */
  task: z.object({ uiId: z.string(), orderedAt: z.string() }).nullable(),
  /** A word that ComfyUI needs with this environment and that was added to its arguments. */
  addedArgument: z.string().nullable().default(null),
});
export type Choice = z.infer<typeof Choice>;

/** Which environment an installation was switched to. It lies with the installation, so that it counts wherever that is opened. */
export interface ChosenEnvironment {
  /** The last switch; null where nothing was ever switched. */
  current(): Choice | null;
  /** The name of the environment in use; null: the installation's own. */
  name(): string | null;
  /** The interpreter of the one in use; null: the installation's own counts. Throws `environment-missing` for one that is not there any more. */
  interpreter(): Promise<string | null>;
  choose(choice: Omit<Choice, 'version'>): Promise<void>;
}

const fileName = 'environment.json';

/** Where environments of an installation lie that this app made. */
export function environmentsDirIn(desktopDir: string): string {
  return join(desktopDir, 'environments');
}

/** Reads what was chosen before. A file that cannot be understood chooses nothing. */
export async function openChosenEnvironment(desktopDir: string): Promise<ChosenEnvironment> {
  const file = join(desktopDir, fileName);
  let chosen = Choice.safeParse(await readJsonIfPresent(file).catch(() => null)).data ?? null;
  return {
    current: () => chosen,
    name: () => chosen?.name ?? null,
    async interpreter() {
      const name = chosen?.name ?? null;
      if (name === null) return null;
      const folder = join(environmentsDirIn(desktopDir), name);
      const found = await interpreterIn(folder);
      if (found !== null) return found;
      throw new AppError(
        'environment-missing',
        msg`The environment "${name}" that ComfyUI was switched to is no longer there.`,
        {
          remedy: msg`Use another environment under ComfyUI > Environment, or create a new one.`,
          details: { folder },
        },
      );
    },
    async choose(choice) {
      const next: Choice = { version: 1, ...choice };
      await writeJson(file, next);
      chosen = next;
    },
  };
}
