import { z } from 'zod';
import { groupNameForm, maxGroupName } from './group-name';

/** The name of an optional group of a pack (`[project.optional-dependencies]`), compared as PEP 685 says. */
export const GroupName = z
  .string()
  .max(maxGroupName)
  .regex(groupNameForm, 'A group has letters, digits, dots and dashes.');

/** A pack as the field writes it with its groups: `face-pack[swap,video]`. */
const withGroups = /^([^[\]]+)\[([a-z0-9._,\s-]*)\]$/iu;

/** A name of a pack, and the groups behind it; null where it names none. Pure. */
export function splitPackGroups(ref: string): { name: string; groups: string[] | null } {
  const [, name, listed] = withGroups.exec(ref) ?? [];
  if (name === undefined || listed === undefined) return { name: ref, groups: null };
  const groups = listed.split(',').map((one) => one.trim());
  return { name, groups: groups.filter((one) => one !== '') };
}
