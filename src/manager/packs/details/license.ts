import { readProjectTable } from '../../../base/text/project-table';

/** The license that a `pyproject.toml` names; null where it names none, or cannot be read. Pure. */
export function readProjectLicense(text: string | null): string | null {
  return nameLicense(readProjectTable(text)?.license ?? null);
}

/** Ordered: the longer names contain the shorter ones. SPDX identifiers. */
const known: readonly [RegExp, string][] = [
  [/affero general public license[\s\S]{0,80}version 3|\bAGPL-3/i, 'AGPL-3.0'],
  [/lesser general public license[\s\S]{0,80}version 3|\bLGPL-3/i, 'LGPL-3.0'],
  [/lesser general public license|\bLGPL/i, 'LGPL'],
  [/gnu general public license[\s\S]{0,80}version 3|\bGPL-3/i, 'GPL-3.0'],
  [/gnu general public license[\s\S]{0,80}version 2|\bGPL-2/i, 'GPL-2.0'],
  [/apache license[\s\S]{0,80}version 2|\bApache-2/i, 'Apache-2.0'],
  [/mozilla public license[\s\S]{0,40}2\.0|\bMPL-2/i, 'MPL-2.0'],
  [/\bMIT\b/, 'MIT'],
  [/unencumbered software|\bUnlicense\b/i, 'Unlicense'],
  [/neither the name of|\bBSD-3/i, 'BSD-3-Clause'],
  [/redistribution and use in source and binary forms|\bBSD\b/i, 'BSD-2-Clause'],
  [/creative commons[\s\S]{0,200}noncommercial|\bCC-BY-NC/i, 'CC-BY-NC'],
];

/** The usual name of a license by its words; a short text names itself; null for none. */
export function nameLicense(text: string | null): string | null {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return null;
  const head = trimmed.slice(0, 2000);
  const found = known.find(([words]) => words.test(head))?.[1];
  return found ?? (trimmed.length <= 40 && !trimmed.includes('\n') ? trimmed : null);
}

/** Whether a file name is that of a license. */
export function isLicenseName(name: string): boolean {
  return /^(?:licen[cs]e|copying|unlicense)(?:[.-][\w.-]+)?$/i.test(name);
}
