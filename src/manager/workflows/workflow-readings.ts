import { readBeside } from '../../base/beside/read-beside';
import { openFile, readPart, TooDearError, type Reading } from '../../base/beside/reading';
import { AppError } from '../../contract/errors';
import { msg } from '../../contract/text/message';
import { readWorkflowFile } from '../../workflow-files/workflow-file';
import { NoWorkflowError, type NoWorkflowReason } from '../../workflow-files/workflow-source';
import { readWorkflow } from './read-workflow';
import type { ClassUse, WorkflowContent } from './workflow-content';

/** Longer saved workflows are not read. */
export const maxSavedBytes = 4 * 1024 * 1024;

/** What a text says of what it needs. Throws `workflow-unreadable`. */
export const workflowContent: Reading<string, WorkflowContent> = { name: 'workflow-content', read: readWorkflow };

/** The same beside the main thread. Throws `workflow-unreadable`, also for a text that takes too long. */
export async function readContent(text: string): Promise<WorkflowContent> {
  try {
    return await readBeside(workflowContent, text);
  } catch (error) {
    if (!(error instanceof TooDearError)) throw error;
    throw new AppError(
      'workflow-unreadable',
      msg`This workflow takes more time or memory to read than any real one does.`,
      {
        remedy: msg`Save it again in ComfyUI with "Save" or "Export (API)", or use a picture that ComfyUI saved.`,
      },
    );
  }
}

/** What is kept of a saved workflow. */
export interface SavedContent {
  classes: ReadonlyMap<string, Pick<ClassUse, 'named'>>;
  models: readonly string[];
}

/** What a saved workflow uses, by its path. Throws for what is half written, or no workflow. */
export const savedContent: Reading<string, SavedContent> = {
  name: 'saved-workflow',
  read: (path) => {
    const { classes, models } = readWorkflow(readPart(path, { bytes: maxSavedBytes }).toString('utf8'));
    return { classes: new Map([...classes].map(([name, { named }]) => [name, { named }])), models: [...models.keys()] };
  },
};

/** The workflow in a file as one text, or why there is none: in a text, a picture, a film or a sound. */
export const workflowInFile: Reading<string, { text: string } | { reason: NoWorkflowReason }> = {
  name: 'workflow-file',
  read: async (path) => {
    try {
      return { text: await readWorkflowFile(await openFile(path)) };
    } catch (thrown) {
      if (thrown instanceof NoWorkflowError) return { reason: thrown.reason };
      throw thrown;
    }
  },
};
