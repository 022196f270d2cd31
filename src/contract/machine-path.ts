import { z } from 'zod';

/**
 * A file or folder of the machine of the core that no list of the core tells: whatever the caller says. Every field of an operation or a task that is such a
 * path has this very schema, by which `machinePathsIn` finds it.
 */
export const MachinePath = z
  .string()
  .min(1)
  .max(4096)
  .regex(
    /^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\u0000-\u001f\u007f]*$/u,
    'A file or folder of the machine is named by its whole path.',
  );

/** The paths of the machine that an input names, those of the tasks in it too. Pure. */
export function machinePathsIn(schema: unknown, value: unknown): string[] {
  if (schema === MachinePath) return typeof value === 'string' ? [value] : [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return machinePathsIn(schema.unwrap(), value);
  if (schema instanceof z.ZodArray)
    return Array.isArray(value) ? value.flatMap((one) => machinePathsIn(schema.element, one)) : [];
  if (schema instanceof z.ZodUnion)
    return schema.options
      .filter((option) => (option as z.ZodType).safeParse(value).success)
      .flatMap((option) => machinePathsIn(option, value));
  if (!(schema instanceof z.ZodObject)) return [];
  const fields = Object(value) as Record<string, unknown>;
  return Object.entries(schema.shape).flatMap(([name, field]) => machinePathsIn(field, fields[name]));
}
