import { describe, expect, it } from 'vitest';
import { describeEnvironment, withoutPerson } from './environment-report';

describe('a path in a report', () => {
  const person = { homeDir: '/home/ann', userName: 'ann' };

  it('has no name of a person in it', () => {
    expect(withoutPerson('/home/ann/ComfyUI/venv/bin/python', person)).toBe('~/ComfyUI/venv/bin/python');
    expect(withoutPerson('/mnt/data/ann/annex/python', person)).toBe('/mnt/data/<user>/annex/python');
    expect(withoutPerson('file:///home/ann/wheels/a.whl', person)).toBe('file://~/wheels/a.whl');
    expect(withoutPerson('/opt/python', person)).toBe('/opt/python');
  });

  it('is not taken for a home that only begins alike', () => {
    expect(withoutPerson('/home/annabel/python', person)).toBe('/home/annabel/python');
  });

  it('is shortened on Windows in both spellings', () => {
    const windows = { homeDir: 'C:\\Users\\Ann Lee', userName: 'Ann Lee' };
    expect(withoutPerson('C:\\Users\\Ann Lee\\ComfyUI\\python.exe', windows)).toBe('~\\ComfyUI\\python.exe');
    expect(withoutPerson('file:///C:/Users/Ann Lee/a.whl', windows)).toBe('file:///~/a.whl');
    expect(withoutPerson('D:\\Ann Lee\\x', windows)).toBe('D:\\<user>\\x');
  });

  it('stays as it is where an account has neither', () => {
    expect(withoutPerson('/root/x', { homeDir: '/', userName: '' })).toBe('/root/x');
  });
});

describe('a report', () => {
  it('says what helps others to help', () => {
    const text = describeEnvironment(
      {
        python: {
          version: '3.12.3',
          executable: '/home/ann/venv/bin/python',
          shown: '~/venv/bin/python',
          kind: 'venv',
        },
        tool: { name: 'uv', version: '0.9.1' },
        torch: {
          ...{ version: '2.7.1', accelerator: 'cuda', runtime: '12.8' },
          family: [{ name: 'torch', version: '2.7.1', address: null }],
        },
        platform: { system: 'Linux', release: '6.1', arch: 'x64' },
        packages: [
          { name: 'mine', version: '1', address: 'file://~/mine' },
          { name: 'torch', version: '2.7.1', address: null },
        ],
      },
      'v0.3.62',
    );
    expect(text.split('\n')).toEqual([
      'ComfyUI: v0.3.62',
      'System: Linux 6.1 (x64)',
      'Python: 3.12.3 (venv), ~/venv/bin/python',
      'Packages by: uv 0.9.1',
      'Torch: torch 2.7.1',
      'Built for: cuda 12.8',
      '',
      'Packages (2):',
      'mine==1 (file://~/mine)',
      'torch==2.7.1',
    ]);
    expect(text).not.toContain('ann');
  });
});
