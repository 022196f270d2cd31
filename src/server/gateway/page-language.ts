/** The languages that the pages of a browser are in. */
export type PageLanguage = 'en' | 'de' | 'zh-CN';

interface Wish {
  tag: string;
  weight: number;
}

function readWish(part: string): Wish {
  const [tag = '', ...parameters] = part.split(';').map((word) => word.trim());
  const weight = parameters.find((word) => word.startsWith('q='))?.slice(2);
  return { tag, weight: weight === undefined ? 1 : Number(weight) };
}

/** By the script it is written in: Traditional Chinese is another language, and gets English. */
function languageOf(tag: string): PageLanguage | null {
  try {
    const { language, script } = new Intl.Locale(tag).maximize();
    if (language === 'zh') return script === 'Hans' ? 'zh-CN' : null;
    return language === 'de' || language === 'en' ? language : null;
  } catch {
    // What is no language is passed over.
    return null;
  }
}

/** The language that `Accept-Language` wants most among those there are; English where it wants none. */
export function chooseLanguage(header: string | undefined): PageLanguage {
  const wishes = (header ?? '').split(',').map(readWish);
  const wanted = wishes.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of wanted) {
    const language = languageOf(tag);
    if (language !== null) return language;
  }
  return 'en';
}
