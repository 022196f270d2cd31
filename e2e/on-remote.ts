import { basename } from 'node:path';

/** Whether the window of a test has the folder of its world from `cmdesk serve`, as if that were on another machine (`ON_REMOTE=1`, as `npm run nightly` does once more). */
export const onRemote = process.env['ON_REMOTE'] === '1';

/** What cannot be on another machine, with the reason: a whole file, or tests by their title. */
const localAlone: Record<string, string | Record<string, string>> = {
  'bisect-window.spec.ts': {
    'what only a person sees they judge in the window, and no page of somebody else does':
      'the web UI of a start is reached on the machine of the installation alone',
  },
  'clicks-window.spec.ts': {
    'the security level is changed by three clicks; where it allows more, a yes outside of the page is all the rest':
      'the level is a setting of the app there',
  },
  'comfyui-versions-window.spec.ts': {
    'a version that a script switches to is told to the window, and shown without being asked for':
      'the frame says where it is in the place of its version',
  },
  'controls-window.spec.ts': 'the arguments of ComfyUI are changed there',
  'downloads-window.spec.ts': {
    'the computer stays awake while a model comes, and no longer': 'this computer need not stay awake for another one',
  },
  'home-disk.spec.ts': {
    'the disk is shown by part, and 10 GB are freed in four clicks': 'the trash of the system is used there',
  },
  'models-hands-window.spec.ts': {
    'a model that is dropped is moved or copied into its folder, which can be opened, and that is undone':
      'it is sent there, which leaves it here, and no folder can be opened',
  },
  'models-window.spec.ts': {
    'what the trash of the installation cannot keep goes to that of the system, and the question says so':
      'the trash of the system is used there',
  },
  'package-plan-window.spec.ts': {
    'what the settings keep as it is stays so by every door, until it is installed as asked this once':
      'the requirement policy is a setting of the app there',
    'a package is brought to another version and removed in the place of the environment, after its plan':
      'what the policy refuses is allowed there',
  },
  'policy-window.spec.ts': 'what the policy refuses is allowed there',
  'settings-window.spec.ts': {
    'every section is there, by keyboard and by search, light and dark':
      'the settings of this app are those of its own machine',
    'a listener waits for the next start, after the person agreed outside of the page to open it':
      'how the app there listens is set there',
    'what the level refuses is asked for, and a weaker level allows it': 'what the policy refuses is allowed there',
    'the table says what the core says, for this listener': 'the table is that of the app there',
  },
  'snapshots-window.spec.ts': {
    'a snapshot of a friend installs packages once the person has allowed it in the dialog of the system':
      'what the policy refuses is allowed there',
  },
  'update-review-window.spec.ts': {
    'one number of updates stands everywhere, clones with it, and the next start knows it without asking':
      'the next start is that of an app with the folder itself',
  },
  'variables-window.spec.ts': 'a variable that leads elsewhere is set there, by a person',
  'window.spec.ts': {
    'news of what ends before the catalogue is there call the pack by its title as soon as it is':
      'it closes and opens the folder by its path',
  },
};

/** Whether a test is left out of this run, in the form of `test.skip`. */
export function leftOutOnRemote({
  file,
  title,
}: {
  file: string;
  title: string;
}): [isLeftOut: boolean, reason: string] {
  const found = onRemote ? localAlone[basename(file)] : undefined;
  const reason = typeof found === 'string' ? found : found?.[title];
  return [reason !== undefined, `on another machine: ${reason ?? ''}`];
}
