import { expect } from 'playwright/test';
import type { Locator, Page, Request, Response } from 'playwright';

/** Entries of the dialog's left column. */
export type ManagerTab =
  'All Extensions' | 'Not Installed' | 'All installed' | 'Updates Available' | 'Conflicting' | 'Missing Nodes';

export type CardState = 'not listed' | 'not installed' | 'installing' | 'enabled' | 'disabled';

/** The web UI's manager, opened. Packs are named by their title, as a person reads it. */
export interface ManagerDialog {
  root: Locator;
  /** Goes there with an empty search. */
  tab(name: ManagerTab): Promise<void>;
  search(text: string): Promise<void>;
  card(title: string): Locator;
  /** Opens the side panel of a pack. */
  select(title: string, timeoutMs?: number): Promise<Locator>;
  install(title: string): Promise<void>;
  /** Picks a version in the list behind the badge: `1.1.0`, `Nightly`, or the beginning of `Latest (1.2.0)`. */
  pickVersion(title: string, version: string): Promise<void>;
  update(title: string): Promise<void>;
  updateAll(): Promise<void>;
  /** Installs every pack of the tab "Missing Nodes". */
  installMissing(): Promise<void>;
  setEnabled(title: string, isEnabled: boolean): Promise<void>;
  uninstall(title: string): Promise<void>;
  /** How the card shows a pack, or that there is no card of it. A dialog that has closed by itself is opened again and searched. */
  state(title: string): Promise<CardState>;
  /** Version in the badge of the card. */
  version(title: string): Promise<string>;
  close(): Promise<void>;
}

/** Whether the registry answers which packs are to be listed; it is also asked about those that are installed. */
function isSearchAnswer(response: Response): boolean {
  const { pathname, searchParams } = new URL(response.url());
  return /\/nodes(\/search)?$/.test(pathname) && searchParams.has('limit');
}

/** Opens the dialog by the button in the top bar, unless it is open. */
export async function openManager(page: Page): Promise<ManagerDialog> {
  const root = page.getByRole('dialog').filter({ has: page.getByRole('heading', { name: 'Nodes Manager' }) });
  // 1.53.10 closes it when something beside it is used or takes the focus, e.g. the toast.
  const ensureOpen = async () => {
    if ((await root.count()) > 0) return;
    await page.getByRole('button', { name: 'Extensions', exact: true }).click();
    await expect(root).toBeVisible();
  };
  // What was searched for in another tab is remembered and searched for at once. Its answer would stand for a search that is typed before it comes.
  const listed = (await root.count()) > 0 ? null : page.waitForResponse(isSearchAnswer);
  await ensureOpen();
  await listed;
  const card = (title: string) => root.locator('[data-virtual-grid-item]').filter({ hasText: title }).first();
  return {
    root,
    card,
    tab: async (name) => {
      await ensureOpen();
      await root.getByPlaceholder('Search').fill('');
      await root.locator('nav [role="button"]', { hasText: name }).click();
    },
    search: async (text) => {
      await ensureOpen();
      await root.getByPlaceholder('Search').fill(text);
    },
    state: async (title) => {
      if ((await root.count()) === 0) {
        await ensureOpen();
        await root.getByPlaceholder('Search').fill(title);
      }
      return readState(card(title));
    },
    close: async () => {
      if ((await root.count()) === 0) return;
      await root.getByRole('button', { name: 'Close dialog' }).first().click();
      await expect(root).toHaveCount(0);
    },
    updateAll: () =>
      insist(page, (timeout) =>
        root
          .getByRole('button', { name: /^Update( All)?$/ })
          .first()
          .click({ timeout }),
      ),
    installMissing: () =>
      insist(page, (timeout) => root.getByRole('button', { name: 'Install All' }).first().click({ timeout })),
    ...packActions(page, root, card),
  };
}

type PackActions = Omit<
  ManagerDialog,
  'root' | 'card' | 'tab' | 'search' | 'state' | 'close' | 'updateAll' | 'installMissing'
>;

/**
 * Does what asks for tasks, until the first is asked for. The list is drawn anew some time after the last key and the registry's answer, which closes what
 * was opened over a card, clears what was selected, and takes away a switch before it has said that it was clicked. So it is begun again when it
 * vanishes or asks for nothing. A click that waits for what has vanished looks like one on a busy machine: so each attempt may take twice as long as the
 * one before, and the limit of the test ends what hangs.
 */
async function insist(page: Page, steps: (timeout: number) => Promise<void>): Promise<void> {
  let isRequested = false;
  const note = (request: Request) => {
    isRequested ||= new URL(request.url()).pathname.endsWith('/queue/task');
  };
  page.on('request', note);
  let limitMs = firstLimitMs;
  await expect(async () => {
    limitMs *= 2;
    // What the attempt before asked for may have come only now.
    if (isRequested) return;
    await steps(limitMs / 2);
    await expect.poll(() => isRequested, { timeout: limitMs }).toBe(true);
  }).toPass();
  page.off('request', note);
}

const firstLimitMs = 3000;

/** What is done to one pack, on its card or in the side panel. */
function packActions(page: Page, root: Locator, card: (title: string) => Locator): PackActions {
  const panel = root.locator('aside');
  const badge = (title: string) => card(title).locator('[aria-haspopup="true"]').first();
  const select = async (title: string, timeout?: number) => {
    await card(title).locator('p').first().click({ timeout });
    await expect(panel.getByText(title, { exact: true }).first()).toBeVisible({ timeout });
    return panel;
  };
  const act = (title: string, action: string) =>
    insist(page, async (timeout) => {
      const shown = await select(title, timeout);
      await shown.getByRole('button', { name: action, exact: true }).click({ timeout });
    });
  return {
    select,
    install: (title) =>
      insist(page, (timeout) => card(title).getByRole('button', { name: 'Install', exact: true }).click({ timeout })),
    pickVersion: (title, version) =>
      insist(page, async (timeout) => {
        const picker = page.getByRole('dialog').filter({ hasText: 'Select Version' }).last();
        if (!(await picker.isVisible())) await badge(title).click({ timeout });
        const option = picker.getByRole('option').filter({ hasText: version }).first();
        await option.click({ timeout });
        // The list may have been drawn anew under the click, when the versions came in: then none is chosen.
        await expect(option).toHaveAttribute('aria-selected', 'true', { timeout });
        await picker.getByRole('button', { name: 'Install', exact: true }).click({ timeout });
      }),
    update: (title) => act(title, 'Update'),
    uninstall: (title) => act(title, 'Uninstall'),
    setEnabled: async (title, isEnabled) => {
      const toggle = card(title).getByRole('switch');
      await expect(toggle).toHaveAttribute('aria-checked', String(!isEnabled));
      await insist(page, (timeout) => toggle.click({ force: true, timeout }));
    },
    version: async (title) => (await badge(title).innerText()).trim(),
  };
}

async function readState(card: Locator): Promise<CardState> {
  const toggle = card.getByRole('switch');
  if ((await toggle.count()) > 0) {
    return (await toggle.getAttribute('aria-checked')) === 'true' ? 'enabled' : 'disabled';
  }
  if ((await card.getByText('Installing').count()) > 0) return 'installing';
  return (await card.count()) > 0 ? 'not installed' : 'not listed';
}
