import { describe, expect, it } from 'vitest';
import type { ComfyLogLine } from '../../../src/contract/comfyui/comfyui-status';
import { prepareLines, readPlainText } from './comfy-line';

function write(texts: readonly string[], first = 1): ComfyLogLine[] {
  return texts.map((text, index) => ({
    number: first + index,
    at: '2026-01-01T10:00:00.000Z',
    stream: 'stderr' as const,
    text,
    pack: null,
  }));
}

describe('readPlainText', () => {
  it('leaves what a terminal would show', () => {
    expect(readPlainText('\u001b[1;31mred\u001b[0m and \u001b]8;;http://x\u0007link')).toBe('red and link');
    expect(readPlainText('10%\r 50%\r100%')).toBe('100%');
    expect(readPlainText('done\r')).toBe('done');
    expect(readPlainText('100 % [=> ]')).toBe('100 % [=> ]');
  });
});

describe('prepareLines', () => {
  it('reads a whole traceback as an error, and nothing after it', () => {
    const lines = prepareLines(
      write([
        'Starting server',
        'Traceback (most recent call last):',
        '  File "x.py", line 1, in <module>',
        '    import nope',
        "ModuleNotFoundError: No module named 'nope'",
        'To see the GUI go to: http://127.0.0.1:8188',
        'x.py:3: DeprecationWarning: old',
        '   0.1 seconds (IMPORT FAILED): /c/custom_nodes/x',
        'Loaded 3 error handlers',
      ]),
      undefined,
    );
    const levels = lines.map(({ level }) => level);
    expect(levels).toEqual(['plain', 'error', 'error', 'error', 'error', 'plain', 'warning', 'error', 'plain']);
  });

  it('counts the lines that are missing between two pages', () => {
    const [first] = prepareLines(write(['a'], 4), undefined);
    const next = prepareLines(write(['b', 'c'], 10), first);
    expect([first, ...next].map((line) => line?.missing)).toEqual([0, 5, 0]);
  });
});
