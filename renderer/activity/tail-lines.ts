const maxLines = 2000;

/** The end of a log as one text, and how many lines before it are left out: a window draws only so many. */
export function tailLines(lines: readonly string[]): { shown: string; left: number } {
  const left = Math.max(0, lines.length - maxLines);
  return { shown: lines.slice(left).join('\n'), left };
}
