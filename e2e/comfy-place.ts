import type { Page } from 'playwright';
import { expect } from './app';

/** Waits until the place of ComfyUI says that it is in a state. */
export async function expectState(page: Page, state: string): Promise<void> {
  await expect(page.getByTestId('comfy-state')).toHaveAttribute('data-state', state);
}

/** Opens a tab of the place of ComfyUI. */
export async function showTab(page: Page, tab: 'overview' | 'log' | 'arguments'): Promise<void> {
  await page.getByTestId('place-comfyui').click();
  await page.getByTestId(`comfy-tab-${tab}`).click();
}

/** Starts ComfyUI by the button of its place, until it runs. */
export async function startHere(page: Page): Promise<void> {
  await page.getByTestId('comfy-start').click();
  await expectState(page, 'running');
}

/** Stops ComfyUI by the button of its place, until it is stopped. */
export async function stopHere(page: Page): Promise<void> {
  await page.getByTestId('comfy-stop').click();
  await expectState(page, 'stopped');
}
