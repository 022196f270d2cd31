import type { MenuItemConstructorOptions } from 'electron';
import type { Translate } from '../texts/texts';

/** What the page says of the text under the pointer. */
export interface TextUnderPointer {
  isEditable: boolean;
  selectionText: string;
  editFlags: { canCut: boolean; canCopy: boolean; canPaste: boolean; canSelectAll: boolean };
}

/** The menu of a text field, or of text that is marked, as data; empty where there is neither. */
export function buildTextMenu(
  { isEditable, selectionText, editFlags }: TextUnderPointer,
  t: Translate,
): MenuItemConstructorOptions[] {
  const copy: MenuItemConstructorOptions = { label: t('menu.copy'), role: 'copy', enabled: editFlags.canCopy };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  return [
    { label: t('menu.cut'), role: 'cut', enabled: editFlags.canCut },
    copy,
    { label: t('menu.paste'), role: 'paste', enabled: editFlags.canPaste },
    { type: 'separator' },
    { label: t('menu.selectAll'), role: 'selectAll', enabled: editFlags.canSelectAll },
  ];
}
