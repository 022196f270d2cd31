import { useEffect, useState } from 'react';
import type { MarkdownTree } from './markdown-tree';
import type { MarkdownAnswer, MarkdownQuestion } from './markdown-worker';

/** Most readmes take some ten milliseconds; the longest that are shown, some seconds on a busy machine. */
const deadlineMs = 10_000;

/** Has a text read by a thread of its own, which is ended when it does not come to an end itself. Answers what calls it off. */
function readBeside(question: MarkdownQuestion, onTree: (tree: MarkdownTree | null) => void): () => void {
  const worker = new Worker(new URL('./markdown-worker.ts', import.meta.url), { type: 'module' });
  let deadline: number | undefined;
  const stop = (): void => {
    window.clearTimeout(deadline);
    worker.terminate();
  };
  const end = (tree: MarkdownTree | null): void => {
    stop();
    onTree(tree);
  };
  worker.onmessage = ({ data }: MessageEvent<MarkdownAnswer>) => {
    if (data !== 'ready') {
      end(data.tree);
      return;
    }
    deadline = window.setTimeout(() => end(null), deadlineMs);
    worker.postMessage(question);
  };
  worker.onerror = () => end(null);
  return stop;
}

/** What a text of somebody else says; null where it is shown as it stands, `undefined` while it is read. */
export function useMarkdown(text: string, linkBase: string | null): MarkdownTree | null | undefined {
  const [read, setRead] = useState<MarkdownQuestion & { tree: MarkdownTree | null }>();
  useEffect(() => readBeside({ text, linkBase }, (tree) => setRead({ text, linkBase, tree })), [text, linkBase]);
  return read?.text === text && read.linkBase === linkBase ? read.tree : undefined;
}
