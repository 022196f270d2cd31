import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../base/log';
import { AppSettings } from '../../../contract/settings';
import { createComfyArguments } from './comfy-arguments';
import { createComfyOptions, type ComfyOptions } from './comfy-options';
import { openComfyPlace, type ComfyPlace } from '../testing/comfy-place';
import { saying } from '../../../base/testing/saying';

let place: ComfyPlace;
/** How often Python was wanted. */
let requests = 0;

beforeAll(async () => {
  place = await openComfyPlace();
});
afterAll(() => place.remove());

function openOptions(python = place.python): ComfyOptions {
  requests = 0;
  const interpreter = () => {
    requests += 1;
    return Promise.resolve(python);
  };
  return createComfyOptions({ installation: place.installation, interpreter, commit: () => null, log: silentLogger });
}

const cliFile = () => join(place.installation.comfyDir ?? '', 'comfy', 'cli_args.py');

describe('the arguments of main.py', () => {
  it('are read from its own --help, once until its code changes', async () => {
    const options = openOptions();
    const [first, second] = await Promise.all([options.read(), options.read()]);
    expect(first.problem).toBeNull();
    expect(first.options.length).toBeGreaterThan(70);
    expect(second).toEqual(first);
    const flags = first.options.flatMap((option) => option.flags);
    expect(new Set(flags).size).toBe(flags.length);
    expect(flags).toEqual(expect.arrayContaining(['--listen', '--port', '--front-end-root', '--lowvram', '--fast']));
    expect(first.options.find((option) => option.flags.includes('--lowvram'))).toEqual({
      flags: ['--lowvram'],
      value: null,
      choices: [],
      help: 'Put a model on the card in parts.',
      exclusiveWith: ['--gpu-only', '--highvram', '--normalvram', '--novram', '--cpu'],
    });
    await options.read();
    expect(requests).toBe(1);

    const before = await readFile(cliFile(), 'utf8');
    await writeFile(
      cliFile(),
      before.replace('args = parser', 'switch("--brand-new", "Came by an update.")\nargs = parser'),
    );
    const updated = await options.read();
    expect(updated.options.map((option) => option.flags[0])).toContain('--brand-new');
    expect(requests).toBe(2);
    await writeFile(cliFile(), before);
  });

  it('are none, with the reason, when --help fails, and are asked for again', async () => {
    const options = openOptions();
    const before = await readFile(cliFile(), 'utf8');
    await writeFile(cliFile(), `raise RuntimeError("half an update")\n${before}`);
    const broken = await options.read();
    expect(broken.options).toEqual([]);
    expect(broken.problem).toEqual(saying('half an update'));
    await options.read();
    expect(requests).toBe(2);
    await writeFile(cliFile(), 'print("nothing to read")\nraise SystemExit(0)\n');
    expect((await options.read()).problem).toEqual(saying('no list of arguments'));
    await writeFile(cliFile(), before);
    expect((await options.read()).problem).toBeNull();
  });

  it('are none without a Python', async () => {
    const { options, problem } = await openOptions(join(place.paths.desktopDir, 'no-python')).read();
    expect(options).toEqual([]);
    expect(problem).toEqual(saying(/no such program/));
  });

  it('are checked before they are kept', async () => {
    const savedTexts: string[] = [];
    const settings = AppSettings.parse({ 'comfyui.arguments': '--cpu' });
    const keepers = { keep: (text: string) => savedTexts.push(text), keepPort: () => undefined };
    const comfyArguments = createComfyArguments({ settings, options: openOptions(), ...keepers });
    const { arguments: current, options } = await comfyArguments.read();
    expect(current).toBe('--cpu');
    expect(options.find(({ flags }) => flags.includes('--port'))?.help).toContain('comfyui.port');
    for (const wrong of [
      '--cpu "',
      '--cpu --lowvram',
      '--no-such-thing',
      '--port 99999',
      '--preview-method nice',
      'cpu',
    ])
      await expect(comfyArguments.set(wrong), wrong).rejects.toMatchObject({ code: 'invalid-input' });
    expect(savedTexts).toEqual([]);
    await comfyArguments.set(' --lowvram --listen --preview-method taesd ');
    await comfyArguments.set('');
    expect(savedTexts).toEqual(['--lowvram --listen --preview-method taesd', '']);
  });

  it('can be set while ComfyUI cannot be asked', async () => {
    const savedTexts: string[] = [];
    const before = await readFile(cliFile(), 'utf8');
    await rm(cliFile());
    await appendFile(cliFile(), 'raise RuntimeError("broken")\n');
    const settings = AppSettings.parse({});
    const keepers = { keep: (text: string) => savedTexts.push(text), keepPort: () => undefined };
    const comfyArguments = createComfyArguments({ settings, options: openOptions(), ...keepers });
    await comfyArguments.set('--whatever-it-is');
    expect(savedTexts).toEqual(['--whatever-it-is']);
    await writeFile(cliFile(), before);
  });
});
