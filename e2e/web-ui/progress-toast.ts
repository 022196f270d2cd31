import { expect } from 'playwright/test';
import type { Locator, Page } from 'playwright';

/** One task as the toast lists it. */
export interface ToastTask {
  /** e.g. `Installing prompt-garden`. */
  title: string;
  lines: string[];
}

/** The bar at the lower edge that tells of the manager's tasks. */
export interface ProgressToast {
  root: Locator;
  /** Waits until all tasks have ended: the offer to restart is there. */
  waitUntilIdle(): Promise<void>;
  /** Unfolds the lists. Older web UIs offer it only while a task runs, and need it before they show what failed. */
  expand(): Promise<void>;
  /** The tasks of this session that run or went well, with the log lines shown for each. */
  tasks(): Promise<ToastTask[]>;
  /** Those in the tab "Failed". */
  failed(): Promise<ToastTask[]>;
  /** Restarts ComfyUI and waits until the page says it is done. */
  applyChanges(): Promise<void>;
  close(): Promise<void>;
}

/** The web UI itself waits 120 s for the reconnect. A real ComfyUI was seen to need 60 s for a restart on a busy machine. */
const restartMs = 115_000;

export function progressToast(page: Page): ProgressToast {
  const root = page.locator('.fixed.inset-x-4.bottom-6');
  const apply = root.locator('button', { hasText: 'Apply Changes' });
  return {
    root,
    waitUntilIdle: () => expect(apply).toBeVisible(),
    expand: () => root.locator('button[aria-label="Expand"]').click(),
    tasks: () => readIn(root, 'Installation Queue'),
    failed: () => readIn(root, 'Failed'),
    applyChanges: async () => {
      await apply.click();
      await expect(apply).toHaveCount(0, { timeout: restartMs });
      await expect(root.getByText(/restarting/i)).toHaveCount(0, { timeout: restartMs });
    },
    close: () => root.locator('button[aria-label="Close"]').click(),
  };
}

/** Reads one list and folds the toast up again, where it can be: it covers the dialog. */
async function readIn(root: Locator, name: 'Installation Queue' | 'Failed'): Promise<ToastTask[]> {
  const unfold = root.locator('button[aria-label="Expand"]');
  if ((await unfold.count()) > 0) await unfold.click();
  const tab = root.locator('[role="tab"], [role="menuitem"]').filter({ hasText: name });
  // Older web UIs keep the lines of what succeeded in the page while the toast is folded up; the tabs are not there then.
  const hasTabs = (await tab.count()) > 0;
  if (hasTabs) await tab.click();
  const tasks = hasTabs || name === 'Installation Queue' ? await readTasks(root) : [];
  const fold = root.locator('button[aria-label="Collapse"]');
  if ((await fold.count()) > 0) await fold.click();
  return tasks;
}

function readTasks(root: Locator): Promise<ToastTask[]> {
  return root.locator('details, .p-panel').evaluateAll((panels) =>
    panels.map((panel) => ({
      title: panel.querySelector('span > span, .p-panel-header span')?.textContent ?? '',
      lines: [...panel.querySelectorAll('pre')].map((line) => line.textContent.trimEnd()),
    })),
  );
}
