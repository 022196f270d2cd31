import { describe, expect, it } from 'vitest';
import { evaluateMarker, readMarkerValues } from './markers';
import { parseRequirement } from './requirement';

const linux = readMarkerValues('3.11.7', 'linux', 'x64');
const evaluate = (marker: string, values = linux) => {
  const parsed = parseRequirement(`a ; ${marker}`).marker;
  if (parsed === null) throw new Error(`not read: ${marker}`);
  return evaluateMarker(parsed, values);
};

describe('evaluateMarker', () => {
  it.each([
    ['python_version < "3.12"', true],
    ['python_version >= "3.9"', true],
    ['python_version == "3.1"', false],
    ["'3.9' < python_version", true],
    ['python_version == "3.*"', true],
    ['python_full_version < "3.11.8"', true],
    ['sys_platform == "linux"', true],
    ['sys_platform != "win32"', true],
    ['platform_system == "Darwin"', false],
    ['os_name == "posix" and platform_machine == "x86_64"', true],
    ['sys_platform == "win32" or python_version > "3.10"', true],
    ['(sys_platform == "win32" or sys_platform == "darwin") and python_version > "3"', false],
    ['sys_platform in "linux darwin"', true],
    ['sys_platform not in "linux darwin"', false],
    ['"linux" in sys_platform', true],
    ['platform_release > "5"', null],
    ['platform_release > "5" or sys_platform == "linux"', true],
    ['platform_release > "5" and sys_platform == "win32"', false],
    ['extra == "x"', null],
  ])('%s is %s', (marker, expected) => {
    expect(evaluate(marker)).toBe(expected);
  });

  it('compares names of extras folded', () => {
    expect(evaluate('extra == "Some_Extra"', { ...linux, extra: 'some-extra' })).toBe(true);
    expect(evaluate('extra == "other"', { ...linux, extra: 'some-extra' })).toBe(false);
  });

  it('does not claim what it cannot know', () => {
    const embedded = readMarkerValues('3.11', 'win32', 'arm64');
    expect(evaluate('python_full_version < "3.11.8"', embedded)).toBeNull();
    expect(evaluate('platform_machine == "ARM64"', embedded)).toBeNull();
    expect(evaluate('python_version == "3.11" and os_name == "nt"', embedded)).toBe(true);
  });
});
