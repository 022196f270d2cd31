import { describe, expect, it } from 'vitest';
import { readTorchBuild, type TorchFacts } from './torch-build';

const build = (facts: Partial<TorchFacts>) =>
  readTorchBuild({ version: '2.7.1', versionFile: null, requires: [], platform: 'linux', ...facts });

/** As torch's own build writes it. */
const versionFile = (values: Record<string, string>) =>
  [
    'from typing import Optional',
    "__all__ = ['__version__', 'debug', 'cuda', 'git_version', 'hip', 'xpu']",
    "__version__ = '2.7.1'",
    ...Object.entries(values).map(([name, value]) => `${name}: Optional[str] = ${value}`),
  ].join('\n');

describe('what torch was built for', () => {
  it.each([
    ['2.5.1+cu121', 'cuda', '12.1'],
    ['2.9.0+cu130', 'cuda', '13.0'],
    ['1.8.0+cu92', 'cuda', '9.2'],
    ['2.6.0+rocm6.2.4', 'rocm', '6.2.4'],
    ['2.6.0+cpu', 'cpu', null],
    ['2.6.0+xpu', 'xpu', null],
    ['2.6.0+gitabc', 'unknown', null],
  ])('stands in the version %s', (version, accelerator, runtime) => {
    expect(build({ version })).toEqual({ accelerator, runtime });
  });

  it('is what its own file says, before anything else', () => {
    const cuda = versionFile({ cuda: "'12.8'", hip: 'None', xpu: 'None' });
    expect(build({ versionFile: cuda })).toEqual({ accelerator: 'cuda', runtime: '12.8' });
    const hip = versionFile({ cuda: 'None', hip: "'6.3.42131'" });
    expect(build({ versionFile: hip })).toEqual({ accelerator: 'rocm', runtime: '6.3.42131' });
    const none = versionFile({ cuda: 'None', hip: 'None', xpu: 'None' });
    expect(build({ versionFile: none })).toEqual({ accelerator: 'cpu', runtime: null });
    expect(build({ versionFile: none, platform: 'darwin' })).toEqual({ accelerator: 'metal', runtime: null });
    expect(build({ versionFile: versionFile({ cuda: 'None', xpu: "'20250000'" }) }).accelerator).toBe('xpu');
    expect(build({ versionFile: "__version__ = '1'", version: '2.6.0+cpu' }).accelerator).toBe('cpu');
  });

  it('is told by the parts that a wheel of the index asks for', () => {
    expect(build({ requires: ["nvidia-cuda-runtime-cu12==12.6.77; platform_system == 'Linux'"] })).toEqual({
      ...{ accelerator: 'cuda', runtime: '12' },
    });
    expect(build({ requires: ['pytorch-triton-rocm==3.3.1'] }).accelerator).toBe('rocm');
    expect(build({})).toEqual({ accelerator: 'unknown', runtime: null });
    expect(build({ platform: 'darwin' }).accelerator).toBe('metal');
  });
});
