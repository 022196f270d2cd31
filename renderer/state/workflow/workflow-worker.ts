/// <reference lib="webworker" />
// Reads a given file beside the window's own thread: whoever made it may have made it so that reading never ends.
import { readWorkflowFile } from '../../../src/workflow-files/workflow-file';
import { NoWorkflowError, type NoWorkflowReason } from '../../../src/workflow-files/workflow-source';

/** What was in a file: the text of its workflow, or why there is none. */
export type WorkflowAnswer = { text: string } | { reason: NoWorkflowReason };

async function answer(file: File): Promise<WorkflowAnswer> {
  try {
    return { text: await readWorkflowFile(file) };
  } catch (thrown) {
    return { reason: thrown instanceof NoWorkflowError ? thrown.reason : 'unreadable' };
  }
}

addEventListener('message', ({ data }: MessageEvent<File>) => {
  void answer(data).then((found) => postMessage(found));
});
