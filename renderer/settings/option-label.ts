import { t } from 'i18next';

/** Values of choices that have words; others are shown as they are written. */
const worded = [
  'auto',
  'uv',
  'pip',
  'public',
  'private',
  'offline',
  'personal_cloud',
  'stable',
  'preview',
  'stable-comfyui',
  'nightly',
  'nightly-comfyui',
  'cache',
  'remote',
  'local',
  'channel',
  'strong',
  'normal',
  'normal-',
  'weak',
  'true',
  'false',
  'always',
  'moves',
  'never',
  'as-asked',
  'no-downgrade',
  'only-new',
] as const;

/** Names the value of a choice in words. */
export function labelOfOption(value: string): string {
  const word = worded.find((known) => known === value);
  return word === undefined ? value : t(`settings.options.${word}`);
}
