import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { judge } from './judge';
import { choose, openSection } from './settings-place';
import { isNightly } from './world/nightly';

type Texts = { readonly [name: string]: string | Texts };

/** A language that the app speaks. */
interface Spoken {
  tag: string;
  /** As its choice in the settings says. */
  name: string;
  /** The heading of the settings. */
  settings: string;
}

/** One beside English. */
export interface Language extends Spoken {
  /** The button of a snapshot. */
  restore: string;
  /** Of the menu of installations. */
  connect: string;
}

export const english: Spoken = { tag: 'en', name: 'English', settings: 'Settings' };
export const german: Language = {
  tag: 'de',
  name: 'Deutsch',
  settings: 'Einstellungen',
  restore: 'Wiederherstellen',
  connect: 'Mit anderem Rechner verbinden…',
};
export const chinese: Language = {
  tag: 'zh-CN',
  name: '简体中文',
  settings: '设置',
  restore: '恢复',
  connect: '连接到其他设备…',
};

const textsDir = resolve(import.meta.dirname, '..', 'renderer', 'texts');
/** What the core says, by its English form. */
const coreDir = resolve(import.meta.dirname, '..', 'src', 'contract', 'text', 'sentences');

function sentencesOf(node: Texts): string[] {
  return Object.values(node).flatMap((value) => (typeof value === 'string' ? [value] : sentencesOf(value)));
}

async function readSentences(tag: string): Promise<string[]> {
  const text = await readFile(resolve(textsDir, `${tag}.json`), 'utf8');
  return sentencesOf(JSON.parse(text) as Texts).filter((sentence) => !sentence.includes('{{'));
}

/** The sentences of a language, and those that only others have: theirs, and those of the core in English. */
interface Sentences {
  own: Set<string>;
  foreign: Set<string>;
}

/** By the tag of the language. */
const known = new Map<string, Promise<Sentences>>();

async function sentencesFor(tag: string): Promise<Sentences> {
  const own = new Set(await readSentences(tag));
  return { own, foreign: new Set((await readForeign(tag)).filter((sentence) => !own.has(sentence))) };
}

async function readForeign(tag: string): Promise<string[]> {
  const files = (await readdir(textsDir)).filter((name) => name.endsWith('.json') && name !== `${tag}.json`);
  const spoken = (await Promise.all(files.map((name) => readSentences(name.replace(/\.json$/u, ''))))).flat();
  const core = JSON.parse(await readFile(resolve(coreDir, `${tag}.json`), 'utf8')) as Record<string, string>;
  const untold = Object.entries(core).filter(([english, own]) => !/\{\d/u.test(english) && english !== own);
  return [...spoken, ...untold.map(([english]) => english)];
}

/** Something to be read in the window. */
interface Wording {
  words: string;
  /** Whether it is wider than where it stands. */
  isCut: boolean;
}

/** Runs in the page: all that can be seen or is heard of it. */
function readWordings(): Wording[] {
  const isCut = (element: HTMLElement): boolean => {
    // What only screen readers hear has a width of 1.
    if (element.clientWidth === 1) return false;
    if (element.scrollWidth > element.clientWidth && element.clientWidth > 0) return true;
    const { left, right } = element.getBoundingClientRect();
    for (let around = element.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowX === 'visible') continue;
      const edges = around.getBoundingClientRect();
      if (right > edges.right + 1 || left < edges.left - 1) return true;
    }
    return right > window.innerWidth;
  };
  return [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((element) => element.checkVisibility())
    .flatMap((element) => {
      const spokenTexts = ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? '');
      const text = element.children.length === 0 ? element.textContent.trim() : '';
      const read = text === '' ? [] : [{ words: text, isCut: isCut(element) }];
      return [...spokenTexts.filter(Boolean).map((words) => ({ words, isCut: false })), ...read];
    });
}

/** Holds what is shown in a language against what another language can break: sentences of others, labels that do not fit, and room. */
export async function judgeWords(page: Page, { tag }: Language, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  const sentences = known.get(tag) ?? sentencesFor(tag);
  known.set(tag, sentences);
  const { own, foreign } = await sentences;
  const wordings = await page.evaluate(readWordings);
  const flaws = {
    foreign: wordings.filter(({ words }) => foreign.has(words)),
    cut: wordings.filter(({ words, isCut }) => isCut && own.has(words)),
  };
  expect.soft(flaws, name).toEqual({ foreign: [], cut: [] });
  await judge(page, `${tag} ${name}`, isNightly ? 'all' : 'nothing');
}

/** Chooses the language of the app in its settings, and waits until the window speaks it: what is judged next is in it. */
export async function chooseLanguage(page: Page, { tag, name, settings }: Spoken): Promise<void> {
  await openSection(page, 'general');
  await choose(page, 'language', name);
  await expect(page.locator('html')).toHaveAttribute('lang', tag);
  await expect(page.getByRole('heading', { level: 1, name: settings })).toBeVisible();
}
