import { readBeside } from '../../base/beside/read-beside';
import { TooDearError } from '../../base/beside/reading';
import { AppError } from '../../contract/errors';
import { type Message, msg } from '../../contract/text/message';
import { workflowInFile } from '../../manager/workflows/workflow-readings';

const reasons: Readonly<Record<string, Message>> = {
  tooLarge: msg`it is too large`,
  brokenPicture: msg`it is damaged`,
  otherParameters: msg`another program made it, whose parameters are no workflow`,
};

/** The workflow in a file of this machine: its text, or what a picture, a film or a sound carries. Throws `not-found`, `workflow-unreadable`. */
export async function readWorkflowText(file: string): Promise<string> {
  const refuse = (why: Message): AppError =>
    new AppError('workflow-unreadable', msg`There is no workflow in ${file}: ${why}.`, {
      remedy: msg`Save it again in ComfyUI with "Save" or "Export (API)", or use a picture that ComfyUI saved.`,
    });
  try {
    const found = await readBeside(workflowInFile, file);
    if ('text' in found) return found.text;
    throw refuse(reasons[found.reason] ?? msg`it carries none`);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (error instanceof TooDearError) throw refuse(msg`it takes more time or memory to read than any real file does`);
    throw new AppError('not-found', msg`${file} cannot be read: ${(error as Error).message}.`);
  }
}
