import type { Page } from 'playwright';

/** Times that the page itself took, in ms. */
export interface PageTimes {
  /** From a key's event to the frame after everything it changed was painted. */
  keys: number[];
  /** The same as Chromium's event timing has it, in steps of 8 ms. */
  events: number[];
  /** The search alone. */
  searches: number[];
  /** Between two frames. */
  frames: number[];
}

interface Watching {
  bench: PageTimes & { isScrolling: boolean };
}

/** Begins to take times in the page. */
export async function watchPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const bench: Watching['bench'] = { keys: [], events: [], searches: [], frames: [], isScrolling: false };
    Object.assign(globalThis, { bench });
    let [pressedMs, lastMs] = [0, 0];
    // Methods and not functions of their own: tsx marks those with a helper that the page does not have.
    const watch = {
      key(event: Event) {
        pressedMs = event.timeStamp;
      },
      // Whatever is drawn because of a key is drawn in the next frame; a message posted in it comes when that frame is done.
      input() {
        const fromMs = pressedMs;
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => bench.keys.push(performance.now() - fromMs);
          channel.port2.postMessage(null);
        });
      },
      entries(list: PerformanceObserverEntryList) {
        for (const { name, duration } of list.getEntries()) {
          if (name === 'keydown') bench.events.push(duration);
          if (name === 'pack-search') bench.searches.push(duration);
        }
      },
      frame(nowMs: number) {
        if (bench.isScrolling && lastMs > 0) bench.frames.push(nowMs - lastMs);
        lastMs = nowMs;
        requestAnimationFrame((next) => watch.frame(next));
      },
    };
    addEventListener('keydown', (event) => watch.key(event), { capture: true });
    addEventListener('input', () => watch.input(), { capture: true });
    const eventTiming: PerformanceObserverInit & { durationThreshold: number } = {
      type: 'event',
      durationThreshold: 16,
    };
    new PerformanceObserver((list) => watch.entries(list)).observe(eventTiming);
    new PerformanceObserver((list) => watch.entries(list)).observe({ type: 'measure' });
    watch.frame(0);
  });
}

/** Hands out the times taken since the last call. */
export async function takeTimes(page: Page): Promise<PageTimes> {
  return page.evaluate(() => {
    const { bench } = globalThis as unknown as Watching;
    const { keys, events, searches, frames } = bench;
    Object.assign(bench, { keys: [], events: [], searches: [], frames: [] });
    return { keys, events, searches, frames };
  });
}

/** Frames count only while something is scrolled. */
export async function countFrames(page: Page, isScrolling: boolean): Promise<void> {
  await page.evaluate((value) => {
    (globalThis as unknown as Watching).bench.isScrolling = value;
  }, isScrolling);
}

/** Puts a field beside everything else that does nothing but show what is typed: no window can be faster than that here. */
export async function addEchoField(page: Page): Promise<void> {
  await page.evaluate(() => {
    const field = document.createElement('input');
    field.id = 'bench-echo';
    field.style.cssText = 'position: fixed; right: 0; bottom: 0; width: 200px; z-index: 1000';
    document.body.append(field);
  });
}
