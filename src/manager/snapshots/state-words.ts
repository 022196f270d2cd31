/** A pack in words, as a plan and a comparison show it: `1.2.0 (disabled)`. Pure. */
export function stateOf(version: string, isEnabled: boolean): string {
  const shown = version === '' ? 'unknown version' : version;
  return `${shown}${isEnabled ? '' : ' (disabled)'}`;
}
