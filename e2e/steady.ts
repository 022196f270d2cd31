import type { Page } from 'playwright';
import { expect } from 'playwright/test';

/** Where something stands in the window, in pixels. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Places = Record<string, Place>;

/** What belongs to every place: the rail from its top to its foot, and the search and the buttons of the header. */
const frame: Record<string, string> = {
  rail: 'nav',
  switcher: '[data-testid="installation-switcher"]',
  status: 'nav section[aria-label="Status"]',
  search: '[data-testid="place-search"]',
  actions: '[data-testid="place-actions"]',
  main: 'main',
};

const each: Record<string, string> = {
  item: '[data-testid^="place-"]:is(button)',
  tool: 'nav button[aria-label]:not([data-testid])',
  action: '[data-testid="place-actions"] > *',
  tab: '[role="tab"]',
};

/** Where the frame stands, and what `more` names by selectors; what is not there is left out. */
export async function readPlaces(page: Page, more: Record<string, string> = {}): Promise<Places> {
  const read = (selectors: { one: Record<string, string>; many: Record<string, string> }): Places => {
    const placeOf = (element: Element): Place => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    };
    const one = Object.entries(selectors.one).flatMap(([name, selector]) => {
      const element = document.querySelector(selector);
      return element === null ? [] : [[name, placeOf(element)] as const];
    });
    const many = Object.entries(selectors.many).flatMap(([name, selector]) =>
      [...document.querySelectorAll(selector)].map((element, at) => [`${name} ${at}`, placeOf(element)] as const),
    );
    return Object.fromEntries([...one, ...many]);
  };
  return page.evaluate(read, { one: { ...frame, ...more }, many: each });
}

function moved(before: Places, after: Places): string[] {
  return Object.entries(before).flatMap(([name, was]) => {
    const is = after[name];
    if (is === undefined) return [`${name} is gone`];
    const sides = (['x', 'y', 'width', 'height'] as const).filter((side) => Math.abs(was[side] - is[side]) > 1);
    return sides.map((side) => `${name}: ${side} was ${was[side]}, is ${is[side]}`);
  });
}

/** Shows that everything that stood somewhere `before` still stands there, to the pixel. */
export async function expectSteady(page: Page, before: Places, more: Record<string, string> = {}): Promise<void> {
  expect(moved(before, await readPlaces(page, more))).toEqual([]);
}
