import { sameWriting } from '../../contract/text/written-language';

const pageLanguages = ['en', 'de', 'zh-CN'] as const;
/** The languages that the pages of a browser are in. */
export type PageLanguage = (typeof pageLanguages)[number];

interface LanguageRange {
  tag: string;
  weight: number;
}

function readRange(part: string): LanguageRange {
  const [tag = '', ...parameters] = part.split(';').map((word) => word.trim());
  const weight = parameters.find((word) => word.startsWith('q='))?.slice(2);
  return { tag, weight: weight === undefined ? 1 : Number(weight) };
}

/** The language that `Accept-Language` wants most among those there are; English where it wants none. */
export function chooseLanguage(header: string | undefined): PageLanguage {
  const ranges = (header ?? '').split(',').map(readRange);
  const wanted = ranges.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const language = sameWriting(tag, pageLanguages);
    if (language !== undefined) return language;
  }
  return 'en';
}
