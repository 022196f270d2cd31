import { describe, expect, it } from 'vitest';
import { createTracebackReader } from './tracebacks';

const pack = '/comfy ünï/custom_nodes/pack';

const traceback = (place: string, exception: string) =>
  [
    'Traceback (most recent call last):',
    '  File "/comfy ünï/nodes.py", line 2129, in load_custom_node',
    '    module_spec.loader.exec_module(module)',
    `  File "${place}", line 3, in <module>`,
    '    import thing',
    '    ^^^^^^^^^^^^',
    exception,
  ].join('\n');

/** Claims for `path` after the lines; a line that begins with `> ` begins a new record of a log. */
function claim(text: string, path: string, error: string) {
  const reader = createTracebackReader();
  for (const line of text.split('\n')) reader.add(line.replace(/^> /, ''), line.startsWith('> '));
  return reader.claim(path, error);
}

describe('a traceback', () => {
  it('is taken whole, with the exception told apart', () => {
    const text = traceback(`${pack}/__init__.py`, "ModuleNotFoundError: No module named 'thing'");
    expect(claim(text, pack, "No module named 'thing'")).toEqual({
      text,
      exception: "ModuleNotFoundError: No module named 'thing'",
    });
  });

  it('is none where none was printed, and none of somebody else with other words', () => {
    expect(claim('loading\n', pack, 'no')).toBeNull();
    expect(claim(traceback('/elsewhere/x.py', 'ValueError: other'), pack, 'no')).toBeNull();
  });

  it('is the one that names the pack, not a pack whose name begins alike', () => {
    const own = traceback(`${pack}/__init__.py`, 'ValueError: no');
    const longer = traceback(`${pack}-extras/__init__.py`, 'ValueError: no');
    expect(claim(`${own}\n${longer}`, pack, 'no')?.text).toBe(own);
    expect(claim(`${longer}\n${own}`, pack, 'no')?.text).toBe(own);
  });

  it('is the newest with the words of the verdict when none names the pack: it failed in a library', () => {
    const library = traceback('/venv/lib/python3.11/site-packages/lib.py', 'RuntimeError: no CUDA here');
    expect(claim(`${traceback('/x.py', 'ValueError: other')}\n${library}`, pack, 'no CUDA here')?.text).toBe(library);
  });

  it('counts a chained one as one, and a second one of its own as a second', () => {
    const cause = traceback(`${pack}/a.py`, 'KeyError: 1');
    const link = 'During handling of the above exception, another exception occurred:';
    const last = traceback(`${pack}/__init__.py`, 'RuntimeError: no');
    const chained = `${cause}\n\n${link}\n\n${last}`;
    expect(claim(chained, pack, 'no')).toEqual({ text: chained, exception: 'RuntimeError: no' });
    expect(claim(`${cause}\n\n${last}`, pack, 'no')?.text).toBe(last);
  });

  it('ends where the log begins a new record', () => {
    const own = traceback(`${pack}/__init__.py`, 'ValueError: no\nwith a second line');
    expect(claim(`${own}\n> Something else\nof two lines`, pack, 'no')?.text).toBe(own);
  });

  it('is forgotten once it was claimed', () => {
    const reader = createTracebackReader();
    for (const line of traceback(`${pack}/__init__.py`, 'ValueError: no').split('\n')) reader.add(line, false);
    expect(reader.claim(pack, 'no')).not.toBeNull();
    expect(reader.claim(pack, 'no')).toBeNull();
  });

  it('has an exception without words, and a syntax error whose verdict names its place', () => {
    expect(claim(traceback(`${pack}/x.py`, 'NotImplementedError'), pack, '')?.exception).toBe('NotImplementedError');
    const syntax = `Traceback (most recent call last):\n  File "/n.py", line 1, in f\n  File "${pack}/__init__.py", line 1\n    def (\n        ^\nSyntaxError: invalid syntax`;
    expect(claim(syntax, pack, 'invalid syntax (__init__.py, line 1)')?.exception).toBe('SyntaxError: invalid syntax');
  });
});
