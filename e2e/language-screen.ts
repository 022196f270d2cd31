import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'playwright/test';
import { judge } from './judge';
import { choose, openSection } from './settings-place';

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
}

export const english: Spoken = { tag: 'en', name: 'English', settings: 'Settings' };
export const german: Language = { tag: 'de', name: 'Deutsch', settings: 'Einstellungen', restore: 'Wiederherstellen' };
export const chinese: Language = { tag: 'zh-CN', name: '简体中文', settings: '设置', restore: '恢复' };

const textsDir = resolve(import.meta.dirname, '..', 'renderer', 'texts');
/** What the core says, by its English form. */
const coreDir = resolve(import.meta.dirname, '..', 'src', 'contract', 'text', 'sentences');

/** What is wrong with the words on a screen. */
interface Flaws {
  /** Sentences of another language. */
  foreign: string[];
  /** Labels of ours that are wider than where they stand. */
  cut: string[];
}

function sentencesOf(node: Texts): string[] {
  return Object.values(node).flatMap((value) => (typeof value === 'string' ? [value] : sentencesOf(value)));
}

async function readSentences(tag: string): Promise<string[]> {
  const text = await readFile(resolve(textsDir, `${tag}.json`), 'utf8');
  return sentencesOf(JSON.parse(text) as Texts).filter((sentence) => !sentence.includes('{{'));
}

/** The sentences of every language but this one, and those of the core in English. */
async function readForeign(tag: string): Promise<string[]> {
  const files = (await readdir(textsDir)).filter((name) => name.endsWith('.json') && name !== `${tag}.json`);
  const spoken = (await Promise.all(files.map((name) => readSentences(name.replace(/\.json$/u, ''))))).flat();
  const core = JSON.parse(await readFile(resolve(coreDir, `${tag}.json`), 'utf8')) as Record<string, string>;
  const untold = Object.entries(core).filter(([english, own]) => !/\{\d/u.test(english) && english !== own);
  return [...spoken, ...untold.map(([english]) => english)];
}

/** Finds, among what can be seen, sentences of other languages and labels that do not fit where they stand. */
async function findFlaws(page: Page, own: string[], foreign: string[]): Promise<Flaws> {
  return page.evaluate(
    ([ownSentences, foreignSentences]) => {
      const ours = new Set(ownSentences);
      const others = new Set(foreignSentences.filter((sentence) => !ours.has(sentence)));
      const found: { foreign: string[]; cut: string[] } = { foreign: [], cut: [] };
      const isCut = (element: HTMLElement): boolean => {
        if (element.scrollWidth > element.clientWidth && element.clientWidth > 0) return true;
        const { left, right } = element.getBoundingClientRect();
        for (let around = element.parentElement; around; around = around.parentElement) {
          if (getComputedStyle(around).overflowX === 'visible') continue;
          const edges = around.getBoundingClientRect();
          if (right > edges.right + 1 || left < edges.left - 1) return true;
        }
        return right > window.innerWidth;
      };
      for (const element of document.querySelectorAll<HTMLElement>('body *')) {
        if (!element.checkVisibility()) continue;
        const said = ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? '');
        const text = element.children.length === 0 ? element.textContent.trim() : '';
        found.foreign.push(...[...said, text].filter((words) => others.has(words)));
        // What only screen readers hear has a width of 1.
        if (ours.has(text) && element.clientWidth !== 1 && isCut(element)) found.cut.push(text);
      }
      return found;
    },
    [own, foreign] as const,
  );
}

/** Holds what is shown in a language against what another language can break. */
export async function judgeWording(page: Page, { tag }: Language, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  const flaws = await findFlaws(page, await readSentences(tag), await readForeign(tag));
  expect.soft(flaws, name).toEqual({ foreign: [], cut: [] });
}

/** The same, and the rules of every screen. */
export async function judgeWords(page: Page, language: Language, name: string): Promise<void> {
  await judgeWording(page, language, name);
  await judge(page, `${language.tag} ${name}`);
}

/** Chooses the language of the app in its settings, and waits until the window speaks it: what is judged next is in it. */
export async function chooseLanguage(page: Page, { tag, name, settings }: Spoken): Promise<void> {
  await openSection(page, 'general');
  await choose(page, 'language', name);
  await expect(page.locator('html')).toHaveAttribute('lang', tag);
  await expect(page.getByRole('heading', { level: 1, name: settings })).toBeVisible();
}
