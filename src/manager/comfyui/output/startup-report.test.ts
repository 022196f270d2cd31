import { describe, expect, it } from 'vitest';
import { createStartupReport, type StartupReport } from './startup-report';

const root = '/home/ünï user/Comfy UI/custom_nodes';

/** A traceback as ComfyUI's loader gets it from Python for a module that fails. */
function loaderTraceback(file: string, exception: string): string {
  return `Traceback (most recent call last):
  File "/home/ünï user/Comfy UI/nodes.py", line 2129, in load_custom_node
    module_spec.loader.exec_module(module)
  File "<frozen importlib._bootstrap_external>", line 940, in exec_module
  File "${file}", line 1, in <module>
    import something
${exception}
`;
}

function read(text: string, from?: 'stdout' | 'stderr', report: StartupReport = createStartupReport()): StartupReport {
  for (const line of text.split('\n')) report.add(line, from);
  return report;
}

const recorded = `Total VRAM 16384 MB, total RAM 65458 MB
Python version: 3.11.9 (main, May 20 2026, 22:15:37) [GCC 13.3.0]
ComfyUI version: 0.3.62
[Prompt Server] web root: /venv/lib/python3.11/site-packages/comfyui_frontend_package/static
${loaderTraceback(`${root}/Bröken Päck/__init__.py`, "ModuleNotFoundError: No module named 'missing_thing'")}
Cannot import ${root}/Bröken Päck module for custom nodes: No module named 'missing_thing'
Skip ${root}/just-web module for custom nodes due to the lack of NODE_CLASS_MAPPINGS or comfy_entrypoint (need one).

Import times for custom nodes:
   0.0 seconds: ${root}/websocket_image_save.py
   0.1 seconds (IMPORT FAILED): ${root}/just-web
   0.4 seconds (IMPORT FAILED): ${root}/Bröken Päck
  12.5 seconds: ${root}/slow one

Starting server

To see the GUI go to: http://127.0.0.1:8188
`;

describe('a start-up report', () => {
  it('reads a start: versions, times, failures with their traceback, the address', () => {
    const report = read(recorded);
    expect(report.phase()).toBe('serving');
    expect(report.versions()).toEqual({ comfyui: '0.3.62', python: '3.11.9' });
    expect(report.guiAddress()).toBe('http://127.0.0.1:8188');
    expect(
      report.imports().map(({ path, seconds, hasFailed }) => [path.slice(root.length + 1), seconds, hasFailed]),
    ).toEqual([
      ['slow one', 12.5, false],
      ['Bröken Päck', 0.4, true],
      ['just-web', 0.1, true],
      ['websocket_image_save.py', 0, false],
    ]);
    const [web, broken] = report.failures();
    expect(web).toMatchObject({
      name: 'just-web',
      msg: expect.stringContaining('lack of NODE_CLASS_MAPPINGS'),
      traceback: '',
    });
    const traceback = loaderTraceback(
      `${root}/Bröken Päck/__init__.py`,
      "ModuleNotFoundError: No module named 'missing_thing'",
    ).trimEnd();
    expect(broken).toEqual({
      name: 'Bröken Päck',
      path: `${root}/Bröken Päck`,
      msg: `ModuleNotFoundError: No module named 'missing_thing'\n\n${traceback}`,
      traceback,
    });
  });

  it('reads the same from a log file with times, from one with levels, and with colours', () => {
    const times = recorded.split('\n').map((line) => `[2026-11-24 22:35:54.956] ${line}`);
    const copied = recorded.split('\n').map((line) => `2026-11-24T22:35:54.956786 - ${line}`);
    const levels = recorded.replace(
      /^(?=Traceback|Cannot|Skip|Starting|To see|Python|ComfyUI| {2,3}\d)/gm,
      '[WARNING] ',
    );
    const coloured = recorded.replace(/^(Cannot.*|Skip.*)$/gm, '\x1b[33m$1\x1b[0m');
    const windowsEnds = recorded.replaceAll('\n', '\r\n');
    const expected = read(recorded);
    for (const text of [times.join('\n'), copied.join('\n'), levels, coloured, windowsEnds]) {
      const report = read(text);
      expect(report.failures()).toEqual(expected.failures());
      expect(report.imports()).toEqual(expected.imports());
      expect(report.phase()).toBe('serving');
    }
  });

  it('does not blame a pack for the traceback that another one printed (W43)', () => {
    const printed = `Traceback (most recent call last):
  File "${root}/optional/__init__.py", line 3, in <module>
    import triton
ModuleNotFoundError: No module named 'triton'
optional: triton is not there, going on without it
`;
    const own = loaderTraceback(`${root}/broken/__init__.py`, "ModuleNotFoundError: No module named 'triton'");
    const report = read(`${printed}${own}
Cannot import ${root}/broken module for custom nodes: No module named 'triton'
${printed}
Skip ${root}/web module for custom nodes due to the lack of NODE_CLASS_MAPPINGS.

Import times for custom nodes:
   0.0 seconds: ${root}/optional
   0.0 seconds (IMPORT FAILED): ${root}/broken
   0.0 seconds (IMPORT FAILED): ${root}/web
   0.0 seconds (IMPORT FAILED): ${root}/silent
`);
    const failures = Object.fromEntries(report.failures().map((failure) => [failure.name, failure]));
    expect(Object.keys(failures)).toEqual(['broken', 'web', 'silent']);
    expect(failures['broken']?.traceback).toBe(own.trimEnd());
    expect(failures['web']?.traceback).toBe('');
    expect(failures['silent']?.msg).toContain('does not say why');
  });

  it('finds the own traceback when a thread of another pack prints one in between, with the same words', () => {
    const own = loaderTraceback(`${root}/b/__init__.py`, "ModuleNotFoundError: No module named 'x'");
    const between = loaderTraceback(`${root}/b-longer/__init__.py`, "ModuleNotFoundError: No module named 'x'");
    const report = read(`${own}${between}Cannot import ${root}/b module for custom nodes: No module named 'x'\n`);
    expect(report.failures()[0]?.traceback).toBe(own.trimEnd());
  });

  it('keeps the two outputs apart: what a pack prints lands inside no traceback', () => {
    const report = createStartupReport();
    const own = loaderTraceback(`${root}/broken/__init__.py`, 'ValueError: bad');
    for (const line of own.split('\n')) {
      report.add(line, 'stderr');
      report.add('loading weights ... 50 %', 'stdout');
    }
    report.add(`Cannot import ${root}/broken module for custom nodes: bad`, 'stderr');
    expect(report.failures()[0]?.traceback).toBe(own.trimEnd());
    expect(report.phase()).toBe('starting');
  });

  it('keeps chained causes, groups, messages of many lines, and the place of a syntax error', () => {
    const chained = `Traceback (most recent call last):
  File "${root}/chained/a.py", line 1, in <module>
    import cv2
ImportError: libGL.so.1: cannot open shared object file

The above exception was the direct cause of the following exception:

${loaderTraceback(`${root}/chained/__init__.py`, 'RuntimeError: OpenCV is broken\n\nIMPORTANT: READ THIS\n\n  * reinstall it')}`;
    const syntax = `Traceback (most recent call last):
  File "/c/nodes.py", line 2129, in load_custom_node
    module_spec.loader.exec_module(module)
  File "${root}/syntax/__init__.py", line 1
    def (
        ^
SyntaxError: invalid syntax
`;
    const group = `  + Exception Group Traceback (most recent call last):
  |   File "${root}/group/__init__.py", line 1, in <module>
  |     raise ExceptionGroup("several", [ValueError(1)])
  | ExceptionGroup: several (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +------------------------------------
`;
    const report = read(`${chained}
Cannot import ${root}/chained module for custom nodes: OpenCV is broken

IMPORTANT: READ THIS

  * reinstall it
${syntax}
Cannot import ${root}/syntax module for custom nodes: invalid syntax (__init__.py, line 1)
${group}
Cannot import ${root}/group module for custom nodes: several (1 sub-exception)
`);
    const [one, two, three] = report.failures();
    expect(one?.traceback).toBe(chained.trimEnd());
    expect(one?.msg.split('\n')[0]).toBe('RuntimeError: OpenCV is broken');
    expect(two?.traceback).toBe(syntax.trimEnd());
    expect(three?.traceback).toBe(group.trimEnd());
    expect(three?.msg).toContain('several');
  });

  it('knows Windows paths, by their last part', () => {
    const path = String.raw`D:\Comfy UI\custom_nodes\Päck`;
    const own = loaderTraceback(`${path}\\__init__.py`, "KeyError: 'x'");
    const report = read(`${own}\nCannot import ${path} module for custom nodes: 'x'`);
    expect(report.failures()).toEqual([
      { name: 'Päck', path, msg: expect.stringMatching(/^KeyError: 'x'\n/), traceback: own.trimEnd() },
    ]);
  });

  it('tells a failed prestartup script with the failed import, and takes its table for no import', () => {
    const report = read(`Failed to execute startup-script: ${root}/early/prestartup_script.py / no git here
Failed to execute startup-script: ${root}/fine/prestartup_script.py / whatever

Prestartup times for custom nodes:
   0.1 seconds (PRESTARTUP FAILED): ${root}/early
   0.1 seconds (PRESTARTUP FAILED): ${root}/fine

Cannot import ${root}/early module for custom nodes: gone
Import times for custom nodes:
   0.0 seconds: ${root}/fine
   0.0 seconds (IMPORT FAILED): ${root}/early
`);
    expect(report.imports()).toHaveLength(2);
    expect(report.failures().map((failure) => failure.msg)).toEqual([
      'gone\n\nIts prestartup script had failed before: no git here',
    ]);
  });

  it('believes the table: a verdict that a pack only printed counts for nothing', () => {
    const report = read(`Cannot import ${root}/fine module for custom nodes: just kidding
Import times for custom nodes:
   0.0 seconds: ${root}/fine
`);
    expect(report.failures()).toEqual([]);
  });

  it('reads through 50 MB of noise in bounded memory', () => {
    const report = createStartupReport();
    const noise = `Traceback (most recent call last):\n  File "${root}/noisy/x.py", line 1, in f\n${'    ~~~ step ~~~\n'.repeat(200)}ValueError: again\n${'progress 12.3 seconds: left\n'.repeat(300)}`;
    const lines = noise.split('\n');
    const rounds = Math.ceil((50 * 1024 * 1024) / noise.length);
    const startMs = performance.now();
    for (let round = 0; round < rounds; round += 1) for (const line of lines) report.add(line, 'stderr');
    const tookMs = performance.now() - startMs;
    read(recorded, 'stderr', report);
    expect(report.failures().map((failure) => failure.name)).toEqual(['just-web', 'Bröken Päck']);
    expect(JSON.stringify(report.failures()).length).toBeLessThan(3000);
    // 50 MB of text is what a start with a chatty pack prints in minutes.
    expect(tookMs).toBeLessThan(15_000);
  });

  it('shortens an endless traceback in its middle', () => {
    const frames = Array.from(
      { length: 100_000 },
      (_, index) => `  File "${root}/deep/__init__.py", line ${index}, in f`,
    );
    const report = read(
      `Traceback (most recent call last):\n${frames.join('\n')}\nRecursionError: too deep\nCannot import ${root}/deep module for custom nodes: too deep`,
    );
    const [failure] = report.failures();
    expect(failure?.traceback.split('\n').length).toBeLessThan(700);
    expect(failure?.traceback).toContain('line 0, in f');
    expect(failure?.msg.startsWith('RecursionError: too deep')).toBe(true);
  });
});
