/** A pack in words, as a plan and a comparison show it: `1.2.0 [face, video] (disabled)`. Pure. */
export function stateOf(version: string, isEnabled: boolean, groups: readonly string[] | null = null): string {
  const shown = version === '' ? 'unknown version' : version;
  const chosen = groups === null || groups.length === 0 ? '' : ` [${groups.join(', ')}]`;
  return `${shown}${chosen}${isEnabled ? '' : ' (disabled)'}`;
}
