/// <reference lib="webworker" />
// Reads Markdown beside the window's own thread: whoever wrote it may have written it so that reading takes minutes.
import { readMarkdown, type MarkdownTree } from './markdown-tree';

/** What is asked. */
export interface MarkdownQuestion {
  text: string;
  linkBase: string | null;
}

/** First that it is there, then what it has read. */
export type MarkdownAnswer = 'ready' | { tree: MarkdownTree | null };

addEventListener('message', ({ data: { text, linkBase } }: MessageEvent<MarkdownQuestion>) => {
  postMessage({ tree: readMarkdown(text, linkBase) } satisfies MarkdownAnswer);
});
postMessage('ready' satisfies MarkdownAnswer);
