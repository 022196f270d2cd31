import type { Page } from 'playwright';
import { takeTimes, type PageTimes } from './page-timing';

/** Between two keys, as a quick typist's; not always the same. */
const pacesMs = [95, 140, 110, 170, 85, 125];

/** Waits; `ms` in milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Types into the field that has the cursor, key by key, and takes everything back at the end. `<` is Backspace. */
export async function type(page: Page, text: string): Promise<void> {
  const keys = Array.from(text, (letter) => (letter === '<' ? 'Backspace' : letter));
  for (const [index, key] of [...keys, 'Control+a', 'Backspace'].entries()) {
    await page.keyboard.press(key);
    await pause(pacesMs[index % pacesMs.length] ?? 100);
  }
}

/** Types each text into a field, and answers how long the page took over the keys (`watchPage`). */
export async function typeInto(page: Page, selector: string, texts: readonly string[]): Promise<PageTimes> {
  await page.locator(selector).focus();
  await takeTimes(page);
  for (const text of texts) await type(page, text);
  return takeTimes(page);
}
