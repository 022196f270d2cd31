import type { WorkflowAnswer } from './workflow-worker';

/** Real files take milliseconds; planted ones can take hours. */
const deadlineMs = 15_000;

/** The workflow in a file, or why there is none, read by a thread of its own that is ended when it does not come to an end itself. */
export async function readBeside(file: File): Promise<WorkflowAnswer> {
  const worker = new Worker(new URL('./workflow-worker.ts', import.meta.url), { type: 'module' });
  let deadline: number | undefined;
  const found = await new Promise<WorkflowAnswer>((done) => {
    worker.onmessage = ({ data }: MessageEvent<WorkflowAnswer>) => done(data);
    worker.onerror = () => done({ reason: 'unreadable' });
    deadline = window.setTimeout(() => done({ reason: 'brokenPicture' }), deadlineMs);
    worker.postMessage(file);
  });
  window.clearTimeout(deadline);
  worker.terminate();
  return found;
}
