/** A text as a literal of Python, in ASCII alone: a file that an old Python reads in the encoding of the system says the same everywhere. */
export function pythonText(text: string): string {
  const escaped = (letter: string): string => `\\U${(letter.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`;
  return JSON.stringify(text).replaceAll(/[^ -~]/gu, escaped);
}
