/** A JSON object whose members nobody has checked yet. */
export type LooseObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object (no array, no null). */
export function isLooseObject(value: unknown): value is LooseObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is something else. */
export function objectOf(value: unknown): LooseObject {
  return isLooseObject(value) ? value : {};
}

/** The value as a text; empty when it is something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a number that is not negative; null when it is something else. */
export function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

/** The value as an array; empty when it is something else. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts in an array; empty when it is something else. */
export function textsOf(value: unknown): string[] {
  return arrayOf(value).filter((item): item is string => typeof item === 'string' && item !== '');
}
