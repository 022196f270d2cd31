/** A language with the script it is written in, whatever its region: `zh-SG` is `zh-Hans`, `zh-TW` is `zh-Hant`. Null for what is no tag (`C`). */
function writingOf(tag: string): string | null {
  try {
    const { language, script = '' } = new Intl.Locale(tag).maximize();
    return `${language}-${script}`;
  } catch {
    return null;
  }
}

/** Which of the languages is read by who asks for this one: the same tag, else the same language in the same script; undefined where none is. */
export function sameWriting<T extends string>(tag: string, languages: readonly T[]): T | undefined {
  const written = writingOf(tag);
  const exact = languages.find((known) => known.toLowerCase() === tag.toLowerCase());
  return exact ?? languages.find((known) => written !== null && writingOf(known) === written);
}
