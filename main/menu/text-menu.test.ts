import { describe, expect, it } from 'vitest';
import { createTexts } from '../texts/texts';
import { buildTextMenu, type TextUnderPointer } from './text-menu';

const flags = { canCut: false, canCopy: false, canPaste: true, canSelectAll: true };
const { t } = createTexts();

function build(text: Partial<TextUnderPointer>) {
  return buildTextMenu({ isEditable: false, selectionText: '', editFlags: flags, ...text }, t);
}

describe('buildTextMenu', () => {
  it('offers in a field what can be done there', () => {
    expect(build({ isEditable: true }).map(({ label, enabled }) => [label, enabled])).toEqual([
      ['Cut', false],
      ['Copy', false],
      ['Paste', true],
      [undefined, undefined],
      ['Select all', true],
    ]);
  });

  it('copies marked text, and is empty elsewhere', () => {
    expect(build({ selectionText: 'KSampler' }).map(({ role }) => role)).toEqual(['copy']);
    expect(build({ selectionText: '  ' })).toEqual([]);
    expect(build({})).toEqual([]);
  });
});
