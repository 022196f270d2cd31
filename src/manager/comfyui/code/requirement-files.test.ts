import { describe, expect, it } from 'vitest';
import { chooseRequirementFiles } from './requirement-files';

const choose = (text: string, installed: string[] = []) =>
  chooseRequirementFiles({ 'comfyui.arguments': text }, new Map(installed.map((name) => [name, '1.0'])));
const both = ['requirements.txt', 'manager_requirements.txt'];

describe("the requirements of ComfyUI's own manager", () => {
  it.each([
    ['', []],
    ['--cpu', ['torch', 'comfyui-manager-extras']],
    ['--enable-manager-of-mine', []],
  ])('count for nobody who does not use it: %j with %j', (text, installed) => {
    expect(choose(text, installed)).toEqual(['requirements.txt']);
  });

  it.each([
    ['--enable-manager', []],
    ['--cpu --enable-manager-legacy-ui', []],
    ['', ['comfyui-manager']],
  ])('count where it is asked for or there: %j with %j', (text, installed) => {
    expect(choose(text, installed)).toEqual(both);
  });
});
