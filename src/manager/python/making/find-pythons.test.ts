import { describe, expect, it } from 'vitest';
import { choosePython, type MakingTools } from './find-pythons';

const tools = (uv: string | null, ...versions: string[]): MakingTools => ({
  uv,
  pythons: versions.map((version) => ({ version, program: `/usr/bin/python${version}` })),
});

describe('choosePython', () => {
  it('takes what suits most of what is here', () => {
    expect(choosePython(tools(null, '3.14.0', '3.13.1', '3.12.4', '3.9.2'), null)).toBe('3.12');
    expect(choosePython(tools(null, '3.13.1', '3.11.7'), null)).toBe('3.13');
    expect(choosePython(tools(null, '3.9.2'), null)).toBeNull();
  });

  it('lets uv download one where nothing suits, or another is wanted', () => {
    expect(choosePython(tools('/bin/uv', '3.9.2'), null)).toBe('3.12');
    expect(choosePython(tools('/bin/uv', '3.12.4'), '3.11')).toBe('3.11');
    expect(choosePython(tools(null, '3.12.4'), '3.11')).toBeNull();
    expect(choosePython(tools(null, '3.12.4'), '3.12')).toBe('3.12');
  });
});
