import { AppError } from '../../../contract/errors';
import { type Message, msg } from '../../../contract/text/message';
import type { ComfyOptions } from '../arguments/comfy-options';
import { canLoadPart } from '../arguments/part-of-packs';

function impossible(message: string | Message, remedy: Message): AppError {
  return new AppError('lean-impossible', message, { remedy });
}

/** Throws `lean-impossible` where ComfyUI's own `--help` does not name what a start with some of the packs needs. */
export async function provePart(options: Pick<ComfyOptions, 'read'>): Promise<void> {
  const { options: known, problem } = await options.read();
  if (canLoadPart(known.flatMap(({ flags }) => flags))) return;
  if (problem !== null) throw impossible(problem, msg`Repair its Python environment under ComfyUI > Environment.`);
  throw impossible(
    msg`This version of ComfyUI cannot be started with a part of its packs: it has no --whitelist-custom-nodes.`,
    msg`Update ComfyUI to a version from July 2025 or later, or start it with all packs.`,
  );
}
