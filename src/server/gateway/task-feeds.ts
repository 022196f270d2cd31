import { createLogFeed, type LogFeed } from './log-feed';
import type { Tab } from './tab';

/** The log lines of the tasks that run, each on its way to whoever reads them. */
export interface TaskFeeds {
  /** The start of a task has been told; its lines may follow. */
  begin(uiId: string, listeners: () => readonly Tab[]): void;
  add(uiId: string, lines: readonly string[]): void;
  /** Tells what is left of one task; left out: of all. */
  end(uiId?: string): void;
}

/** Makes them. Lines that come before the start of their task wait for it. */
export function createTaskFeeds(): TaskFeeds {
  const feeds = new Map<string, LogFeed>();
  let early: { uiId: string; lines: string[] } = { uiId: '', lines: [] };
  return {
    begin(uiId, listeners) {
      const feed = createLogFeed({
        isReady: () => listeners().every((tab) => !tab.isPaused),
        send: (frame) => {
          for (const tab of listeners()) tab.send(frame);
        },
      });
      feeds.set(uiId, feed);
      if (early.uiId === uiId) feed.add(early.lines);
      early = { uiId: '', lines: [] };
    },
    add(uiId, lines) {
      const feed = feeds.get(uiId);
      if (feed) feed.add(lines);
      else if (early.uiId === uiId) early.lines.push(...lines);
      else early = { uiId, lines: [...lines] };
    },
    end(uiId) {
      for (const ended of uiId === undefined ? [...feeds.keys()] : [uiId]) {
        feeds.get(ended)?.end();
        feeds.delete(ended);
      }
    },
  };
}
