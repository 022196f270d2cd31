const maxLines = 2000;

/** The end of a log as one text, and how many lines before it are left out: a window draws only so many. */
export function tailLines(lines: readonly string[]): { shown: string; remaining: number } {
  const remaining = Math.max(0, lines.length - maxLines);
  return { shown: lines.slice(remaining).join('\n'), remaining };
}
